"""The command line: a client of the HTTP API and nothing more. `app.py` lists the commands."""
