"""The countries of the package ``holidays`` one by one, for processes that are fxwidget's alone.

``holidays.countries`` imports all of its 250 modules, each of which stands by itself: 80 ms and 8 MB of a process that asks
for a country or two.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

__all__ = ["OneByOne"]

PACKAGE = "holidays.countries"


class OneByOne(MetaPathFinder):
    """Finds the package of countries, and puts its loading off until something but its modules is asked of it."""

    @classmethod
    def install(cls) -> None:
        """Have each country imported alone from now on; a second time changes nothing."""
        if not any(isinstance(finder, cls) for finder in sys.meta_path):
            sys.meta_path.insert(0, cls())

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The package with a loader that loads nothing yet; None for every other module."""
        found = PathFinder.find_spec(fullname, path, target) if fullname == PACKAGE else None
        if found is not None and found.loader is not None:
            found.loader = _Later(found.loader)
        return found


class _Later(Loader):
    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The package as it is before it is loaded."""
        return _Countries(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave the package as it is."""
        assert isinstance(module, _Countries)
        module.load = self._loader.exec_module


class _Countries(ModuleType):
    """The package: its modules are found in it at once, and its first attribute loads the whole."""

    load: Any = None

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.lock = RLock()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__all__":
            raise AttributeError(name)
        with self.lock:  # another thread waits for the whole of it, and this one may be in the midst of it
            load, self.load = self.load, None
            if load is not None:
                load(self)
        return super().__getattribute__(name)
