"""Fill the generated tables of the documentation from the code: `docs/generate.py [--check | --demo | --agents]`.

A page holds blocks `<!-- generated: NAME -->` … `<!-- end -->`; what stands between is replaced. `--check` writes
nothing and exits 1 when a page is out of date. `--demo` runs the demo in both languages, and puts what it printed into
`docs/story.md` and the beginning of it into the README. `--agents` records a talk with `assay mcp` in `docs/mcp.md`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from writing import agents, asyncing, chinese, measured, reference, tables
from writing.tables import table

DOCS = Path(__file__).parent
COLUMNS = DOCS.parent / "governance" / "domain" / "columns.zh.json"
_BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

READMES = (DOCS.parent / "README.md", DOCS.parent / "README.zh-CN.md")
_SHOWN = re.compile(r"(<!-- output: (demo|demo-begins) -->\n```\n).*?(```\n<!-- end -->)", re.DOTALL)
_FIRST_THREAD_ENDS = re.compile(r"^ *(?:… and in|……另有).*$", re.MULTILINE)
_PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


def cli() -> str:
    """Return one section a command: what it does, its arguments and options."""
    import typer.main

    from assay.governance.cli.program import app

    return "\n\n".join(_commands(typer.main.get_command(app), ("assay",)))


def _commands(command: Any, path: tuple[str, ...]) -> Iterable[str]:
    children = getattr(command, "commands", {})
    if not children:
        yield _command(command, path)
    for name, child in sorted(children.items()):
        yield from _commands(child, (*path, name))


def _command(command: Any, path: tuple[str, ...]) -> str:
    usage, rows = [" ".join(path)], []
    for parameter in command.params:
        if getattr(parameter, "hidden", False) or parameter.name == "help":
            continue
        if parameter.param_type_name == "argument":
            name = str(parameter.metavar or parameter.name).upper().removesuffix("…") + "…" * (parameter.nargs == -1)
            usage.append(name if parameter.required else f"[{name}]")
            rows.append((f"`{name}`", getattr(parameter, "help", None) or ""))
        else:
            names = ", ".join([*parameter.opts, *parameter.secondary_opts])
            kind = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
            rows.append((f"`{names}{kind}`", parameter.help or ""))
    parts = [f"## `{' '.join(usage)}`", (command.help or "").strip()]
    if rows:
        parts.append(table(("argument or option", "means"), rows))
    return "\n\n".join(part for part in parts if part)


def columns() -> str:
    """Return what kinds of columns are called in Chinese, by their English names, for the console."""
    import json

    from assay.classifiers.columns.types import load_types

    return json.dumps({it.says.en: it.says.zh for it in load_types()}, ensure_ascii=False, indent=1) + "\n"


BLOCKS: dict[str, Callable[[], str]] = {
    "agent-prompts": agents.prompts,
    "agent-prompts-zh": partial(agents.prompts, "zh"),
    "agent-resources": agents.resources,
    "agent-resources-zh": partial(agents.resources, "zh"),
    "agent-tools": agents.tools,
    "agent-tools-zh": partial(agents.tools, "zh"),
    "api": reference.summary,
    "api-zh": partial(reference.summary, "zh"),
    "catalogue": tables.catalogue,
    "cli": cli,
    "cli-zh": chinese.commands,
    "columns": tables.columns,
    "detectors": tables.detectors,
    "formats": tables.formats,
    "formats-zh": partial(tables.formats, "zh"),
    "labels": tables.labels,
    "limits": tables.limits,
    "limits-zh": chinese.limits,
    "measured": measured.measured,
    "measured-zh": measured.measured_zh,
    "notices": tables.notices,
    "packs": tables.packs,
    "peer": tables.peer,
    "reasons": tables.reasons,
    "reference": reference.reference,
    "reference-zh": partial(reference.reference, "zh"),
    "roles": tables.roles,
    "settings": tables.settings,
    "settings-zh": chinese.settings,
}


def filled(text: str) -> str:
    """Return a page with its generated blocks filled in."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{BLOCKS[found[2]]()}\n{found[3]}", text)


def _trimmed(printed: str) -> str:
    return "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())


def transcribe() -> None:
    """Run the demo in both languages and put what it printed into the pages."""
    stories = (DOCS / "story.md", DOCS / "zh" / "story.md")
    for readme, story, language in zip(READMES, stories, ("en", "zh"), strict=True):
        with tempfile.TemporaryDirectory() as folder:
            own = {"ASSAY_CONFIG_DIR": f"{folder}/config", "ASSAY_LANG": language}
            command = [str(Path(sys.executable).with_name("assay")), "demo", "--no-serve"]
            done = subprocess.run(  # noqa: S603
                command, capture_output=True, text=True, check=True, cwd=folder, env=os.environ | own | _PLAIN
            )
        shown = _trimmed(done.stdout)
        first = _FIRST_THREAD_ENDS.search(shown)
        says = {"demo": shown, "demo-begins": shown[: first.end() if first else None]}
        for page in (readme, story):
            text = page.read_text(encoding="utf-8")
            page.write_text(_SHOWN.sub(lambda it: f"{it[1]}{says[it[2]]}\n{it[3]}", text), encoding="utf-8")  # noqa: B023


def _twin(file: str, _: str) -> str:
    return asyncing.async_module(file)


def main(arguments: list[str]) -> int:
    """Fill all pages, or check them."""
    if "--demo" in arguments:
        transcribe()
        return 0
    if "--agents" in arguments:
        agents.record()
        return 0
    stale = []
    made: dict[Path, Callable[[str], str]] = {page: filled for page in (*READMES, *sorted(DOCS.rglob("*.md")))}
    made[COLUMNS] = lambda _: columns()
    for path, file in asyncing.PATHS.items():
        made[path] = partial(_twin, file)
    for page, fill in made.items():
        text = page.read_text(encoding="utf-8")
        fresh = fill(text)
        if fresh != text:
            stale.append(page.relative_to(DOCS.parent).as_posix())
            if "--check" not in arguments:
                page.write_text(fresh, encoding="utf-8")
    if stale:
        sys.stdout.write(("out of date: " if "--check" in arguments else "written: ") + ", ".join(stale) + "\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
