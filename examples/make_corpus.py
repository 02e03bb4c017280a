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
from making.finance import write_finance
from making.mails import write_mails
from making.notes import write_notes
from making.notices import write_notices
from making.people import write_people
from making.pictures import write_pictures
from making.plant import write_plant
from making.projects import write_projects
from making.sound import write_calls
from making.tables import write_tables
from making.troubles import write_troubles

CORPUS = Path(__file__).parent / "corpus"


def make(root: Path) -> None:
    """Write the whole corpus under an empty folder."""
    for part in (
        write_contracts, write_finance, write_mails, write_notes, write_notices, write_people, write_pictures,
        write_plant, write_projects, write_tables, write_troubles,
    ):  # fmt: skip
        part(root)
    write_calls(root, kept=CORPUS if CORPUS.exists() else None)


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
