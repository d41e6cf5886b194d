"""A set of files that any file host serves as it is: the table by its options, in plain folders with relative links."""
