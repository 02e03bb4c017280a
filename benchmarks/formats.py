"""How every file of a folder ends: `python -m benchmarks formats FOLDER [--match PATTERN …] [--json FILE]`.

Each file is read through the real sandbox, with OCR and speech. Three promises are checked, and what breaks one is
named: a status, with a reason where it is not complete; no text without a reason; no reader that died. The share of
complete files is of those that can be read at all: encrypted ones, empty ones, and those whose name says that they are
broken on purpose are counted apart, as are legacy Office files where there is no LibreOffice. `--json` keeps what was
seen, so that a run goes on where it stopped. Exit code 1 when a promise is broken or the share is below 95 %.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from assay.extractors.sandbox import ConfinedSandbox
from assay.governance.domain import REASONS, Extraction, FileRef, Limits, Reason, SegmentKind, Status

DOCUMENTS = Path(__file__).parents[2] / "shared" / "data" / "documents" / "formats"
ON_PURPOSE = re.compile(r"malformed|corrupt|broken|truncated|incomplete|all-whitespace", re.IGNORECASE)
LEAST_SHARE = 0.95


def seen(extraction: Extraction, children: int, seconds: float) -> dict[str, Any]:
    """Return what is kept of a reading: no text, its length alone."""
    text = sum(len(it.text) for it in extraction.segments if it.kind is not SegmentKind.PROPERTY)
    return {
        "media_type": extraction.media_type, "status": extraction.status.value, "coverage": extraction.coverage,
        "reason": extraction.reason.value if extraction.reason else None, "text": text, "children": children,
        "looked": sorted(extraction.checked.keys() & {"pictures", "speech"}), "seconds": round(seconds, 2),
    }  # fmt: skip


def broken_promise(it: dict[str, Any]) -> str | None:
    """Say which promise an ending breaks."""
    complete = it["status"] == Status.COMPLETE
    if it["status"] not in set(Status) or not (complete or it["reason"] in set(REASONS)):
        return "no status, or no reason"
    if complete and not (it["text"] or it["children"] or it["looked"]):
        return "empty without a reason"
    return "a reader died" if it["reason"] == Reason.WORKER_DIED else None


def apart(name: str, it: dict[str, Any]) -> str | None:
    """Say why a file does not count in the share of complete ones."""
    if it["reason"] in (Reason.ENCRYPTED, Reason.EMPTY):
        return str(it["reason"])
    if it["reason"] == Reason.NO_TEXT_FOUND and re.search("empty", name, re.IGNORECASE):
        return "empty"
    if ON_PURPOSE.search(name):
        return "broken on purpose"
    legacy = it["media_type"] in ("application/msword", "application/vnd.ms-powerpoint")
    return "no LibreOffice" if legacy and it["reason"] == Reason.READER_MISSING else None


def read(paths: Sequence[tuple[str, Path]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read file by file."""
    with ConfinedSandbox() as sandbox:
        for name, path in paths:
            descriptor = os.open(path, os.O_RDONLY)
            begun = time.perf_counter()
            try:
                size = os.fstat(descriptor).st_size
                got = sandbox.perceive(FileRef(fd=descriptor, size=size, name=path.name), Limits())
            finally:
                os.close(descriptor)
            yield name, seen(got.extraction, len(got.children), time.perf_counter() - begun)


def measure(folder: Path = DOCUMENTS) -> dict[str, float]:
    """Return how many files there are, how many count, their complete share, and how many broke a promise."""
    files = [(it.relative_to(folder).as_posix(), it) for it in sorted(folder.rglob("*")) if it.is_file()]
    ends = dict(read(files))
    counted = [it for name, it in ends.items() if apart(name, it) is None]
    if not counted:
        return {}
    return {
        "formats.files": len(ends), "formats.counted": len(counted),
        "formats.complete": round(sum(it["status"] == Status.COMPLETE for it in counted) / len(counted), 4),
        "formats.broken_promises": sum(broken_promise(it) is not None for it in ends.values()),
        "formats.seconds": round(sum(it["seconds"] for it in ends.values())),
    }  # fmt: skip


def main(argv: Sequence[str] | None = None) -> None:
    """Print every file that is not complete, the endings of each media type, and the share of complete ones."""
    parser = argparse.ArgumentParser(description="how every file of a folder ends")
    parser.add_argument("folder", type=Path, nargs="?", default=DOCUMENTS)
    parser.add_argument("--match", nargs="*", default=["*"], help="patterns of paths below the folder")
    parser.add_argument("--json", type=Path, help="where to keep what was seen")
    options = parser.parse_args(argv)
    paths = {path.relative_to(options.folder).as_posix(): path for path in sorted(options.folder.rglob("*"))}
    files = {name: path for name, path in paths.items() if path.is_file()}
    ends: dict[str, dict[str, Any]] = {}
    if options.json and options.json.exists():
        ends = json.loads(options.json.read_text(encoding="utf-8"))
    asked = [name for name in files if name not in ends and any(fnmatch(name, it) for it in options.match)]
    for name, end in read([(name, files[name]) for name in asked]):
        ends[name] = end
        if options.json:
            options.json.write_text(json.dumps(ends, indent=1), encoding="utf-8")
    if not ends:
        print("no files here: nothing measured")
        return
    shown(ends, len(files))


def shown(ends: dict[str, dict[str, Any]], files: int) -> None:
    """Print the endings; exit with 1 when they are not as promised."""
    for name, it in sorted(ends.items()):
        if it["status"] != Status.COMPLETE:
            print(f"{it['status']:<9}{it['reason']:<22}{it['coverage']:>5.2f}  {name}")
    print(f"\n{'media type':<74}{'files':>6}" + "".join(f"{status:>10}" for status in Status))
    for kind in sorted({it["media_type"] for it in ends.values()}):
        statuses = Counter(it["status"] for it in ends.values() if it["media_type"] == kind)
        print(f"{kind:<74}{statuses.total():>6}" + "".join(f"{statuses[status]:>10}" for status in Status))
    wrong = {name: said for name, it in ends.items() if (said := broken_promise(it))}
    for name, said in wrong.items():
        print(f"BROKEN: {said}: {name}")
    whys = {name: why for name, it in ends.items() if (why := apart(name, it))}
    counted = [it for name, it in ends.items() if name not in whys]
    complete = sum(it["status"] == Status.COMPLETE for it in counted)
    share = complete / len(counted) if counted else 1.0
    reasons = ", ".join(f"{count} {why}" for why, count in Counter(whys.values()).most_common()) or "none"
    print(f"\n{len(ends)} of {files} files in {sum(it['seconds'] for it in ends.values()):.0f} s; apart: {reasons}")
    print(f"without a status, empty without a reason, or with a dead reader: {len(wrong)}")
    print(f"complete: {complete} of {len(counted)}, {share:.1%}")
    if wrong or share < LEAST_SHARE:
        sys.exit(1)
