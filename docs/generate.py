"""Fill the generated tables of the documentation from the code: `python docs/generate.py [--check | --demo]`.

A page holds blocks `<!-- generated: NAME -->` … `<!-- end -->`; what stands between is replaced. `--check` writes
nothing and exits 1 when a page is out of date. `--demo` runs the demo and puts what it printed into both READMEs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
_BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

_SHOWN = re.compile(r"(<!-- output: demo -->\n```\n).*?(```\n<!-- end -->)", re.DOTALL)
_PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(head), "|" + "---|" * len(head), *map(line, rows)])


def _default(value: Any) -> str:
    if value is None:
        return "not set"
    if isinstance(value, tuple):
        return f"`{','.join(map(str, value))}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def settings() -> str:
    """Return the table of settings."""
    from assay.governance.settings import Settings

    rows = []
    for name, field in Settings.model_fields.items():
        if name == "limits":
            continue
        default = "the user's configuration folder" if field.default_factory else _default(field.default)
        rows.append((f"`{name}`", f"`ASSAY_{name.upper()}`", default, field.description))
    return _table(("setting", "environment", "default", "means"), rows)


_LIMITS = {
    "file_bytes": "bytes of one file",
    "unpacked_bytes": "bytes that an archive may unpack to",
    "unpack_ratio": "times that an archive may grow",
    "archive_entries": "members of an archive",
    "archive_depth": "archives inside archives",
    "pages": "pages read",
    "pixels": "pixels of a picture",
    "characters": "characters kept",
    "cpu_seconds_per_unit": "processor seconds for one page, or one second of sound",
    "cpu_seconds": "processor seconds for the whole file",
    "stall_seconds": "seconds without progress",
    "decoder_memory_bytes": "bytes of memory of a confined decoder",
    "reader_memory_bytes": "bytes of memory of a model worker",
    "ocr_pages": "pages that go through OCR",
    "speech_seconds": "seconds of sound that are listened to",
}


def limits() -> str:
    """Return the table of limits."""
    from assay.governance.settings import LimitSettings

    return _table(
        ("setting", "environment", "default", "counts"),
        (
            (f"`limits.{name}`", f"`ASSAY_LIMITS__{name.upper()}`", f"`{field.default}`", _LIMITS[name])
            for name, field in LimitSettings.model_fields.items()
        ),
    )


def labels() -> str:
    """Return the table of labels."""
    from assay.governance.domain import labels as known

    return _table(
        ("label", "group", "English", "中文", "hidden"),
        ((f"`{x.id}`", x.group, x.says.en, x.says.zh, "yes" if x.identifying else "") for x in known().values()),
    )


_NEEDS = {"none": "the pattern", "context": "context", "checksum": "checksum", "either": "checksum or context"}


def detectors() -> str:
    """Return the table of identifier detectors."""
    from assay.classifiers.identifiers.specs import load_specs
    from assay.governance.domain import labels as known

    names = known()
    rows = []
    for spec in sorted(load_specs(), key=lambda item: list(names).index(item.id)):
        needs = ", ".join(_NEEDS[need] for need in sorted({pattern.needs.value for pattern in spec.patterns}))
        rows.append((f"`{spec.id}@{spec.version}`", names[spec.id].says.en, spec.check or "", needs))
    return _table(("detector", "finds", "check", "reported on"), rows)


def formats() -> str:
    """Return the table of readers and the media types they take."""
    from assay.governance.registry import plugins

    rows = []
    for name, decoder in sorted(plugins("extractors").items()):
        rows.append((f"`{name}`", " ".join(f"`{kind}`" for kind in sorted(decoder.media_types))))
    return _table(("reader", "takes"), rows)


def reasons() -> str:
    """Return the closed list of reasons."""
    from assay.governance.domain import REASONS

    return _table(
        ("reason", "English", "中文"), ((f"`{reason.value}`", says.en, says.zh) for reason, says in REASONS.items())
    )


def roles() -> str:
    """Return what each role may do."""
    from assay.governance.domain import Permission, Role

    head = ("role", *(permission.value for permission in Permission))
    return _table(
        head,
        ((f"`{role.value}`", *("yes" if p in role.permissions else "" for p in Permission)) for role in Role),
    )


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
        parts.append(_table(("argument or option", "means"), rows))
    return "\n\n".join(part for part in parts if part)


def api() -> str:
    """Return the calls of the OpenAPI description, one table a tag."""
    from types import SimpleNamespace

    from assay.governance.api import create_app
    from assay.governance.settings import Settings

    # Describing the calls makes none of them, so no catalog is opened.
    services: Any = SimpleNamespace(access=SimpleNamespace(authenticate=None))
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(services, Settings(home=Path(folder, "home"), config_dir=Path(folder, "config")))
        paths = app.openapi()["paths"]
    groups: dict[str, list[tuple[object, ...]]] = {}
    for path, calls in paths.items():
        for method, call in calls.items():
            answer = ", ".join(code for code in call["responses"] if code.startswith("2"))
            says = " ".join(call.get("description", call["summary"]).split())
            groups.setdefault(call.get("tags", ["health"])[0], []).append((f"`{method.upper()} {path}`", says, answer))
    return "\n\n".join(
        f"### {name.capitalize()}\n\n{_table(('call', 'does', 'answers'), rows)}" for name, rows in groups.items()
    )


BLOCKS: dict[str, Callable[[], str]] = {
    "api": api,
    "cli": cli,
    "detectors": detectors,
    "formats": formats,
    "labels": labels,
    "limits": limits,
    "reasons": reasons,
    "roles": roles,
    "settings": settings,
}


def filled(text: str) -> str:
    """Return a page with its generated blocks filled in."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{BLOCKS[found[2]]()}\n\n{found[3]}", text)


def transcribe() -> None:
    """Run the demo in both languages and put what it printed into the READMEs."""
    for name, language in (("README.md", "en"), ("README.zh-CN.md", "zh")):
        with tempfile.TemporaryDirectory() as folder:
            own = {"ASSAY_CONFIG_DIR": f"{folder}/config", "ASSAY_LANG": language}
            command = [Path(sys.executable).with_name("assay"), "demo", "--no-serve"]
            done = subprocess.run(  # noqa: S603
                command, capture_output=True, text=True, check=True, cwd=folder, env=os.environ | own | _PLAIN
            )
        shown = "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())
        page = DOCS.parent / name
        text = page.read_text(encoding="utf-8")
        page.write_text(_SHOWN.sub(lambda found: f"{found[1]}{shown}\n{found[2]}", text), encoding="utf-8")  # noqa: B023


def main(arguments: list[str]) -> int:
    """Fill all pages, or check them."""
    if "--demo" in arguments:
        transcribe()
        return 0
    stale = []
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        fresh = filled(text)
        if fresh != text:
            stale.append(page.relative_to(DOCS.parent).as_posix())
            if "--check" not in arguments:
                page.write_text(fresh, encoding="utf-8")
    if stale:
        sys.stdout.write(("out of date: " if "--check" in arguments else "written: ") + ", ".join(stale) + "\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
