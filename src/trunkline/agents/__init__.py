"""Looking at servers from other places than a node's own."""
