"""The benchmark of targets: what a row says, and that it fails where something became slower."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.before import Build
from benchmarks.targets import FLOODED, LEAST_APP, OF_NGINX, QUIET, TARGETS, Against, report
from benchmarks.wrk import Result


def figures(part: float, of_nginx: float = 0.9, p99: float = 2.0) -> tuple[list[Build], Against]:
    """Two builds, of which the second needs a ``part`` of the first's, and their results beside nginx."""
    builds = [Build("before", Path()), Build("now", Path())]
    for target in TARGETS:
        builds[0].add(target.figure, 1.0)
        builds[1].add(target.figure, part)
    found = Against()
    for target in OF_NGINX:
        rates = {"nginx": 1000.0, LEAST_APP: 800.0, "before": 900.0, "now": 1000 * of_nginx}
        for server, rate in rates.items():
            found.add(target.figure, server, Result(rate, 1.0, 1.0, 1000, 0))
    for build in builds:
        found.add(QUIET, build.name, Result(1000.0, 1.0, 1.0, 1000, 0))
        found.add(FLOODED, build.name, Result(1000.0, 1.0, p99, 1000, 0))
    return builds, found


def test_each_target_has_a_row_that_says_whether_it_was_reached() -> None:
    """With a third of everything all are reached; a missed one says what holds it back."""
    lines, holds = report(*figures(0.3))
    assert holds
    assert sum("| reached |" in line for line in lines) == len(TARGETS) + len(OF_NGINX) + 1
    lines, holds = report(*figures(0.9, of_nginx=0.88, p99=9.0))
    assert holds
    missed = [line for line in lines if "| missed: " in line]
    assert len(missed) == len(TARGETS) + 1
    assert all(len(line.partition("| missed: ")[2]) > 10 for line in missed)


def test_a_row_of_nginx_says_what_the_server_itself_reaches_and_what_part_of_that_we_do() -> None:
    """The least application gives 0.80 of nginx here; we give 0.60 of nginx, which is 0.75 of it."""
    lines, _ = report(*figures(0.3, of_nginx=0.6))
    (row,) = (line for line in lines if line.startswith("| JSON |"))
    assert row.startswith("| JSON | 0.90 | 0.60 | 0.82 | 0.80 | 0.75 | missed: ")


@pytest.mark.parametrize(("part", "of_nginx"), [(1.3, 0.9), (0.3, 0.4)])
def test_what_became_slower_is_a_failure(part: float, of_nginx: float) -> None:
    """A build that needs more than before, or gives less, fails."""
    assert not report(*figures(part, of_nginx))[1]
