"""The table as a page: templates, styles and scripts, and what puts them together."""
