"""`python -m madoguchi` is the command `madoguchi`."""

import sys

from madoguchi.config.cli import main

sys.exit(main())
