"""Take the pictures of the console that the documentation shows: `python docs/writing/screenshots.py`.

Needs chromium, and the home that `make demo ARGS=--no-serve` makes. Everything on them is invented.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
HOME = ROOT / ".assay-demo"
CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 1440, "height": 900}
MOST_BYTES = 150_000


def overview(page: Any) -> None:
    """Show the overview."""
    page.get_by_test_id("stMetricValue").first.wait_for()


def review(page: Any) -> None:
    """Go through the queue to the first item with a page, and wait until it is drawn."""
    page.locator("#exhibit[data-of]").wait_for(state="attached")
    for _ in range(45):
        if page.locator(".sheet").count():
            break
        page.keyboard.press("s")
        page.wait_for_timeout(900)
    page.locator(".sheet img:not([hidden])").wait_for(timeout=90_000)


def search(page: Any) -> None:
    """Ask, and wait for the hits."""
    page.get_by_role("textbox").first.fill("higher bill 账单偏高")
    page.keyboard.press("Enter")
    page.get_by_text("Found by").first.wait_for()


PICTURES: dict[str, tuple[str, str, str, Callable[[Any], None]]] = {
    "overview": ("", "en", "light", overview),
    "review": ("review", "zh", "dark", review),
    "search": ("search", "en", "light", search),
}


def main() -> int:
    """Take all pictures."""
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(exist_ok=True)
    with served() as (url, signin), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        first = chromium.new_context()
        first.new_page().goto(url + signin)
        cookies = first.cookies()
        for name, (path, language, theme, act) in PICTURES.items():
            context = chromium.new_context(viewport=SIZE, color_scheme=theme)  # type: ignore[arg-type]
            context.add_cookies(cookies)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(f"{url}/{path}?lang={language}")
            act(page)
            page.wait_for_timeout(2_500)
            sys.stdout.write(f"{name}: {kept(IMAGES / f'{name}.png', page.screenshot())} bytes\n")
            context.close()
        chromium.close()
    return 0


def kept(path: Path, png: bytes) -> int:
    """Write a picture with as many colours as fit into the most bytes; return how many it has."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        image.quantize(colours).save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            break
    return path.stat().st_size


@contextmanager
def served(home: Path = HOME) -> Iterator[tuple[str, str]]:
    """Serve a home on a free port; give its address and the path that signs in."""
    environment = {**os.environ, "ASSAY_HOME": str(home), "ASSAY_PORT": "0"}
    command = [sys.executable, "-m", "assay.governance.cli", "serve"]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own
    try:
        for line in server.stderr or ():
            if found := re.search(r"(http://\S+?)(/signin\?code=\S+)", line):
                yield found[1], found[2]
                break
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    raise SystemExit(main())
