"""Tools for the people who work on fxwidget; nothing of it is installed."""
