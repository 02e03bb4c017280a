"""One reader over a list of files in a process of its own: `python -m benchmarks._extract_worker READER`.

Readers: `ours`, `text` (ours without pictures of pages for OCR), `theirs`, `light` (theirs without its spaCy model).

Reads `{"files": […], "turns": n}` from standard input and writes `{"peak": MiB, "start": CPU seconds, "files": […]}`:
of each file its CPU-seconds (the mean of the turns) and its text, or the class of what was raised. Importing and the
first file of each ending are not counted: a worker reads many files.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_LONGEST = 60.0


def ours(*, pictures: bool = True) -> Callable[[Path], tuple[str, int]]:
    """Return the reader of this project: sniffing, decoding and settling, as the confined child does it."""
    from assay.extractors.sandbox.decoders import Decoders
    from assay.extractors.shared.finish import finish
    from assay.extractors.sniffing.sniff import HEAD_BYTES, sniff
    from assay.governance.domain import Limits, SegmentKind

    beside = {SegmentKind.PROPERTY, SegmentKind.COMMENT, SegmentKind.NOTE}
    decoders = Decoders()
    while decoders.warm_one():
        pass
    gc.collect()
    gc.freeze()  # as the process does that the confined children are forked from

    def read(path: Path) -> tuple[str, int]:
        with path.open("rb") as file:
            media_type = sniff(file.read(HEAD_BYTES), path.name, file)
            decoder = decoders.find(media_type)
            if decoder is None:
                raise ValueError(media_type)
            file.seek(0)
            limits = Limits() if pictures else Limits(ocr_pages=0)
            decoded = finish(decoder.decode(file, name=path.name, media_type=media_type, limits=limits), limits)
        extraction = decoded.extraction
        pages = extraction.facts.get("pages")
        text = extraction.text
        if not pictures:  # the text layer alone: no comments, no targets of links
            text = "\n".join(it.text for it in extraction.segments if it.kind not in beside)
        return text, pages if isinstance(pages, int) else 0

    return read


def theirs(*, light: bool = False) -> Callable[[Path], tuple[str, int]]:
    """Return the reader of the peer."""
    from benchmarks._extract_peer import prepare, read

    prepare(light=light)
    return lambda path: (read(path), 0)


class LateError(Exception):
    """A file took too long."""


def _late(*_: object) -> None:
    raise LateError


def main() -> None:
    """Read what standard input names."""
    asked = json.load(sys.stdin)
    readers: dict[str, Callable[[], Callable[[Path], tuple[str, int]]]] = {
        "ours": ours, "text": lambda: ours(pictures=False), "theirs": theirs, "light": lambda: theirs(light=True),
    }  # fmt: skip
    read = readers[sys.argv[1]]()
    signal.signal(signal.SIGPROF, _late)
    warmed: set[str] = set()
    told: list[dict[str, Any]] = []
    for name in asked["files"]:
        path = Path(name)
        if path.suffix.lower() not in warmed:
            warmed.add(path.suffix.lower())
            _timed(read, path)
        told.append({"file": name, **_timed(read, path, turns=asked["turns"])})
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    json.dump({"peak": int(peak.split()[1]) >> 10, "files": told}, sys.stdout)


def _timed(read: Callable[[Path], tuple[str, int]], path: Path, turns: int = 1) -> dict[str, Any]:
    signal.setitimer(signal.ITIMER_PROF, _LONGEST * turns)
    begun = time.process_time()
    try:
        for _ in range(turns):
            text, pages = read(path)
    except Exception as exc:  # noqa: BLE001 - readers raise what they like; its class is told
        return {"error": type(exc).__name__}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {"cpu": (time.process_time() - begun) / turns, "text": text, "pages": pages}


if __name__ == "__main__":
    main()
