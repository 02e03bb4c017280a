"""Reading files beside unstructured in one run: `python -m benchmarks extract`, or `make bench-extract`.

Each reader has a process of its own that reads the same files one after the other, its libraries loaded before; what
is compared are CPU-seconds of that process, so other load on the machine counts little; PDF is read in turns, a round
ours and a round theirs, and of each file the median counts. How alike two texts are is Dice's coefficient over the
multisets of their groups of five characters, and of single characters (`without_order`): the peer reads many tables
column by column, which changes groups and no character. Blanks, hyphens, ligatures and the numbers of signs without a
character (`(cid:7)`) do not count. Where the two differ in order, whose order is right is told by pages whose true
order was set down by hand (`pdf.order`, see `_reading_order`); `agreed` are the files on whose order the two agree,
or the peer has at least as much of it right. Of a PDF both read the text layer alone, of more than 60 pages the first
60: the peer's strategy draws no page for OCR, so ours is told to draw none; what it costs with those pictures is told
apart. The peer runs as its documentation says, with its spaCy model where `make bench-extract` could install it, and
once more without. Pictures and large tables have benchmarks of their own, which are run too.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import normalize

from benchmarks._reading_order import labels, orders, shares

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT.parent / "shared" / "data" / "documents"
RESULTS = ROOT / "benchmarks" / "results" / "extract.json"
OFFICE = (".docx", ".pptx", ".xlsx", ".html", ".eml", ".csv", ".tsv", ".txt", ".json", ".xml", ".md", ".msg")
_GRAM, _ROUNDS = 5, 3
_TICK = 0.001  # seconds: less is no measure of a process's time
_LOOSE = re.compile(r"\(cid:\d+\)|[\s\u00ad\u2010-]")
_MOST_PDF_BYTES = 30_000_000
_MOST_PAGES = 60
_MOST_OFFICE_BYTES = 300_000
_FIRST = ("extract_tables",)  # a process begins with the peak of the one that it was made from: while that is small
_PARTS = ("extract_images", "formats")

Told = dict[str, float]


def read(reader: str, files: Sequence[Path], turns: int = 1) -> dict[str, Any]:
    """Let one reader read files in a process of its own; see `_extract_worker` for what comes back.

    Raises:
        subprocess.CalledProcessError: the reader cannot be started, as where a library of it is not installed.
    """
    asked = json.dumps({"files": [str(file) for file in files], "turns": turns})
    command = [sys.executable, "-m", "benchmarks._extract_worker", reader]
    ended = subprocess.run(command, input=asked, capture_output=True, text=True, cwd=ROOT, check=True)  # noqa: S603
    answer: dict[str, Any] = json.loads(ended.stdout)
    return {**answer, "files": {it["file"]: it for it in answer["files"]}}


def in_turns(readers: Mapping[str, int], files: Sequence[Path], rounds: int = _ROUNDS) -> list[dict[str, Any]]:
    """Let readers, each with its turns, read the same files one after the other; of each file the median CPU counts."""
    heard: dict[str, list[dict[str, Any]]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, turns in readers.items():
            heard[name].append(read(name, files, turns))
    done = [answers[-1] for answers in heard.values()]
    for answers, last in zip(heard.values(), done, strict=True):
        for file, told in last["files"].items():
            if "cpu" in told:
                told["cpu"] = median(it["files"][file].get("cpu", told["cpu"]) for it in answers)
    return done


def alike(one: str, two: str, gram: int = _GRAM) -> float:
    """Return how alike two texts are, 0 to 1; order counts within `gram` characters alone."""
    left, right = _grams(one, gram), _grams(two, gram)
    both = sum((left & right).values())
    return 2 * both / (sum(left.values()) + sum(right.values())) if left or right else 1.0


def _grams(text: str, gram: int) -> Counter[str]:
    plain = _LOOSE.sub("", normalize("NFKC", text))
    return Counter(plain[place : place + gram] for place in range(max(1, len(plain) - gram + 1)) if plain)


def pdf(ours: Mapping[str, Any], theirs: Mapping[str, Any], files: Sequence[Path], **others: Mapping[str, Any]) -> Told:
    """Return pages per CPU-second of both, and how alike the texts are of files in which both found some.

    Of the `others` the speed alone.
    """
    done = [it for it in map(str, files) if _text(ours, it) and _text(theirs, it)]
    pages = sum(ours["files"][it]["pages"] for it in done)
    mine, peer = (max(_TICK, sum(reader["files"][it]["cpu"] for it in done)) for reader in (ours, theirs))
    likeness = [alike(_text(ours, it), _text(theirs, it)) for it in done]
    loose = [alike(_text(ours, it), _text(theirs, it), gram=1) for it in done]
    my_whole, its_whole = ("\n".join(_text(reader, it) for it in done) for reader in (ours, theirs))
    return {
        "pdf.files": len(done), "pdf.pages": pages,
        "pdf.pages_per_cpu_second.ours": round(pages / mine, 1),
        "pdf.pages_per_cpu_second.unstructured": round(pages / peer, 2),
        "pdf.speedup": round(peer / mine, 1),
        **{
            f"pdf.pages_per_cpu_second.{name}": round(
                pages / max(_TICK, sum(it["files"][file].get("cpu", 0) for file in done)), 2
            )
            for name, it in others.items()
        },
        "pdf.similarity.median": round(median(likeness), 4),
        "pdf.similarity.mean": round(sum(likeness) / len(likeness), 4),
        "pdf.similarity.files_below_98": sum(it < 0.98 for it in likeness),
        "pdf.similarity.without_order.mean": round(sum(loose) / len(loose), 4),
        "pdf.similarity.without_order.files_below_98": sum(it < 0.98 for it in loose),
        "pdf.similarity.of_all_text": round(alike(my_whole, its_whole), 4),
        "pdf.read_by_ours_alone": sum(bool(_text(ours, it)) and not _text(theirs, it) for it in map(str, files)),
        "pdf.read_by_peer_alone": sum(bool(_text(theirs, it)) and not _text(ours, it) for it in map(str, files)),
        "pdf.peak_mib.ours": ours["peak"], "pdf.peak_mib.unstructured": theirs["peak"],
    }  # fmt: skip


def agreed(ours: Mapping[str, Any], theirs: Mapping[str, Any], files: Sequence[Path]) -> Told:
    """Return how alike the texts are of files whose order is not disputed, or where the peer's is as good as ours."""
    done = [it for it in files if _text(ours, it) and _text(theirs, it)]
    mine, peer = (shares(done, partial(_text, reader)) for reader in (ours, theirs))
    same = [it for it in done if it not in mine or mine[it] <= peer[it]]
    likeness = [alike(_text(ours, it), _text(theirs, it)) for it in same]
    return {
        "pdf.similarity.agreed.files": len(same),
        "pdf.similarity.agreed.mean": round(sum(likeness) / max(1, len(same)), 4),
        "pdf.similarity.agreed.files_below_98": sum(it < 0.98 for it in likeness),
    }


def disputes(ours: Mapping[str, Any], theirs: Mapping[str, Any], files: Sequence[Path]) -> Iterator[str]:
    """Yield a line a labelled file, the least alike first: how alike, what share of its page each has in order, why."""
    known = labels()
    mine, peer = (shares(files, partial(_text, reader)) for reader in (ours, theirs))
    likeness = {it: alike(_text(ours, it), _text(theirs, it)) for it in mine}
    for file in sorted(likeness, key=likeness.__getitem__):
        name = f"{file.stem[:36]}{file.suffix}"
        yield f"{name:42} {likeness[file]:.3f}  {mine[file]:.2f} : {peer[file]:.2f}  {known[file.name]['differs']}"


def office(ours: Mapping[str, Any], theirs: Mapping[str, Any], files: Sequence[Path]) -> Told:
    """Return CPU-milliseconds a file of both, by ending and of all together, over files in which both found text.

    Of JSON the peer takes the texts of its own elements alone, ours is every value: how many characters each found is
    told beside what they cost.
    """
    told: Told = {}
    groups: dict[str, list[str]] = {}
    for file in files:
        if _text(ours, str(file)) and _text(theirs, str(file)):
            groups.setdefault(file.suffix.lower().removeprefix("."), []).append(str(file))
    sums = {"ours": 0.0, "unstructured": 0.0}
    for ending, names in sorted(groups.items()):
        for name, reader in (("ours", ours), ("unstructured", theirs)):
            spent = max(_TICK, sum(reader["files"][it]["cpu"] for it in names))
            sums[name] += spent
            told[f"office.{ending}.cpu_ms.{name}"] = round(1_000 * spent / len(names), 2)
            told[f"office.{ending}.characters.{name}"] = sum(len(_text(reader, it)) for it in names)
        told[f"office.{ending}.files"] = len(names)
        told[f"office.{ending}.ratio"] = round(
            told[f"office.{ending}.cpu_ms.ours"] / told[f"office.{ending}.cpu_ms.unstructured"], 3
        )
    told["office.files"] = sum(map(len, groups.values()))
    told["office.ratio"] = round(sums["ours"] / sums["unstructured"], 3)
    told["office.peak_mib.ours"], told["office.peak_mib.unstructured"] = ours["peak"], theirs["peak"]
    return told


def sandboxed(files: Sequence[Path]) -> Told:
    """Return what the same PDF files cost through the confined processes, their start and end included."""
    code = (
        "import json,os,resource,sys,time\n"
        "from pathlib import Path\n"
        "from assay.extractors.sandbox import ConfinedSandbox\n"
        "from assay.governance.domain import FileRef, Limits\n"
        "pages = 0\n"
        "with ConfinedSandbox() as sandbox:\n"
        "    for name in json.load(sys.stdin):\n"
        "        with open(name, 'rb') as file:\n"
        "            ref = FileRef(fd=file.fileno(), size=os.path.getsize(name), name=Path(name).name)\n"
        "            pages += sandbox.perceive(ref, Limits(ocr_pages=0)).extraction.facts.get('pages', 0)\n"
        "used = [resource.getrusage(it) for it in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]\n"
        "print(json.dumps([pages, sum(it.ru_utime + it.ru_stime for it in used), used[1].ru_maxrss >> 10]))\n"
    )
    asked = json.dumps([str(file) for file in files])
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], input=asked, capture_output=True, text=True, cwd=ROOT, check=True
    )
    pages, cpu, peak = json.loads(ended.stdout)
    return {
        "pdf.sandboxed.pages_per_cpu_second": round(pages / cpu, 1), "pdf.sandboxed.cpu_seconds": round(cpu, 2),
        "pdf.sandboxed.peak_mib": peak,
    }  # fmt: skip


def _text(reader: Mapping[str, Any], file: str | Path) -> str:
    return str(reader["files"][str(file)].get("text", "")).strip()


def _chosen(folder: Path, endings: Sequence[str], most: int) -> list[Path]:
    found = (it for it in sorted(folder.rglob("*")) if it.suffix.lower() in endings and it.is_file())
    return [it for it in found if 0 < it.stat().st_size <= most]


def _shortened(files: Sequence[Path], folder: Path) -> list[Path]:
    """Return the files, those of many pages as copies of their first ones."""
    from pypdf import PdfReader, PdfWriter

    short: list[Path] = []
    for number, file in enumerate(files):
        try:
            reader = PdfReader(file)
            pages = 0 if reader.is_encrypted else len(reader.pages)
        except Exception:  # noqa: BLE001 - a broken file is the readers' to judge
            pages = 0
        if pages > _MOST_PAGES:
            writer = PdfWriter()
            for page in reader.pages[:_MOST_PAGES]:
                writer.add_page(page)
            file = folder / str(number) / file.name
            file.parent.mkdir()
            writer.write(file)
        short.append(file)
    return short


def main(argv: Sequence[str] | None = None) -> None:
    """Print what was measured, a line each, and write it as flat keys."""
    parser = argparse.ArgumentParser(description="reading files beside unstructured")
    parser.add_argument("--documents", type=Path, default=DOCUMENTS, help="folder of documents")
    parser.add_argument("--files", type=int, help="read so many of each kind, not all")
    parser.add_argument("--out", type=Path, default=RESULTS, help="file of the figures")
    parser.add_argument("--only", choices=("pdf", "office", *_FIRST, *_PARTS), action="append", help="one part alone")
    asked = parser.parse_args(argv)
    parts = asked.only or ("pdf", "office", *_FIRST, *_PARTS)
    told = _apart(it for it in _FIRST if it in parts)
    if not asked.documents.is_dir():
        print("no documents to read; --documents names their folder")
    for part, endings, most in (("pdf", (".pdf",), _MOST_PDF_BYTES), ("office", OFFICE, _MOST_OFFICE_BYTES)):
        files = _chosen(asked.documents, endings, most)[: asked.files] if part in parts else []
        if files:
            print(f"-- {part}: {len(files)} files, beside {_peer()}")
            with TemporaryDirectory() as folder:
                files = _shortened(files, Path(folder)) if part == "pdf" else files
                if part == "pdf":
                    others = {
                        "with_pictures": read("ours", files),
                        "unstructured_without_its_model": read("light", files),
                    }
                    text, theirs = in_turns({"text": 7, "theirs": 1}, files)
                    measured = pdf(text, theirs, files, **others)
                    measured |= agreed(text, theirs, files)
                    measured |= orders(files, ours=partial(_text, text), unstructured=partial(_text, theirs))
                    measured |= sandboxed(files)
                    print("labelled file, how alike the texts are, share in order of ours : the peer's, and why")
                    print("\n".join(disputes(text, theirs, files)))
                else:
                    measured = office(read("ours", files, turns=7), read("theirs", files), files)
            told |= _printed(measured)
    told |= _apart(it for it in _PARTS if it in parts)
    if told:
        kept = json.loads(asked.out.read_text(encoding="utf-8")) if asked.out.is_file() and asked.only else {}
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_text(json.dumps(kept | told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _apart(parts: Iterable[str]) -> Told:
    """Run benchmarks of their own, those that are there."""
    told: Told = {}
    for part in parts:
        if find_spec(f"benchmarks.{part}") is not None:
            print(f"-- {part}")
            measured = import_module(f"benchmarks.{part}").measure()
            told |= _printed({_key(name): value for name, value in measured.items()})
    return told


def _peer() -> str:
    from benchmarks._extract_peer import READER

    return READER


def _printed(measured: Told) -> Told:
    for name, value in measured.items():
        print(f"{name}: {value:,}")
    return measured


def _key(name: str) -> str:
    """Return a flat key: a name that is one stays, words become one."""
    return name if re.fullmatch(r"[a-z0-9_.]+", name) else re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


if __name__ == "__main__":
    main()
