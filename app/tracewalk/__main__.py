"""`python -m tracewalk`."""

import os
import sys

if __name__ == "__main__":
    # The working folder may be a stranger's, whose `random.py` must not be what we import: as the command `tracewalk`.
    if not sys.flags.safe_path and sys.path[:1] in ([""], [os.getcwd()]):  # noqa: PTH109
        del sys.path[0]
    from tracewalk.cli import main

    main()
