"""Two circles of tests. The inner one needs Python and packages of pip alone; the outer one needs more of its machine.

A test of the outer circle says which part of the machine it needs: ``@pytest.mark.needs("browser")``, or
``pytestmark = pytest.mark.needs("browser")`` for a whole module. ``pytest -m "not needs"`` runs the inner circle, whatever
is installed; ``pytest`` runs both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pytest

PARTS: Mapping[str, str] = {
    "wordpress": "WordPress over MariaDB and PHP",
    "benchmarks": "wrk, nginx, and a machine to themselves for some seconds",
    "browser": "Chromium and fonts",
    "prometheus": "Prometheus and promtool",
    "caches": "nginx, Varnish and wrk",
    "redis": "redis-server and redis-sentinel",
    "processes": "further processes, mostly fxwidget's own, with libfaketime for their clocks",
    "installing": "virtual environments and wheels of their own",
    "root": "file systems to mount and networks to leave",
    "systemd": "systemd-analyze",
    "buckets": "obstore, and moto in place of S3",
    "pictures": "rsvg-convert",
    "certificates": "openssl",
    "frames": "pandas, polars and pyarrow",
    "frameworks": "Django with django-money, and FastAPI",
    "docs": "Sphinx, which builds the documents as a site",
    "node": "node, which runs the page's script, and TypeScript",
    "git": "git, and a clone that it keeps",
    "time": "ten seconds of a processor and more, for one test",
}
"""What a test may need, in the order in which such tests are run: what takes longest begins."""

ALL = "make test-all"


def part(item: pytest.Item) -> str | None:
    """The part of the machine that a test is counted under, None for a test of the inner circle."""
    mark = item.get_closest_marker("needs")
    return None if mark is None else mark.args[0]


def arrange(items: list[pytest.Item]) -> None:
    """Put tests of the outer circle first, have each file's tests run in one process, and its browser start once.

    Tests that only start processes share nothing: each may run wherever there is time.

    Raises:
        pytest.UsageError: a test needs what is no part.
    """
    order = {name: number for number, name in enumerate(PARTS)}
    for item in items:
        for mark in item.iter_markers("needs"):
            if not mark.args or unknown(mark.args):
                raise pytest.UsageError(f"{item.nodeid} needs {mark.args}: the parts are {', '.join(PARTS)}")
        if item.get_closest_marker("xdist_group") is None and part(item) != "processes":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(
        key=lambda item: (
            order.get(part(item) or "", len(order)),
            item.path,
            "browser" not in getattr(item, "fixturenames", ()),
        )
    )


def unknown(parts: Iterable[str]) -> list[str]:
    """The names that are no part of the machine."""
    return [each for each in parts if each not in PARTS]


def summary(left_out: Mapping[str, int]) -> str:
    """One line about the tests that were left out, by part, and what runs them."""
    counted = ", ".join(f"{name} {left_out[name]}" for name in PARTS if name in left_out)
    return f"not run here: {sum(left_out.values())} tests ({counted}); '{ALL}' runs them"


def count(items: Iterable[pytest.Item]) -> Counter[str]:
    """How many tests there are of each part."""
    return Counter(name for name in map(part, items) if name is not None)
