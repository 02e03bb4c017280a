"""The page that walks through the story: every command of it runs, and shows what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.examples.conftest import Read

DOCS = Path(__file__).parents[2] / "docs"
FENCE = re.compile(r"^```assay\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXPECTED = {
    'assay search "the bill is higher than the contract says" --limit 5': ("call-2024-04-02.wav",),
    'assay search "客户对账单有异议" --limit 5': ("对账会议纪要.md",),
    "echo 4271906 | assay search --value - --limit 30": (
        "call-2024-04-02.wav", "invoice-2024-03.png", "billing-screen.mp4", "supplement-scan.pdf", "gateway.log",
    ),
    "assay links ASSET   # call-2024-04-02.wav": ("5.4–7.4 s", "invoice-2024-03.png"),
    "assay show ASSET   # invoice-2024-03.png": ("general-3",),
    'echo "work order WO-2403-118" | assay search --value - --limit 10': ("visits.sqlite", "gateway.log", "team.ics"),
    "assay issues --type gaps-in-series": ("room-4-readings.csv", "43"),
    "assay show ASSET   # gateway.log": ("general-2",),
    "assay issues --type destroyed-long-numbers": ("客户与工资.xlsx", "refunds.tsv"),
    "assay show ASSET   # 体检报告.pdf": ("general-4",),
    "assay show ASSET   # 应急演练方案-扫描.pdf": ("state-secret-suspected",),
    "assay show ASSET   # brief-kuehlhaus.txt": ("language-unchecked",),
    "assay review next --limit 3": ("gbt-43697",),
}  # fmt: skip


def _commands(page: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [line for block in FENCE.findall(text) for line in block.splitlines()]


def test_both_pages_run_the_same_commands() -> None:
    assert _commands("story.md") == _commands("zh/story.md") == list(EXPECTED)


def test_every_command_shows_what_the_page_says(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from assay.governance.cli.program import app

    monkeypatch.setenv("ASSAY_HOME", str(read.settings.home))
    monkeypatch.setenv("ASSAY_CONFIG_DIR", str(read.settings.config_dir))
    monkeypatch.setenv("ASSAY_LANG", "en")
    ids = {result["asset"]["name"]: result["asset"]["id"] for result in read.shown}
    for command, words in EXPECTED.items():
        spoken, _, comment = command.partition("   # ")
        said, _, call = spoken.rpartition(" | ")
        arguments = shlex.split(call.replace("ASSET", ids.get(comment, "")))
        answer = CliRunner().invoke(app, arguments[1:], input=shlex.split(said)[1] if said else None)
        printed = "".join(answer.output.split())
        assert answer.exit_code == 0, command
        assert [word for word in words if "".join(word.split()) not in printed] == [], command
