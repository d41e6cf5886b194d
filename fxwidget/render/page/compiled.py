"""Compiled templates, stored where Python stores compiled modules, and by the same rules.

Compiling those of a page takes as long as a tenth of a service's start.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from pickle import UnpicklingError

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from fxwidget._version import __version__

__all__ = ["CompiledTemplates"]

DAMAGED = (ValueError, TypeError, LookupError, AttributeError, ImportError, OverflowError, MemoryError)
"""What reading a damaged checksum raises, which is a pickle, beside ``UnpicklingError``."""


class CompiledTemplates(FileSystemBytecodeCache):
    """Templates beside a module as files in its ``__pycache__``; compiled anew where one can't be read.

    A file counts only for the template's very text, for the versions of Python, Jinja and this package that wrote it, and for
    the module as it was then: that chooses how templates are compiled. Whoever may read the module may read it.

    module: the module's file.
    """

    def __init__(self, module: str) -> None:
        super().__init__(
            str(Path(cache_from_source(module)).parent), f"%s.{sys.implementation.cache_tag}.jinja"
        )
        self._module = Path(module)
        self._compiler = f"{MAGIC_NUMBER.hex()} {version('jinja2')} {__version__} {_edition(self._module)} "

    def get_source_checksum(self, source: str) -> str:
        """A checksum of a template's text and of what compiles it."""
        return super().get_source_checksum(self._compiler + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a compiled template from its file; none where that is missing, unreadable, cut off or damaged."""
        with suppress(OSError, EOFError, UnpicklingError, *DAMAGED):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store a compiled template, unless Python is to write no bytecode, or can't."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
                file = Path(self.directory, self.pattern % (bucket.key,))
                file.chmod(self._module.stat().st_mode & 0o777 | 0o200)


def _edition(module: Path) -> str:
    """Time and size of a module's file, by which Python tells its editions; empty where there is no such file."""
    try:
        found = module.stat()
    except OSError:
        return ""
    return f"{int(found.st_mtime)} {found.st_size}"
