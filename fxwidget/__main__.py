"""``python -m fxwidget``: the command line."""

from fxwidget.cli import main

if __name__ == "__main__":  # a process that is spawned from here imports this module again
    main()
