"""A table of 200,000 rows from its bytes to the catalog: `python -m benchmarks extract_tables --rows 200000`.

Ten columns, one of them resident numbers that are all different. CPU-seconds are those of a process and of all below
it, peaks of memory the kernel's (`VmHWM`, `ru_maxrss`) and of each process alone. The promise: at most 10 CPU-seconds
until it is perceived, 25 end to end, and 400 MB: of the decoder, of what asks it, and of the whole `assay ingest` in a
new home, with its models, its index and its catalog. `table start` is the same command on ten rows: what any file
takes. Exit code 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assay.governance.app import build
from assay.governance.domain import FileRef, Limits
from assay.governance.settings import load

CITIES = ("Leeds", "Oslo", "Porto", "Graz", "Turku", "Brno", "Gent", "Lyon", "Cork", "Bari")
STATES = ("open", "closed", "on hold", "returned")
WORDS = ("pump", "valve", "filter", "hose", "seal", "ring", "motor", "plate", "blade", "shaft", "bolt", "cover")
HEADER = "no,resident_id,city,state,quantity,price,ordered,code,item,weight"
MOST = {
    "table perceived, CPU seconds": 10, "table end to end, CPU seconds": 25,
    "table alone, peak MiB of the decoder": 381, "table alone, peak MiB of the asker": 381,
    "table end to end, peak MiB": 381,
}  # fmt: skip
_CHECKS = "10X98765432"
_TICKS = os.sysconf("SC_CLK_TCK")


def lines(count: int) -> Iterator[str]:
    """Yield the header and so many rows."""
    rng = random.Random(1)  # noqa: S311
    yield HEADER
    for number in range(count):
        born = f"190{number % 2}{number // 2 % 12 + 1:02d}{number // 24 % 28 + 1:02d}"
        identity = resident_id(f"11010{number // 672_000 + 1}{born}{number // 672 % 1_000:03d}")
        yield (
            f"{number},{identity},{rng.choice(CITIES)},{rng.choice(STATES)},{rng.randint(1, 99)},"
            f"{rng.randint(100, 99_999) / 100},2024-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d},"
            f"K{rng.randint(100, 999)}-{rng.choice('ABCD')},{rng.choice(WORDS)} {rng.choice(WORDS)},{rng.random():.3f}"
        )


def resident_id(body: str) -> str:
    """Return 17 digits with their GB 11643 check character; the years of birth are those of nobody alive."""
    return body + _CHECKS[sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body)) % 11]


def family() -> list[int]:
    """Return this process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [os.getpid()]
    for pid in found:
        found += parents.get(pid, [])
    return found


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def cpu() -> float:
    """Return the CPU-seconds of all of them, those of children that ended included."""
    return sum(sum(map(int, fields[11:15])) for pid in family() if (fields := _stat(pid))) / _TICKS


def peaks() -> dict[int, int]:
    """Return the peak resident memory of each, in MiB; of children that ended their parent knows the most."""
    found = {}
    for pid in family():
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        found[pid] = next((int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmHWM")), 0)
    return found


def _alone(table: Path) -> dict[str, float]:
    """Return the peak memory of the processes that perceive a table where no model is loaded."""
    from assay.extractors.sandbox import ConfinedSandbox

    highest: dict[int, int] = {}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):  # a decoder lives for this file alone
            highest.update({pid: max(highest.get(pid, 0), peak) for pid, peak in peaks().items()})

    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # what was held until now is not the table's
    with ConfinedSandbox() as sandbox, table.open("rb") as file, ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        try:
            sandbox.perceive(FileRef(fd=file.fileno(), size=table.stat().st_size, name=table.name), Limits())
        finally:
            done.set()
        watching.result()
    asker = highest.pop(os.getpid())
    return {"table alone, peak MiB of the decoder": max(highest.values()), "table alone, peak MiB of the asker": asker}


def _ingested(place: Path, root: Path) -> dict[str, float]:
    """Return CPU-seconds, seconds and peak memory of `assay ingest` on a place, a home and keys of its own below root.

    Raises:
        RuntimeError: the command failed.
    """
    command = [sys.executable, "-c", "from assay.governance.cli import main; main()", "ingest", "--workers", "1"]
    place_of = {"ASSAY_HOME": str(root / "home"), "ASSAY_CONFIG_DIR": str(root / "config")}
    begun = time.perf_counter()
    child = subprocess.Popen(  # noqa: S603
        [*command, str(place)],
        env={**os.environ, **place_of},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"ingest ended with {child.returncode}")
    return {
        "CPU seconds": round(used.ru_utime + used.ru_stime, 2), "seconds": round(time.perf_counter() - begun, 2),
        "peak MiB": used.ru_maxrss >> 10,
    }  # fmt: skip


def _perceived(table: Path, small: Path) -> dict[str, float]:
    """Return the CPU-seconds of perceiving a table, and what came of it."""
    from assay.extractors.sandbox import ConfinedSandbox

    with ConfinedSandbox() as sandbox:
        for path in (small, table):  # what starts once for all files is no file's
            before = cpu()
            with path.open("rb") as file:
                reference = FileRef(fd=file.fileno(), size=path.stat().st_size, name=path.name)
                extraction = sandbox.perceive(reference, Limits()).extraction
        used = round(cpu() - before, 2)
    return {
        "CPU seconds": used, "coverage": extraction.coverage, "rows": int(extraction.facts["rows"]),
        "segments": len(extraction.segments),
    }  # fmt: skip


def measure(rows: int = 200_000) -> dict[str, float]:
    """Return CPU-seconds, seconds and peak memory in MiB of perceiving a table, and of its whole way into a catalog."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "files").mkdir()
        table, small = root / "files" / "table.csv", root / "small.csv"
        table.write_text("\n".join(lines(rows)) + "\n", encoding="utf-8")
        small.write_text("\n".join(lines(10)) + "\n", encoding="utf-8")
        told: dict[str, float] = {"table rows": rows, "table megabytes": round(table.stat().st_size / 1e6, 1)}
        told |= _alone(table)
        told |= {f"table perceived, {name}": value for name, value in _perceived(table, small).items()}
        told |= {f"table start, {name}": value for name, value in _ingested(small, root / "small").items()}
        told |= {f"table end to end, {name}": value for name, value in _ingested(table, root).items()}
        with build(load(home=root / "home", config_dir=root / "config")) as services:
            (asset,) = services.assets.page()["items"]
            told["table findings shown"] = len(services.assets.show(asset["id"])["findings"])
    return told


def main(argv: Sequence[str] | None = None) -> None:
    """Print what was measured, a line each."""
    parser = argparse.ArgumentParser(description="a large table, perceived and end to end")
    parser.add_argument("--rows", type=int, default=200_000)
    told = measure(parser.parse_args(argv).rows)
    for name, value in told.items():
        print(f"{name}: {value:,}")
    broken = [f"{name} is above {most}" for name, most in MOST.items() if told[name] > most]
    print("\n".join(broken) or "as promised")
    if broken:
        sys.exit(1)


if __name__ == "__main__":
    main()
