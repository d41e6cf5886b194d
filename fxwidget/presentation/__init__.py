"""How a table is to be seen: options, languages, and the views that follow from them."""
