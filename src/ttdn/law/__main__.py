"""`python -m ttdn.law`."""

import sys

from ttdn.law.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
