"""`python -m benchmarks demo`: a fresh clone, `make demo`, and the time until the console's first page is there.

Phases: clone, setup (the virtual environment, from the package index or its cache), reading the corpus, the server's
answer, the console's page. `--venv PATH` links an environment that is there already, and then setup says so. Nothing is
left behind, and the checkout that is measured is the last commit: what is not committed is not in it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PORT = "8657"
MOST_SECONDS = 3600.0


def main(argv: list[str]) -> None:
    """Measure once and print one line a phase, in seconds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks demo", description=__doc__)
    parser.add_argument("--venv", type=Path, help="an environment to link instead of making one")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        phases = measure(Path(folder), given.venv)
    for name, seconds in phases.items():
        print(f"{name:<28} {seconds:8.1f} s")
    print(f"{'all':<28} {sum(phases.values()):8.1f} s")


def measure(folder: Path, venv: Path | None) -> dict[str, float]:
    """Return the seconds of each phase of `make demo` in a fresh clone below `folder`."""
    phases: dict[str, float] = {}
    clock = time.monotonic()

    def ended(name: str) -> None:
        nonlocal clock
        phases[name] = time.monotonic() - clock
        clock = time.monotonic()

    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S603, S607
    ended("clone")
    if venv is None:
        subprocess.run(["make", "--silent", "setup"], check=True, cwd=clone)  # noqa: S607
        ended("setup")
        make = ["make", "--silent", "demo", "ARGS=--json"]
    else:
        make = [str(venv.resolve() / "bin/python"), "-m", "assay.governance.cli", "demo", "--json"]
        ended("setup (an environment that was there)")
    environment = {
        **os.environ, "ASSAY_CONFIG_DIR": str(folder / "config"), "ASSAY_PORT": PORT, "PYTHONPATH": str(clone / "src"),
    }  # fmt: skip
    demo = subprocess.Popen(make, cwd=clone, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)  # noqa: S603
    try:
        told = _next(demo)
        ended(f"reading {told['report']['files']} files")
        link = _next(demo)["sign_in"]
        ended("server")
        _first_page(link)
        ended("console's first page")
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.wait(30)
        shutil.rmtree(clone, ignore_errors=True)
    return phases


def _next(demo: subprocess.Popen[str]) -> Any:
    """Return the next line of JSON that the demo prints."""
    line = demo.stdout.readline() if demo.stdout else ""
    if not line:
        raise SystemExit("the demo ended before it was open")
    return json.loads(line)


def _first_page(link: str) -> None:
    """Sign in, and ask for the page and for the console's own health until both are there."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    base, until = link.partition("/signin")[0], time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        try:
            with browser.open(link, timeout=60) as page, browser.open(f"{base}/_stcore/health", timeout=60) as health:
                if b"<html" in page.read().lower() and health.status == 200:
                    return
        except urllib.error.URLError:
            link = base  # the code is for once; the cookie stays
            time.sleep(0.2)
    raise SystemExit("the console did not answer")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
