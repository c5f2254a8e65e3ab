"""Who is compared, a file each: how to make its configuration, start it, change an address, and stop it."""
