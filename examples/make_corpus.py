"""Make the sample corpus of `assay demo` again: `python examples/make_corpus.py [FOLDER]`.

Nothing in it is real. The same run on the same machine gives the same bytes, but for the workbook whose
encryption draws random salt.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from making.contracts import write_contracts
from making.pictures import write_pictures
from making.sound import write_call
from making.tables import write_tables
from making.texts import write_mails, write_notes
from making.troubles import write_troubles

CORPUS = Path(__file__).parent / "corpus"


def make(root: Path) -> None:
    """Write the whole corpus under an empty folder."""
    write_contracts(root)
    write_pictures(root)
    write_tables(root)
    write_mails(root)
    write_notes(root)
    write_call(root, kept=CORPUS if CORPUS.exists() else None)
    write_troubles(root)


def main(arguments: list[str]) -> int:
    """Make the corpus in the named folder, or replace the committed one."""
    target = Path(arguments[0]) if arguments else CORPUS
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "corpus"
        make(fresh)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(fresh, target)
    files = [path for path in target.rglob("*") if path.is_file()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
