"""The library: ``fetch`` asks the sources, ``load`` reads a file or a URL, ``connect`` follows a service; each gives a snapshot with its outputs."""

import logging

logging.getLogger("fxwidget").addHandler(logging.NullHandler())  # a program that wants the log asks for it
