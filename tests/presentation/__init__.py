"""Options, languages, views."""
