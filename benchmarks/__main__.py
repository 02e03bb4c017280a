"""`python -m benchmarks [NAME [ARGUMENTS]]`: runs one benchmark with its own arguments, or all with their defaults."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main(argv: list[str]) -> int:
    """Run what was named; return 2 for a name that is not there. `--help` lists the names."""
    known = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
    if argv[:1] in (["--help"], ["-h"]):
        print(f"python -m benchmarks [NAME [ARGUMENTS]]: {', '.join(known)}; each NAME says more with --help")
        return 0
    if argv and argv[0] not in known:
        print(f"no benchmark {argv[0]!r}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    for name in argv[:1] or known:
        print(f"== {name}")
        import_module(f"benchmarks.{name}").main(argv[1:])
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
