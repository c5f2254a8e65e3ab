"""The web console: pages for people, a client of the API like everyone else, in a process of its own."""
