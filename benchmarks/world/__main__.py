"""`python -m benchmarks.world FIRST|SECOND PATH`: writes a world as YAML."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import yaml


def main(which: str, path: str) -> None:
    """Make the world and write it."""
    world = import_module(f"benchmarks.world.{which}").make().dump()
    lines = [
        f"# {len(world['assets'])} assets, {len(world['right'])} true pairs, {len(world['also'])} that are right too, {len(world['wrong'])} tempting false ones"
    ]
    lines += ["# made by `python -m benchmarks.world`; the linkers never see more than `assets`", "assets:"]
    for asset_id, asset in world["assets"].items():
        lines.append(
            f"  {asset_id}: {yaml.safe_dump(asset, allow_unicode=True, default_flow_style=True, width=10_000, sort_keys=False).strip()}"
        )
    for name in ("right", "also", "wrong"):
        lines.append(f"{name}:")
        lines += [
            f"  - {yaml.safe_dump(row, allow_unicode=True, default_flow_style=True, width=10_000).strip()}"
            for row in world[name]
        ]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(lines[0])


if __name__ == "__main__":
    main(*sys.argv[1:3])
