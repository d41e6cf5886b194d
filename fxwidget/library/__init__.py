"""The library: ``fetch`` asks the sources now, ``load`` reads what was fetched elsewhere; both give a snapshot with all its outputs."""

import logging

logging.getLogger("fxwidget").addHandler(logging.NullHandler())  # a program that wants the log asks for it
