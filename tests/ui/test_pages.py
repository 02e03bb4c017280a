"""Search, asset and quality in a real browser: found, opened, linked at both ends, masked, in both languages."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from assay.governance.client import Client

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CONTRACT = "合同.txt"


def open_page(page: Any, served: Any, path: str, language: str, heading: str) -> None:
    joint = "&" if "?" in path else "?"
    page.goto(f"{served.url}/{path}{joint}lang={language}")
    page.get_by_role("heading", name=heading, exact=True).wait_for()


def ask(page: Any, box: str, words: str) -> None:
    page.get_by_label(box, exact=True).fill(words)
    page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def assets(served: Any, page: Any) -> dict[str, str]:
    key = (Path(served.environment["ASSAY_CONFIG_DIR"]) / "local-admin.key").read_text().strip()
    with Client(served.url, key) as api:
        return {item["name"]: item["id"] for item in api.assets()["items"]}


def test_facets_stand_in_the_url_and_what_is_sought_does_not(page: Any, served: Any) -> None:
    open_page(page, served, "search", "en", "Search")
    ask(page, "What are you looking for?", "merger acquisition")
    page.get_by_text("Found by: words").first.wait_for()
    page.get_by_role("combobox", name="Modality").click()
    page.get_by_role("option", name=re.compile(r"Text \(\d+\)")).click()
    page.wait_for_url("**modality=text**")
    page.get_by_text("Found by: words").first.wait_for()
    assert "merger" not in page.url
    page.get_by_role("combobox", name="Modality").click()
    page.get_by_role("option", name="All modalities").click()
    page.wait_for_url(lambda url: "modality" not in url)


def test_more_like_this_says_kindly_that_it_needs_a_model(page: Any, served: Any, assets: dict[str, str]) -> None:
    open_page(page, served, "search", "en", "Search")
    ask(page, "What are you looking for?", "合同")
    page.get_by_role("button", name="More like this").first.click()
    page.get_by_text("Nothing alike was found.").wait_for()
    assert parse_qs(urlsplit(page.url).query)["like"] == [assets[CONTRACT]]
    page.get_by_role("button", name="Back to search by words").click()
    page.get_by_label("What are you looking for?", exact=True).wait_for()


def test_an_identifier_is_found_and_shown_nowhere(page: Any, served: Any) -> None:
    open_page(page, served, "search", "en", "Search")
    page.get_by_role("tab", name="By an identifier or a name").click()
    ask(page, "Identifier or full name", "13800138000")
    page.get_by_text("Found by: Mobile number (China)").first.wait_for()
    assert "13800138000" not in (page.locator("body").text_content() or "")
    assert "13800138000" not in page.url
    ask(page, "Identifier or full name", "13900139000")
    page.get_by_text("No file that you may see mentions it.").wait_for()


def test_an_asset_is_chosen_from_the_list(page: Any, served: Any) -> None:
    open_page(page, served, "asset?status=failed", "en", "Assets")
    page.get_by_role("link", name="locked.pdf").click()
    page.get_by_role("heading", name="locked.pdf", exact=True).wait_for()
    page.get_by_text("Not read: nothing can be said of what is in it.").wait_for()


def test_a_click_in_the_graph_goes_on_to_the_next_file(page: Any, served: Any, assets: dict[str, str]) -> None:
    open_page(page, served, f"asset?asset={assets[CONTRACT]}&tab=links", "en", CONTRACT)
    drawn = page.locator("canvas").first
    drawn.wait_for()
    page.wait_for_timeout(1_500)
    space = drawn.bounding_box()
    drawn.click(position={"x": space["width"] * 0.24, "y": space["height"] / 2})
    page.get_by_role("heading", name="补充协议.txt", exact=True).wait_for()
    assert page.get_by_role("tab", name="Links").get_attribute("aria-selected") == "true"


def test_the_way_to_a_file_and_who_can_reach_it_are_told(page: Any, served: Any, assets: dict[str, str]) -> None:
    open_page(page, served, f"asset?asset={assets[CONTRACT]}&tab=links", "en", CONTRACT)
    page.get_by_text("Who can reach it").click()
    page.get_by_text(f"may read “{CONTRACT}”").first.wait_for()
    page.get_by_text("The way to another file").click()
    box = page.get_by_role("combobox", name="File")
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(1_500)  # a list that is open closes when the page is scrolled
    from playwright.sync_api import TimeoutError as TooLate

    option = page.get_by_role("option", name="补充协议.txt")
    for _ in range(4):  # a page that is still drawn closes it too
        box.click()
        with contextlib.suppress(TooLate):
            option.wait_for(timeout=5_000)
            break
    option.click()
    page.get_by_text("are joined directly").wait_for()


def test_a_case_is_shown_with_its_files(page: Any, served: Any, assets: dict[str, str]) -> None:
    key = (Path(served.environment["ASSAY_CONFIG_DIR"]) / "local-admin.key").read_text().strip()
    with Client(served.url, key) as api:
        case = api.confirm_case("Longer service", assets=[assets[CONTRACT], assets["补充协议.txt"]])
    open_page(page, served, "", "en", "Overview")
    page.get_by_text("Longer service").click()
    page.get_by_role("link", name="补充协议.txt").click()
    page.get_by_role("tab", name="Links").click()
    page.get_by_text("Belongs to the case Longer service").wait_for()
    with Client(served.url, key) as api:
        api.close_case(case["id"])


def test_an_asset_that_is_not_there_is_said_kindly(page: Any, served: Any) -> None:
    page.goto(f"{served.url}/asset?asset=nothing-here&lang=zh")
    page.get_by_text("此内容不存在或已删除。").wait_for()


def test_a_name_that_attacks_is_only_a_name_on_every_page(page: Any, served: Any, assets: dict[str, str]) -> None:
    name = "![x](http:attack.example) :red[y].txt"
    open_page(page, served, "asset", "en", "Assets")
    page.get_by_role("link", name=name).wait_for()
    open_page(page, served, f"asset?asset={assets[name]}", "en", name)
    open_page(page, served, "search", "en", "Search")
    ask(page, "What are you looking for?", "merger [due](x) <b>")
    page.get_by_text(name).first.wait_for()
    assert page.dialogs == []


@pytest.mark.parametrize(
    ("language", "heading", "wrong", "sign"),
    [("en", "Quality", "Very short text", "○ note"), ("zh", "质量", "文本过短", "○ 提示")],
)
def test_quality_lists_what_is_wrong_and_opens_the_asset(
    page: Any, served: Any, language: str, heading: str, wrong: str, sign: str
) -> None:
    open_page(page, served, "quality", language, heading)
    page.get_by_text(wrong).locator("visible=true").first.wait_for()
    assert page.get_by_text(sign).count() > 0
    page.get_by_role("link", name="plan.txt").first.click()
    page.get_by_role("heading", name="plan.txt", exact=True).wait_for()


def test_these_pages_ask_nobody_else(page: Any) -> None:
    assert page.outside == []
    assert page.dialogs == []
