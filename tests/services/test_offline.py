"""The whole way of a file, models and search included, where there is no network, and nobody asks for one."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HOOK = """
import os, sys

_WATCHED = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg",
            "urllib.Request", "http.client.connect", "ftplib.connect", "smtplib.connect"}


def _note(event, arguments):
    if event in _WATCHED and getattr(arguments[0], "family", 0) != 1:  # 1: between processes of this machine
        with open(os.environ["ASSAY_TEST_NET"], "a") as file:
            file.write(f"{os.getpid()} {event}\\n")


if "ASSAY_TEST_NET" in os.environ:
    with open(os.environ["ASSAY_TEST_NET"] + ".watched", "a") as file:
        file.write(f"{os.getpid()}\\n")
    sys.addaudithook(_note)
"""

CHILD = """
import ctypes, json, os, sys
if ctypes.CDLL(None, use_errno=True).unshare(0x40000000 | (0x10000000 if os.geteuid() else 0)):
    sys.exit(77)
from pathlib import Path
devices = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
from assay.governance.app import build
from assay.governance.domain import LOCAL_ADMIN
from assay.governance.settings import load

root = Path(sys.argv[1])
with build(load(home=root / "home", config_dir=root / "config", workers=1)) as services:
    report = services.ingest.run([str(root / "files")])
    hits = services.search.query("automobile workshop", actor=LOCAL_ADMIN)["hits"]
    tagged = services.tag.texts(["Call 13800138000, John Carter."], actor=LOCAL_ADMIN)
    told = {"devices": devices, "by_status": dict(report.by_status), "stages": dict(report.stages_run),
            "first": hits[0]["name"], "why": hits[0]["why"], "labels": [it["label"] for it in tagged[0]["findings"]],
            "doctor": services.operations.doctor()["database"], "modules": sorted(
                {name.partition(".")[0] for name in sys.modules} & {"torch", "qdrant_edge", "sentence_transformers"})}
print(json.dumps(told))
"""


def fill(folder: Path) -> None:
    from docx import Document  # type: ignore[import-untyped]
    from PIL import Image, ImageDraw
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    (folder / "van.txt").write_text("The mechanic repaired the engine of the van in the garage.", encoding="utf-8")
    (folder / "客户.csv").write_text("姓名,手机号\n陈建国,13911723456\n", encoding="utf-8")
    (folder / "page.html").write_text(
        "<html><head><link rel=stylesheet href='http://assay.invalid/a.css'></head><body><p>Hall hours.</p>"
        "<img src='http://assay.invalid/pixel.png'><script src='//assay.invalid/x.js'></script></body></html>",
        encoding="utf-8",
    )
    (folder / "entity.xml").write_text(
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'http://assay.invalid/dtd'>]><a>&b; hall</a>", encoding="utf-8"
    )
    document = Document()
    document.add_paragraph("Opening hours of the hall.")
    document.save(folder / "hall.docx")
    canvas = Canvas(str(folder / "hall.pdf"))
    canvas.drawString(72, 700, "Opening hours of the hall.")
    canvas.linkURL("http://assay.invalid/", (0, 0, 100, 100))
    canvas.save()
    picture = Image.new("RGB", (400, 80), "white")
    ImageDraw.Draw(picture).text((20, 20), "CALL 13800138000", fill="black", font_size=32)
    picture.save(folder / "sign.png")


@pytest.mark.timeout(180)
@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "unshare"), reason="Linux alone has network namespaces")
def test_in_an_empty_network_all_works_and_nobody_tries_to_connect(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "hook").mkdir()
    fill(tmp_path / "files")
    (tmp_path / "hook/sitecustomize.py").write_text(HOOK, encoding="utf-8")
    noted = tmp_path / "net.txt"
    noted.touch()
    noted.chmod(0o666)
    environment = {
        **os.environ, "PYTHONPATH": str(tmp_path / "hook"), "ASSAY_TEST_NET": str(noted), "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path)], env=environment, capture_output=True, text=True, timeout=150,
        check=False,
    )  # fmt: skip
    if done.returncode == 77:
        pytest.skip("no network namespace may be made here")
    assert done.returncode == 0, done.stderr[-2_000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert set(told["devices"]) <= {"lo", "tunl0", "sit0", "ip6tnl0", "gre0", "gretap0", "erspan0"}
    assert told["by_status"].get("failed", 0) <= 1, "the one with an external entity at most"
    assert told["stages"]["embed"] >= 5
    assert (told["first"], told["why"]) == ("van.txt", ["meaning"])
    assert "cn_mobile" in told["labels"]
    assert told["modules"]
    assert noted.read_text() == "", "no process tried to reach anything"
    assert len(set((tmp_path / "net.txt.watched").read_text().split())) >= 1


def test_the_watch_itself_sees_attempts(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    noted = tmp_path / "net.txt"
    attempt = "import socket\ntry:\n socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError: pass"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "ASSAY_TEST_NET": str(noted)}
    subprocess.run([sys.executable, "-c", attempt], env=environment, check=True)
    assert "socket.connect" in noted.read_text()
