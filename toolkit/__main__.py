"""`python -m toolkit` is `duxue`."""

from toolkit.cli import main

if __name__ == "__main__":
    main()
