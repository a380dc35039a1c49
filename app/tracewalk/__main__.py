"""`python -m tracewalk`."""

from tracewalk.cli import main

if __name__ == "__main__":
    main()
