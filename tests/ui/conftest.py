"""A served console over a small corpus with an attack in a file's name and a thousand tasks, and a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any

import pytest
from crowd import crowd

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
FILES = {
    "合同.txt": "保密合同\n合同编号：4271906\n甲方联系人：张伟，手机13800138000，身份证号110101190001010014。\n",
    "补充协议.txt": "补充协议\n合同编号：4271906\n第一条 服务期延长一年。\n",
    "salary.txt": "Salary proposal\n\nThe salary and bonus of each employee for next year, for the board.\n" * 4,
    "plan.txt": "Merger plan\n\nAcquisition of the target, due diligence and valuation.\n" * 4,
    "<img src=x onerror=alert(1)>.txt": "Merger plan\n\nAcquisition, <script>alert(2)</script> due diligence.\n" * 3,
    "![x](http:attack.example) :red[y].txt": "Merger plan\n\nAcquisition and due diligence of the target.\n" * 3,
    "locked.pdf": "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "customers.csv": "name,mobile,points\n" + "".join(
        f"{name},134901234{at:02d},{at}\n" for at, name in enumerate(("Ann Lee", "Bob Ray", "Cleo Fox"), 41)
    ),
}  # fmt: skip
PAGE = ("Delivery note", "Contract No. 5830142", "Contact: Ann Lee, mobile 13490123441")
TASKS = 1_000


@dataclass(frozen=True, kw_only=True)
class Served:
    """A server that runs: its address, and the path that signs a browser in once."""

    url: str
    signin: str
    environment: dict[str, str]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("console")
    share = folder / "share"
    share.mkdir()
    for name, text in FILES.items():
        (share / name).write_text(text, encoding="utf-8")
    _page(share / "delivery.pdf")
    _silence(share / "call.wav")
    environment = {
        **os.environ, "ASSAY_HOME": str(folder / "home"), "ASSAY_CONFIG_DIR": str(folder / "config"),
        "ASSAY_EMBEDDINGS": "false", "ASSAY_PORT": "0", "ASSAY_LANG": "en",
    }  # fmt: skip
    assay = [sys.executable, "-m", "assay.governance.cli"]
    ingest = subprocess.run(
        [*assay, "ingest", str(share)], env=environment, cwd=folder, capture_output=True, timeout=100
    )
    assert ingest.returncode in (0, 3), ingest.stderr[-500:]
    crowd(folder / "home", "salary.txt", TASKS)
    server = subprocess.Popen([*assay, "serve"], env=environment, cwd=folder, stderr=subprocess.PIPE, text=True)
    lines: Queue[str] = Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in server.stderr or ()], daemon=True)
    reader.start()
    try:
        yield _announced(lines, environment)
    finally:
        server.terminate()
        server.wait(20)
        reader.join(5)
        if server.stderr:
            server.stderr.close()


def _page(path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(420, 300), invariant=True)
    for at, line in enumerate(PAGE):
        canvas.drawString(50, 240 - 40 * at, line)
    canvas.save()


def _silence(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\0\0" * 32_000)


def _announced(lines: Queue[str], environment: dict[str, str]) -> Served:
    seen: list[str] = []
    while True:
        try:
            line = lines.get(timeout=60)
        except Empty:
            raise AssertionError(f"the server said nothing: {seen}") from None
        seen.append(line)
        if found := re.search(r"(http://127\.0\.0\.1:\d+)(/signin\?code=\S+)", line):
            return Served(url=found[1], signin=found[2], environment=environment)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("there is no chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def page(served: Served, browser: Browser) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 1100}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.outside = []  # type: ignore[attr-defined]
    page.dialogs = []  # type: ignore[attr-defined]
    page.errors = []  # type: ignore[attr-defined]
    page.on("console", lambda it: page.errors.append(it.text) if it.type == "error" else None)  # type: ignore[attr-defined]
    page.on("pageerror", lambda it: page.errors.append(str(it)))  # type: ignore[attr-defined]
    page.on("request", lambda it: page.outside.append(it.url) if _is_outside(it.url, served.url) else None)  # type: ignore[attr-defined]
    page.on("dialog", lambda it: (page.dialogs.append(it.message), it.dismiss()))  # type: ignore[attr-defined]
    page.goto(served.url + served.signin)
    page.get_by_role("heading", name="Overview").wait_for()
    yield page
    context.close()


def _is_outside(url: str, home: str) -> bool:
    return not url.startswith((home, home.replace("http", "ws"), "data:", "blob:"))
