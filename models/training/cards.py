"""Model cards: `card.json` says what no benchmark can, `card.md` is made of it, the figures and the files' hashes.

`python -m assay.models.training.cards RESULTS.json` writes the cards of all weights anew.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.models.inspection import sha256_of

__all__ = ["card", "main"]

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
_OWN = ("card.json", "card.md")


def card(folder: Path, figures: Mapping[str, float]) -> str:
    """Return the card of a folder of weights as Markdown: figures under the card's prefixes, floors beside them."""
    said: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    lines = [f"# {said['name']} {said['version']}", "", said["what"], "", said["what_zh"], ""]
    lines += [f"Licence of the weights: {said['licence']}", ""]
    lines += ["## Data", "", "| source | used for | licence |", "|---|---|---|"]
    lines += [f"| {it['source']} | {it['use']} | {it['licence']} |" for it in said["data"]]
    for title, key in (("Method", "method"), ("Limits", "limits")):
        lines += ["", f"## {title}", "", *(f"- {it}" for it in said[key])]
    if said.get("tried"):
        lines += ["", "## Tried, and not shipped", "", *(f"- {it}" for it in said["tried"])]
    lines += ["", "## Figures", "", said["measured_on"], ""]
    lines += ["| figure | value | 95 % interval | floor |", "|---|---|---|---|"]
    lines += _rows(figures, tuple(said["figures"]), said.get("floors", {}))
    lines += ["", "## Files", "", "| file | bytes | sha256 |", "|---|---|---|"]
    files = sorted(it for it in folder.rglob("*") if it.is_file() and it.name not in _OWN)
    lines += [f"| `{it.relative_to(folder)}` | {it.stat().st_size} | `{sha256_of(it)}` |" for it in files]
    return "\n".join(lines) + "\n"


def _rows(figures: Mapping[str, float], prefixes: tuple[str, ...], floors: Mapping[str, float]) -> list[str]:
    rows = []
    for name, value in sorted(figures.items()):
        if not name.startswith(prefixes) or name.endswith((".low", ".high")):
            continue
        low, high = figures.get(f"{name}.low"), figures.get(f"{name}.high")
        interval = f"{low:.3f} – {high:.3f}" if low is not None and high is not None else ""
        floor = floors.get(name)
        wanted = "" if floor is None else f"{floor:g}" if value >= floor else f"{floor:g}, missed"
        rows.append(f"| `{name}` | {value:g} | {interval} | {wanted} |")
    return rows


def main(argv: Sequence[str] | None = None) -> None:
    """Write every card that has a `card.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, help="flat figures as JSON")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    arguments = parser.parse_args(argv)
    figures = json.loads(arguments.results.read_text(encoding="utf-8"))
    for said in sorted(arguments.weights.glob("*/card.json")):
        said.with_name("card.md").write_text(card(said.parent, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
