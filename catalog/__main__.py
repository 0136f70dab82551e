"""`python -m catalog` is the `lumbung` command; supervised processes start this way."""

from catalog.cli import main

if __name__ == "__main__":
    main()
