"""Who is asking: from an address to every line it matches, best first.

catalogue        the tree of lines: codes, names, parents, categories
facts            what one source says of an address
layer            one source: what it says of every address
stack            layers over each other, and the table that they come to
matching         how facts become lines
lists            the package's own lists, as facts and as layers
numbers          whose AS number: the networks of an autonomous system
table            any address → its class of askers and their lines; own lines on top
embedded         the layers that come in the package, and their table
known_resolvers  resolvers whose carrier is publicly known, and what a table says of them
moves            whom another table would move, from which lines to which
coverage         how much of the address space each line stands for
guards           whether another table may be used without a person who agrees
agreement        how far a second source agrees with what is known
packed           a layer as a file
askers           the flat arrays the engine searches
"""
