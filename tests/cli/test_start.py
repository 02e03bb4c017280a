"""What the program loads and says before it does anything."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from assay.governance.cli.program import app

HEAVY = (
    "torch", "transformers", "numpy", "sqlalchemy", "fastapi", "streamlit", "pydantic", "httpx", "onnxruntime", "mcp",
)  # fmt: skip
GOLDEN = Path(__file__).with_name("help.txt")
VERBS = tuple(typer.main.get_command(app).commands)


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys, json; sys.argv = ['assay', '--help']\n"
        "from assay.governance.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert set(json.loads(run.stdout.splitlines()[-1])).isdisjoint(HEAVY)


def test_help_takes_less_than_half_a_second_of_work() -> None:
    """Counted in seconds of the processor, which other work on the machine does not lengthen."""

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "assay.governance.cli", "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(5)) <= 0.5


def test_help_is_as_it_was() -> None:
    """Set `ASSAY_REGENERATE=1` to write the file anew after a change that is meant."""
    environment = {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    pages = []
    for verb in ("", *VERBS):
        result = CliRunner().invoke(app, [*verb.split(), "--help"], prog_name="assay", env=environment)
        assert result.exit_code == 0
        pages.append("\n".join(line.rstrip() for line in result.output.strip().splitlines()))
    text = "\n\n".join(pages) + "\n"
    if os.environ.get("ASSAY_REGENERATE") == "1":
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["nope"], ["tag"], ["review", "decide", "t", "maybe"], ["ingest", "--bad", "x"]])
def test_a_wrong_command_line_is_usage(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_the_version_is_printed() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.output.startswith("assay ")
