"""The Sources page in a real browser: what was added is there, an estimate is made before a scan, a place is added."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def open_sources(page: Any, served: Any, language: str, heading: str) -> None:
    page.goto(f"{served.url}/sources?lang={language}")
    page.get_by_role("heading", name=heading, exact=True).wait_for()


def calm(page: Any) -> None:
    """Wait until the page's script has run: what is typed or pressed while it runs can be drawn over."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def test_an_estimate_says_what_a_scan_takes(page: Any, served: Any) -> None:
    open_sources(page, served, "zh", "来源")
    page.get_by_text("share", exact=True).first.wait_for()
    open_sources(page, served, "en", "Sources")
    page.get_by_role("button", name="Estimate").first.click()
    page.get_by_text("To read", exact=False).first.wait_for()


def test_a_place_is_added_and_a_wrong_one_refused(page: Any, served: Any, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Minutes of the meeting\n", encoding="utf-8")
    open_sources(page, served, "en", "Sources")
    page.get_by_text("Add a source").click()
    place = page.get_by_role("textbox", name="Place")
    for where, said in ((tmp_path / "absent", "There is no such place"), (tmp_path, "The source was added.")):
        calm(page)
        place.fill(str(where))
        place.press("Tab")
        calm(page)
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text(said).first.wait_for()


def test_the_page_asked_nobody_else(page: Any) -> None:
    assert page.outside == []
