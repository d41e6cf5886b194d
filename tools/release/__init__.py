"""The recipe of a release as a command; ``python -m tools.release --help`` says how it is called."""
