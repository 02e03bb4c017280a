"""Every benchmark runs by its name; figures in the documentation come from these commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks._reading_order import in_order
from benchmarks.models_entities import _as_address, _as_location, _as_slots

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=100).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("index", "--points", "300"), "edge"),
        (("graph", "--edges", "2000", "--contents", "300", "--starts", "5"), "up to a level"),
        (("neardup", "--texts", "200"), "candidates"),
        (("entities",), "nothing measured"),
        (("policy", "--assets", "200"), "differences from what came             0"),
        (("formats", "docs"), "with a dead reader: 0"),
    ],
)
def test_a_benchmark_prints_what_it_measured(arguments: tuple[str, ...], said: str) -> None:
    assert said in run(*arguments)


@pytest.mark.parametrize(
    ("convention", "text", "said", "compared"),
    [
        (_as_slots, "15 Via Roma 3, Burgos", {(0, 21, "address")},
         {(0, 2, "address"), (3, 13, "address"), (15, 21, "location")}),
        (_as_slots, "95 199 Beach Road", {(0, 17, "address")}, {(0, 2, "address"), (3, 17, "address")}),
        (_as_slots, "199 Beach Road", {(0, 14, "address")}, {(0, 14, "address")}),
        (_as_slots, "56 Canelones 2266\nFahrdorf", {(0, 26, "address")}, {(0, 26, "address")}),
        (_as_slots, "85 Calle 33 Suite 9 Madrid", {(0, 26, "address")}, {(0, 26, "address")}),
        (_as_slots, "15 Ada", {(0, 6, "person")}, {(0, 6, "person")}),
        (_as_location, "解放路5号", {(0, 5, "address")}, {(0, 5, "location")}),
        (_as_address, "上海南京路", {(0, 2, "location"), (2, 5, "address")}, {(0, 5, "address")}),
        (_as_address, "中国", {(0, 2, "location")}, set()),
    ],
)  # fmt: skip
def test_what_is_said_is_put_under_the_convention_of_a_set(
    convention: Any, text: str, said: set[Any], compared: set[Any]
) -> None:
    assert convention(text, said) == compared


def test_entities_are_scored_against_labels(tmp_path: Path) -> None:
    text = "客户张伟女士来电，手机13800138000。"
    spans = [{"start": 2, "end": 4, "type": "PERSON"}]
    file = tmp_path / "labelled.jsonl"
    file.write_text(json.dumps({"text": text, "spans": spans}, ensure_ascii=False) + "\n", encoding="utf-8")
    assert "1 texts" in run("entities", str(file))


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Harbour 1 2\nLibrary 3 4\nof the north", 1.0),
        ("Library 3 4\nHarbour 1 2\nof the north", 2 / 3),
        ("Harbour\nLibrary\n1\n3\n2\n4\nof the nor-\nth", 1 / 3),
        ("", 0.0),
    ],
)
def test_the_order_of_reading_is_the_share_of_whole_pieces_that_follow_one_another(text: str, share: float) -> None:
    assert in_order(text, ["Harbour 1 2", "Library 3 4", "of the north"]) == pytest.approx(share)


@pytest.mark.robustness
def test_reading_is_measured_beside_the_peer_and_written_as_flat_keys(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    page = Canvas(str(tmp_path / "a.pdf"))
    page.drawString(72, 720, "The supplier delivers forty sensors to the laboratory in March.")
    page.save()
    (tmp_path / "a.html").write_text("<h1>Terms</h1><p>Payment is due within thirty days of the invoice.</p>")
    out = tmp_path / "results" / "extract.json"
    said = run("extract", "--only", "pdf", "--only", "office", "--documents", str(tmp_path), "--out", str(out))
    figures = json.loads(out.read_text())
    assert "pdf.speedup" in said
    assert (figures["pdf.pages"], figures["pdf.similarity.median"], figures["office.html.files"]) == (1, 1.0, 1)
    assert figures["pdf.pages_per_cpu_second.ours"] > figures["pdf.pages_per_cpu_second.unstructured"] > 0
    assert figures["pdf.peak_mib.ours"] > 0


def test_unstructured_is_imported_without_network_or_download() -> None:
    code = (
        "import socket, subprocess\n"
        "def refuse(*a, **k): raise SystemExit('network')\n"
        "socket.socket.connect = socket.getaddrinfo = subprocess.Popen.__init__ = refuse\n"
        "from benchmarks._unstructured import load_unstructured\n"
        "load_unstructured()\n"
        "import sys, unstructured.partition.text_type as t\n"
        "assert 'spacy' not in sys.modules\n"
        "assert t.pos_tag.__module__.startswith('benchmarks.'), t.pos_tag.__module__\n"
        "from importlib.metadata import version\n"
        "assert version('unstructured') == '0.27.32', 'look at _unstructured again'\n"
    )
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=100, check=False)
    assert done.returncode == 0, done.stderr[-500:]


def test_every_benchmark_imports_and_says_what_it_takes() -> None:
    code = (
        "import sys\n"
        "from importlib import import_module\n"
        "for name in sys.argv[1:]:\n"
        "    print('==', name, flush=True)\n"
        "    try: import_module(f'benchmarks.{name}').main(['--help'])\n"
        "    except SystemExit as ended: assert not ended.code, name\n"
        "    else: raise AssertionError(f'{name} measures where it was asked what it takes')\n"
    )
    names = run("--help").partition(": ")[2].partition(";")[0].split(", ")
    command = [sys.executable, "-W", "error", "-c", code, *names]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr[-500:]
    said = dict(part.split("\n", 1) for part in done.stdout.split("== ")[1:])
    assert len(said) > 20
    assert [name for name, text in said.items() if not text.startswith("usage: ")] == []


def test_an_unknown_name_is_refused() -> None:
    command = [sys.executable, "-m", "benchmarks", "speed-of-light"]
    assert subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 2
