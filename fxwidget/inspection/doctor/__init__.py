"""Looks at everything that a service needs of its machine, and says how to mend what is wrong."""
