"""``python -m checker DIR|FILE…``: check certificates with this folder and Python alone."""

import sys
from pathlib import Path

from .report import run

if __name__ == "__main__":
    sys.exit(run([Path(argument) for argument in sys.argv[1:]]))
