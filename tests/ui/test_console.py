"""The console in a real browser: overview and review in both languages, decisions by key, nothing leaks or runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assay.governance.client import Client

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def open_page(page: Any, served: Any, path: str, language: str, heading: str) -> None:
    page.goto(f"{served.url}/{path}?lang={language}")
    page.get_by_role("heading", name=heading, exact=True).wait_for()
    if path == "review":
        page.locator("#exhibit[data-of]").wait_for(state="attached")
    page.wait_for_timeout(500)


def open_tasks(page: Any) -> int:
    return int(page.get_by_text(" open · ").inner_text().split(" ")[0])


@pytest.mark.parametrize(
    ("language", "heading", "said"),
    [("en", "Overview", "What was not read, and why"), ("zh", "总览", "未完整读取的文件及原因")],
)
def test_the_overview_speaks_both_languages(page: Any, served: Any, language: str, heading: str, said: str) -> None:
    open_page(page, served, "", language, heading)
    page.get_by_role("heading", name=said).wait_for()
    metrics = page.get_by_test_id("stMetricValue").all_inner_texts()
    assert metrics[0] == "1,004"
    assert int(metrics[2]) >= 3


@pytest.mark.parametrize(
    ("language", "heading", "why"), [("en", "Review", "Why this level"), ("zh", "复核", "定级依据")]
)
def test_the_review_shows_evidence_and_reasons(page: Any, served: Any, language: str, heading: str, why: str) -> None:
    open_page(page, served, "review", language, heading)
    page.get_by_text(why).first.wait_for()
    body = page.inner_text("body")
    assert "13800138000" not in body
    assert "110101190001010014" not in body


def test_one_key_decides_and_advances_and_one_takes_it_back(page: Any, served: Any) -> None:
    open_page(page, served, "review", "en", "Review")
    before = open_tasks(page)
    page.keyboard.press("a")
    page.get_by_text("Accepted.").wait_for()
    page.wait_for_timeout(800)
    assert open_tasks(page) == before - 1
    page.keyboard.press("z")
    page.get_by_text("Undone.").wait_for()
    page.wait_for_timeout(800)
    assert open_tasks(page) == before


def test_what_was_decided_here_holds_in_the_api(page: Any, served: Any) -> None:
    key = (Path(served.environment["ASSAY_CONFIG_DIR"]) / "local-admin.key").read_text().strip()
    with Client(served.url, key) as api:
        before = api.review_stats()["by_action"]["accept"]
        open_page(page, served, "review", "en", "Review")
        task = api.review(page.locator("#exhibit[data-of]").get_attribute("data-of"))
        page.keyboard.press("a")
        page.get_by_text("Accepted.").wait_for()
        page.wait_for_timeout(800)
        assert api.review_stats()["by_action"]["accept"] == before + 1
        assert api.asset(task["asset"])["sensitivity"]["state"] == "reviewed"


def test_names_and_texts_that_attack_are_shown_and_never_run(page: Any, served: Any) -> None:
    open_page(page, served, "review", "en", "Review")
    titles = set()
    for _ in range(10):
        titles.update(page.get_by_role("heading").all_inner_texts())
        page.keyboard.press("s")
        page.wait_for_timeout(700)
    assert "![x](http:attack.example) :red[y].txt" in titles
    assert page.dialogs == []


def test_without_a_session_there_is_no_console(browser: Any, served: Any) -> None:
    context = browser.new_context()
    stranger = context.new_page()
    stranger.goto(served.url + "/review")
    assert "/signin" in stranger.url
    stranger.goto(served.url + served.signin)
    assert stranger.get_by_role("alert").is_visible(), "a code signs in once"
    context.close()


def test_the_browser_asked_nobody_else(page: Any) -> None:
    assert page.outside == []
