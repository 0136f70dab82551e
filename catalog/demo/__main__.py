"""`python -m catalog.demo`: the data center alone, without the rest of the program; prints its address."""

import argparse
import sys
from pathlib import Path

from catalog.demo import DEFAULT_PORT, FAULTS, open_source, serve


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m catalog.demo", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with a datacenter.toml; sample figures without it")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one")
    parser.add_argument("--fault", choices=FAULTS, help="be broken from the start")
    args = parser.parse_args()
    serve(open_source(args.data), args.host, args.port, args.fault, announce=_print_line)


def _print_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
