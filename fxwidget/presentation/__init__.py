"""How a table is to be seen: the options, the languages, and the view of a snapshot that they ask for."""
