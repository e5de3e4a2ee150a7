"""`python -m minigrad` is the command `minigrad`. Imports the command line only: start reading at `minigrad/cli/`."""

import sys

from minigrad.cli import main

if __name__ == "__main__":
    sys.exit(main())
