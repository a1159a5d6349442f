"""`python -m pazos` is the command `pazos`."""

import sys

from pazos.config.main import main

sys.exit(main())
