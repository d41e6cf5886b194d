"""Asks the tests about mutants: in copies of a process that has collected them once, or in one that imports the mutant.

A copy (``fork``) in which only the code of one function is replaced costs milliseconds. What that can't show, a change
outside of functions, is imported in place of the module by a copy that has imported nothing of the package yet; and so is
whatever no test noticed before, for it may have its effect while tests are collected.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from .making import Mutant, Span, spans

__all__ = ["Outcome", "ask"]

SECONDS_AT_LEAST = 3
SLOWER = 2
"""A mutant that takes so many times the processor time of the tests, and at least so many seconds, is one that never ends."""

MOST_MEMORY = 4 << 30
PASSED, FAILED = 0, 1

Outcome = Mapping[int, bool]
"""By the place of a mutant in what was asked: whether some test failed."""


def ask(
    root: Path, chosen: Sequence[Mutant], files: Sequence[str], explained: Callable[[Mutant], bool]
) -> Outcome:
    """What the tests in ``files`` say of mutants of one module; ``explained`` ones are not imported to look again.

    Raises:
        SystemExit: a test fails without any mutant.
    """
    (module,) = {mutant.module for mutant in chosen}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        _forked(lambda: _run(files, Swapping(root / module, chosen, report)))
        if not report.exists():
            raise SystemExit(f"{module}: the tests fail without any mutant")
        answer = json.loads(report.read_text(encoding="utf-8"))
    killed: dict[int, bool] = {int(number): dead for number, dead in answer["killed"].items()}
    for number, mutant in enumerate(chosen):
        if killed.get(number) or (number in killed and explained(mutant)):
            continue
        tests = answer["tests"].get(mutant.function if mutant.inside else "") or answer["tests"][""]
        killed[number] = _imported(root, mutant, files, tests, answer["seconds"])
    return killed


def _run(files: Sequence[str], plugin: object, *more: str) -> int:
    arguments = ["-q", "-p", "no:cacheprovider", "-m", "not needs", *more, *files]
    return int(pytest.main(arguments, plugins=[plugin, Quick()]))


def _imported(root: Path, mutant: Mutant, files: Sequence[str], tests: Sequence[str], seconds: float) -> bool:
    """Whether a test fails in a process that imports the mutant."""

    def run() -> int:
        _limit(seconds)
        sys.meta_path.insert(0, InPlace(root / mutant.module, mutant))
        return _run(files, Chosen(tests), "-x")

    return _forked(run) != PASSED


def _forked(work: Callable[[], int]) -> int:
    """The result of work in a copy of this process, which prints nothing; whatever else ends it counts as failed."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        code = FAILED
        try:
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            code = work()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else FAILED


def _limit(seconds: float) -> None:
    """Have the system end this process where it takes far longer, or far more memory, than the tests do."""
    most = int(SECONDS_AT_LEAST + SLOWER * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


class Quick:
    """Has property tests fail at once: what they found need not be made smaller."""

    def pytest_configure(self, config: pytest.Config) -> None:
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("quick", settings.get_profile("fixed"), phases=phases)
        settings.load_profile("quick")


class Chosen:
    """Runs these tests alone, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.order = {name: number for number, name in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )


class InPlace:
    """Finds a mutant where its module is imported."""

    def __init__(self, file: Path, mutant: Mutant) -> None:
        self.file, self.mutant = file, mutant
        self.name = mutant.module.removesuffix(".py").replace("/", ".")

    def find_spec(self, name: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        return spec_from_file_location(name, self.file, loader=Loader(name, str(self.file), self.mutant.text))


class Loader(SourceFileLoader):
    """Loads a module from a text that stands in no file."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self.text, self.path, "exec")
        return code


@dataclass
class Swapping:
    """Runs all tests once, and those that call a mutant's function again in a copy of the process that has its code."""

    file: Path
    mutants: Sequence[Mutant]
    report: Path
    seconds: dict[pytest.Item, float] = field(default_factory=dict)
    called: dict[pytest.Item, set[int]] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not session.items or not all(self._passes(item) for item in session.items):
            return True
        killed = {
            number: self._killed(mutant) for number, mutant in enumerate(self.mutants) if self._tests(mutant)
        }
        names = dict.fromkeys(("", *(mutant.function for mutant in self.mutants if mutant.inside)))
        tests = {name: [item.nodeid for item in self._calling(name)] for name in names}
        answer = {"killed": killed, "tests": tests, "seconds": sum(self.seconds.values())}
        self.report.write_text(json.dumps(answer), encoding="utf-8")
        return True

    def _passes(self, item: pytest.Item) -> bool:
        """Run a test without any mutant; takes down which functions of the module it calls."""
        called = self.called.setdefault(item, set())
        name = str(self.file)

        def enter(frame: object, event: str, argument: object) -> None:
            code: CodeType = frame.f_code  # type: ignore[attr-defined]
            if code.co_filename == name:
                called.add(code.co_firstlineno)

        began = time.process_time()
        sys.settrace(enter)
        try:
            return _passes(item)
        finally:
            sys.settrace(None)
            self.seconds[item] = time.process_time() - began

    def _calling(self, function: str) -> list[pytest.Item]:
        """The tests that call a function, the quickest first; all for the name of none."""
        within = self._spans.get(function)
        found = [
            item
            for item, lines in self.called.items()
            if within is None or any(within.first <= line <= within.last for line in lines)
        ]
        return sorted(found, key=self.seconds.__getitem__)

    def _tests(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that can notice it by its code alone."""
        return self._calling(mutant.function) if mutant.inside else []

    def _killed(self, mutant: Mutant) -> bool:
        tests = self._tests(mutant)

        def run() -> int:
            _limit(sum(self.seconds[item] for item in tests))
            for key, code in _codes(compile(mutant.text, str(self.file), "exec")):
                for function in self._functions.get(key, ()):
                    function.__code__ = code
            for cached in self._caches:
                cached.cache_clear()
            return PASSED if all(_passes(item) for item in tests) else FAILED

        return _forked(run) != PASSED

    @functools.cached_property
    def _spans(self) -> Mapping[str, Span]:
        return {span.name: span for span in spans(self.file.read_text(encoding="utf-8"))}

    @functools.cached_property
    def _functions(self) -> Mapping[tuple[str, int], list[FunctionType]]:
        """The module's functions as they are in use, by what its code calls them."""
        found: dict[tuple[str, int], list[FunctionType]] = {}
        for each in gc.get_objects():
            if type(each) is FunctionType and each.__code__.co_filename == str(self.file):
                found.setdefault((each.__code__.co_qualname, each.__code__.co_firstlineno), []).append(each)
        return found

    @functools.cached_property
    def _caches(self) -> list[functools._lru_cache_wrapper[object]]:
        return [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]


def _codes(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    """The code of a module's functions and methods, by qualified name and first line; not of what is inside of them."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            if each.co_flags & 0x0002:  # it has variables of its own: a function, no class's body
                yield (each.co_qualname, each.co_firstlineno), each
            else:
                yield from _codes(each)


def _passes(item: pytest.Item) -> bool:
    from _pytest.runner import runtestprotocol

    return all(report.passed for report in runtestprotocol(item, log=False, nextitem=None))
