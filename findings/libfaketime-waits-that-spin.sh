#!/bin/sh
# Python threads under libfaketime 3.0.0 use ten times the processor where the monotonic clock is left real.
#
# With FAKETIME in the past and FAKETIME_DONT_FAKE_MONOTONIC=1 its fix of waits by the monotonic clock moves their ends into
# the past: a thread that waits for the interpreter wakes at once, again and again. Two threads that add numbers for a
# quarter of a second take three to six; with FAKETIME_FORCE_MONOTONIC_FIX=0 as long as without the library.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check libfaketime==3.0.0
cat >two.py <<'END'
import threading
import time


def add() -> None:
    sum(number for number in range(3_000_000))


threads = [threading.Thread(target=add) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(time.process_time())
END
library=$(env/bin/python -c "import libfaketime, pathlib
print(pathlib.Path(libfaketime.__file__).parent / 'vendor/libfaketime/src/libfaketime.so.1')")
real=$(env/bin/python two.py)
set -- env LD_PRELOAD="$library" FAKETIME="@2025-05-14 06:05:00" FAKETIME_DONT_FAKE_MONOTONIC=1
spun=$("$@" env/bin/python two.py)
mended=$("$@" FAKETIME_FORCE_MONOTONIC_FIX=0 env/bin/python two.py)
echo "seconds of a processor: $real without it, $spun with it, $mended without its fix"
env/bin/python -c "assert $spun > 3 * $real and $mended < 2 * $real"
