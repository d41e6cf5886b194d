"""``python -m benchmarks.consensus``."""

import sys

from benchmarks.consensus.command import main

if __name__ == "__main__":
    sys.exit(main())
