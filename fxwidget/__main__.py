"""``python -m fxwidget``: the command line."""

from fxwidget.cli import main

main()
