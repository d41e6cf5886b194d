#!/bin/sh
# With pytest 9.2.0 pytest-xdist 3.8.0 no longer keeps the tests of a group in one process, and says nothing.
#
# "--dist loadgroup" is to send all tests marked with one xdist_group to the same worker. pytest-xdist writes the group into
# the private _nodeid of each test; since pytest 9.2.0 a test's nodeid is made from something else, so the group is lost and
# the tests are spread one by one. With pytest 9.1.1 both workers get one group each. A fixture of a module or a session that
# is dear, or of which there may be one only, is then made in every worker.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > test_groups.py <<'END'
import os
import pathlib
import time

import pytest


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("group", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("one", "two")])
def test_it(group, number):
    time.sleep(0.2)
    with pathlib.Path("workers.txt").open("a") as file:
        file.write(f"{group} {os.environ['PYTEST_XDIST_WORKER']}\n")
END
for version in 9.1.1 9.2.0; do
    python3 -m venv "env-$version"
    "env-$version/bin/pip" install --quiet --disable-pip-version-check "pytest==$version" pytest-xdist==3.8.0
    rm -f workers.txt
    "env-$version/bin/pytest" -q -n 2 --dist loadgroup test_groups.py >/dev/null
    pairs=$(sort -u workers.txt | wc -l)
    echo "pytest $version: 2 groups in 2 workers are $pairs pairs of group and worker"
    case $version in
        9.1.1) test "$pairs" -eq 2 ;;
        9.2.0) test "$pairs" -eq 4 ;;
    esac
done
