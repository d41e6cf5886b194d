"""Compiled templates, stored where Python stores compiled modules, and by the same rules.

Compiling those of a page takes as long as a tenth of a service's start.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from fxwidget._version import __version__

__all__ = ["CompiledTemplates"]


class CompiledTemplates(FileSystemBytecodeCache):
    """Templates beside a module as files in its ``__pycache__``; compiled anew where one can't be read.

    A file counts only for the template's very text, and for the versions of Python, Jinja and this package that wrote it.

    module: the module's file.
    """

    def __init__(self, module: str) -> None:
        super().__init__(
            str(Path(cache_from_source(module)).parent), f"%s.{sys.implementation.cache_tag}.jinja"
        )
        self._versions = f"{version('jinja2')} {__version__} "

    def get_source_checksum(self, source: str) -> str:
        """A checksum of a template's text and of what compiles it."""
        return super().get_source_checksum(self._versions + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a compiled template from its file; none where that is missing, unreadable or cut off."""
        with suppress(OSError, EOFError, UnpicklingError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store a compiled template, unless Python is to write no bytecode, or can't."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
