"""Who is asking: from an address to every line it matches, best first.

catalogue   the tree of lines: codes, names, parents, categories
table       any address → its class of askers and their lines; own lines on top
embedded    the table that comes in the package
compose     how facts (network, country) become lines; what the build script runs
packed      a table as a file
askers      the flat arrays the engine searches
"""
