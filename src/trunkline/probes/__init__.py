"""Looking at servers over the network: a monitor and an endpoint go in, an observation comes out."""
