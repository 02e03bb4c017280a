"""One walk through the six pages, in both languages: what a steward does on a first morning; nothing goes astray."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.governance.client import Client
from assay.ui.i18n import sentences

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CONTRACT, MOBILE = "合同.txt", "13800138000"
CLEAR = (MOBILE, "110101190001010014", "张伟")
UNSAID = re.compile(r"\b(?:nav|lens|table|review|search|quality|exhibit|reveal)\.[a-z_]+\b")
EVERY_TEXT = """() => {
  const told = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) told.push(node.data);
    if (node.value) told.push(node.value);
    if (node.shadowRoot) walk(node.shadowRoot);
    node.childNodes.forEach(walk);
  };
  walk(document.documentElement);
  return told.join(' ') + location.href + JSON.stringify({...sessionStorage, ...localStorage});
}"""


@pytest.fixture
def api(served: Any) -> Iterator[Client]:
    key = (Path(served.environment["ASSAY_CONFIG_DIR"]) / "local-admin.key").read_text().strip()
    with Client(served.url, key) as api:
        yield api


@pytest.fixture
def assets(api: Client) -> dict[str, str]:
    return {item["name"]: item["id"] for item in api.assets()["items"]}


def go(page: Any, said: dict[str, str], name: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=said[f"nav.{name}"], exact=True).click()
    page.get_by_role("heading", name=said[f"{name}.title"], exact=True).wait_for()


def item(page: Any) -> str:
    return str(page.locator("#exhibit[data-of]").get_attribute("data-of"))


def decide(page: Any, key: str) -> None:
    before = item(page)
    page.keyboard.press(key)
    page.locator(f'#exhibit[data-of]:not([data-of="{before}"])').wait_for(state="attached")


def counted(page: Any) -> tuple[int, int]:
    told = page.locator("[data-testid=stCaptionContainer]").first.inner_text()
    first, second = re.findall(r"\d+", told)[:2]
    return int(first), int(second)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_six_pages_are_walked(
    page: Any, served: Any, api: Client, assets: dict[str, str], tmp_path: Path, language: str
) -> None:
    said = sentences(language)
    page.errors.clear()
    page.outside.clear()
    page.goto(f"{served.url}/?lang={language}")
    page.get_by_role("heading", name=said["overview.title"], exact=True).wait_for()
    page.get_by_text(said["lens.supply_asks"]).wait_for()
    review(page, said, api)
    find_and_follow(page, said, assets)
    reveal(page, said, api, assets[CONTRACT])
    see(page, served, said, assets, language)
    add_a_source(page, said, tmp_path / language)
    go(page, said, "quality")
    settle(page, said)
    assert not UNSAID.search(page.inner_text("body"))
    assert page.errors == []
    assert page.outside == []


def review(page: Any, said: dict[str, str], api: Client) -> None:
    """Five items by keyboard, one taken back."""
    go(page, said, "review")
    page.locator("#exhibit[data-of]").wait_for(state="attached")
    before = api.review_stats()
    for key in ("s", "a", "a", "x", "a"):
        decide(page, key)
    last = item(page)
    page.keyboard.press("z")
    page.get_by_text(said["review.did.undo"]).first.wait_for()
    assert item(page) != last, "what was taken back is asked again"
    after = api.review_stats()["by_action"]
    grown = {name: after[name] - before["by_action"][name] for name in after}
    assert grown == {"accept": 2, "change": 0, "reject": 1, "skip": 1}


def find_and_follow(page: Any, said: dict[str, str], assets: dict[str, str]) -> None:
    """A search in Chinese, a hit, and a link's evidence at both ends."""
    go(page, said, "search")
    page.get_by_label(said["search.text"], exact=True).fill("保密合同")
    page.keyboard.press("Enter")
    page.get_by_text(said["how.words"]).first.wait_for()
    assert "%" not in page.url, "what is looked for stands in no URL"
    page.get_by_role("link", name=said["link.open"]).first.click()
    page.get_by_role("heading", name=CONTRACT, exact=True).wait_for()
    page.get_by_role("tab", name=said["asset.tab_links"]).click()
    ends = page.get_by_test_id("stExpanderDetails").get_by_role("listitem")
    ends.first.wait_for()
    assert [("4271906" in it) for it in ends.all_inner_texts()] == [True, True]
    page.locator("canvas, svg[role=img]").first.wait_for()
    assert "%" not in page.url
    assert not [value for value in CLEAR if value in page.evaluate(EVERY_TEXT)]


def reveal(page: Any, said: dict[str, str], api: Client, asset: str) -> None:
    """A value in clear, with a reason, for a while; it stays nowhere, and the look is on record."""
    page.get_by_role("tab", name=said["asset.tab_evidence"]).click()
    page.wait_for_timeout(500)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()  # what runs would hide it again
    row = page.locator("#findings tbody tr", has_text="1*********0")
    row.get_by_role("button").click()
    form = page.locator("form.reveal")
    assert MOBILE not in page.evaluate(EVERY_TEXT)
    form.get_by_role("textbox").or_(form.get_by_role("combobox")).fill("check")
    form.get_by_role("button", name=said["reveal.show"], exact=True).click()
    page.locator("output", has_text=MOBILE).wait_for()
    page.get_by_role("button", name=said["reveal.hide"], exact=True).click()
    page.locator("output").wait_for(state="detached")
    assert MOBILE not in page.evaluate(EVERY_TEXT)
    told = next(it for it in api.audit(target=asset)["items"] if it["action"] == "asset.reveal")
    assert (told["actor"], told["details"]["reason"]) == ("local-admin", "check")
    assert MOBILE not in str(told)


def see(page: Any, served: Any, said: dict[str, str], assets: dict[str, str], language: str) -> None:
    """A page with boxes, sound and cells, each as its service masks it."""
    page.goto(f"{served.url}/asset?asset={assets['delivery.pdf']}&lang={language}")
    page.locator(".sheet img:not([hidden])").wait_for()
    assert page.locator(".boxes .box").count() >= 2
    size = page.locator(".sheet img").evaluate("it => [it.naturalWidth, it.naturalHeight]")
    assert min(size) > 200
    page.goto(f"{served.url}/asset?asset={assets['customers.csv']}&lang={language}")
    cells = page.locator("figure.cells tbody mark")
    cells.first.wait_for()
    assert "1349012" not in " ".join(page.locator("figure.cells").all_inner_texts())
    page.goto(f"{served.url}/asset?asset={assets['call.wav']}&lang={language}")
    page.locator("figure.sound audio[src^=blob]").wait_for()


def settle(page: Any, said: dict[str, str]) -> None:
    """An issue is taken on and opened again."""
    page.get_by_text(said["quality.whole"]).wait_for()
    page.get_by_role("button", name=said["quality.take_on"]).first.click()
    page.get_by_text(said["quality.did"].format(what=said["issuestate.assigned"])).first.wait_for()
    page.get_by_role("button", name=said["quality.reopen"]).first.click()
    page.get_by_text(said["quality.did"].format(what=said["issuestate.open"])).first.wait_for()


def add_a_source(page: Any, said: dict[str, str], folder: Path) -> None:
    folder.mkdir()
    go(page, said, "sources")
    page.get_by_text(said["sources.add"]).click()
    place = page.get_by_role("textbox", name=said["sources.place"])
    place.fill(str(folder))
    place.press("Tab")
    page.get_by_role("button", name=said["sources.add_it"], exact=True).click()
    page.get_by_text(said["sources.added"]).first.wait_for()
