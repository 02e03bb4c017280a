"""Take every page and state of the console to be looked at: `python docs/writing/every_view.py FOLDER [VIEW…]`.

Each in English and Chinese, light and dark, 1440 and 1024 wide, over the demo home; what is cut off in one is
printed. What is said in the wrong language is for the eye. Needs chromium and what `make demo ARGS=--no-serve` makes.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.ui.i18n import sentences

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a script it sees its own folder alone

from writing.screenshots import CHROMIUM, HOME, served

WIDTHS, THEMES, LANGUAGES = (1440, 1024), ("light", "dark"), ("en", "zh")
FOLD, TALLEST = 900, 3_600
Act = Callable[[Any, Mapping[str, str]], None]

# What is shown but not whole: text that a box of ours hides, or that ends in three dots.
CUT = """() => {
  const told = [];
  const look = (root) => root.querySelectorAll('*').forEach((it) => {
    if (it.shadowRoot) look(it.shadowRoot);
    const style = getComputedStyle(it);
    const own = [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!own || style.overflowX === 'visible' || style.overflowX === 'auto' || style.overflowX === 'scroll') return;
    if (it.checkVisibility({ visibilityProperty: true }) && it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 1)
      told.push(it.textContent.trim().slice(0, 60));
  });
  look(document);
  const wide = document.querySelector('[data-testid=stMain]');
  if (wide && wide.scrollWidth > wide.clientWidth + 1) told.push('the page is wider than the window');
  return told;
}"""


def plain(page: Any, said: Mapping[str, str]) -> None:
    """Show the page as it opens."""


def desk(kind: str) -> Act:
    """Go through the queue until the evidence is of a kind."""

    def act(page: Any, said: Mapping[str, str]) -> None:
        page.locator("#exhibit[data-of]").wait_for(state="attached")
        for _ in range(45):
            if page.locator(f"#exhibit {kind}").count():
                break
            page.keyboard.press("s")
            page.wait_for_timeout(700)
        page.locator(f"#exhibit {kind}").first.wait_for()
        page.wait_for_timeout(3_000)

    return act


def alike(page: Any, said: Mapping[str, str]) -> None:
    """Show alike items as groups."""
    page.get_by_text(said["review.alike"]).click()
    page.get_by_test_id("stExpander").locator("summary").first.click()
    page.get_by_text(said["groups.decide"]).first.wait_for()


def lower(page: Any, said: Mapping[str, str]) -> None:
    """Ask for a lower level without a reason."""
    page.locator("#exhibit[data-of]").wait_for(state="attached")
    page.keyboard.press("s")
    page.wait_for_timeout(3_000)
    page.locator(".levels button:not([disabled])").first.click()
    page.get_by_text(said["review.needs_reason"]).wait_for()


def asked(words: str) -> Act:
    """Ask in words."""

    def act(page: Any, said: Mapping[str, str]) -> None:
        page.get_by_label(said["search.text"], exact=True).fill(words)
        page.keyboard.press("Enter")
        page.wait_for_timeout(3_000)

    return act


def valued(page: Any, said: Mapping[str, str]) -> None:
    """Ask for an identifier."""
    page.get_by_role("tab", name=said["search.by_value"]).click()
    page.get_by_label(said["search.value"], exact=True).fill("4271906")
    page.keyboard.press("Enter")
    page.wait_for_timeout(2_000)


def tab(name: str) -> Act:
    """Open a tab of an asset."""

    def act(page: Any, said: Mapping[str, str]) -> None:
        page.get_by_role("tab", name=said[f"asset.tab_{name}"]).click()
        page.wait_for_timeout(2_000)

    return act


def form(page: Any, said: Mapping[str, str]) -> None:
    """Ask to reveal a value."""
    page.locator("#findings tbody button").first.click()
    page.locator("form.reveal").wait_for()


def clear(page: Any, said: Mapping[str, str]) -> None:
    """Reveal a value."""
    form(page, said)
    page.locator("form.reveal input").fill("check")
    page.get_by_role("button", name=said["reveal.show"], exact=True).click()
    page.locator("output").first.wait_for()


def adding(page: Any, said: Mapping[str, str]) -> None:
    """Open the form for a source and ask for an estimate."""
    if not page.get_by_role("textbox", name=said["sources.place"]).is_visible():
        page.get_by_text(said["sources.add"], exact=True).click()
    place = page.get_by_role("textbox", name=said["sources.place"])
    place.fill(str(Path(__file__).parents[2] / "benchmarks"))
    place.press("Tab")
    page.wait_for_timeout(1_500)
    page.get_by_role("button", name=said["sources.estimate"]).last.click()
    page.get_by_text(said["plan.title"]).first.wait_for()


def settling(page: Any, said: Mapping[str, str]) -> None:
    """Open what settles an issue."""
    page.get_by_role("button", name=said["quality.settle"]).first.click()
    page.wait_for_timeout(800)


def unfolded(page: Any, said: Mapping[str, str]) -> None:
    """Unfold what is folded."""
    for one in page.get_by_test_id("stExpander").locator("summary").all():
        one.click()
    page.wait_for_timeout(1_500)


FULL: dict[str, tuple[str, Act]] = {
    "overview": ("", plain),
    "review": ("review", desk("")),
    "review-page": ("review", desk(".sheet")),
    "review-sound": ("review", desk("figure.sound")),
    "review-cells": ("review", desk("figure.cells")),
    "review-alike": ("review", alike),
    "review-lower": ("review", lower),
    "search": ("search", plain),
    "search-words": ("search", asked("higher bill 账单偏高")),
    "search-none": ("search?max_level=gbt-43697:general-1&modality=audio", asked("zzzz")),
    "search-value": ("search", valued),
    "search-like": ("search?like={contract-draft.txt}", plain),
    "assets": ("asset", plain),
    "assets-filters": ("asset", unfolded),
    "assets-none": ("asset?status=failed&modality=audio", plain),
    "asset-picture": ("asset?asset={customer-form.png}", plain),
    "asset-sound": ("asset?asset={call-2024-04-02.wav}", plain),
    "asset-cells": ("asset?asset={customers.csv}", plain),
    "asset-text": ("asset?asset={contract-draft.txt}", unfolded),
    "asset-pages": ("asset?asset={bank-statement-2024-03.pdf}", plain),
    "asset-film": ("asset?asset={billing-screen.mp4}", plain),
    "asset-locked": ("asset?asset={board-minutes-locked.pdf}", plain),
    "asset-secret": ("asset?asset={应急演练方案-扫描.pdf}", plain),
    "asset-quality": ("asset?asset={refunds.tsv}", tab("quality")),
    "asset-links": ("asset?asset={call-2024-04-02.wav}", tab("links")),
    "asset-history": ("asset?asset={invoice-2024-03.png}", tab("history")),
    "asset-missing": ("asset?asset=nothing-here", plain),
    "reveal-form": ("asset?asset={customer-form.png}", form),
    "reveal-clear": ("asset?asset={customer-form.png}", clear),
    "sources": ("sources", plain),
    "sources-adding": ("sources", adding),
    "quality": ("quality", unfolded),
    "quality-settle": ("quality", settling),
}
EMPTY: dict[str, tuple[str, Act]] = {
    f"empty-{name or 'overview'}": (name, plain) for name in ("", "review", "search", "asset", "sources", "quality")
}


def main(arguments: Sequence[str]) -> int:
    """Take the views that are named, as `search` or `search-1024-dark-zh`, or all."""
    from playwright.sync_api import sync_playwright

    folder, wanted = Path(arguments[0]), set(arguments[1:])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as nothing:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for home, all_views in ((HOME, FULL), (Path(nothing, "home"), EMPTY)):
            views = {name: view for name, view in all_views.items() if not wanted or _is_of(name, wanted)}
            if views:
                with served(home) as (url, signin):
                    _take(chromium, url, signin, views, folder, wanted)
        chromium.close()
    return 0


def _is_of(name: str, wanted: set[str]) -> bool:
    return any(re.fullmatch(rf"{name}(-\d+-[a-z]+-[a-z]+)?", it) for it in wanted)


def _take(
    chromium: Any, url: str, signin: str, views: Mapping[str, tuple[str, Act]], folder: Path, wanted: set[str]
) -> None:
    first = chromium.new_context()
    first.new_page().goto(url + signin)
    cookies = first.cookies()
    answer = first.request.get(f"{url}/v1/assets?limit=100").json()
    assets = {it["name"]: it["id"] for it in answer["items"]}
    for width, theme, language in itertools.product(WIDTHS, THEMES, LANGUAGES):
        context = chromium.new_context(viewport={"width": width, "height": FOLD}, color_scheme=theme)
        context.add_cookies(cookies)
        for name, (path, act) in views.items():
            for file, key in assets.items():
                path = path.replace("{" + file + "}", key)
            taken = f"{name}-{width}-{theme}-{language}"
            if wanted and not wanted & {name, taken}:
                continue
            page = context.new_page()
            page.set_default_timeout(60_000)
            try:
                page.goto(f"{url}/{path}{'&' if '?' in path else '?'}lang={language}")
                page.locator("h1").first.wait_for()
                page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
                act(page, sentences(language))
            except Exception as error:  # noqa: BLE001 - one view that cannot be taken does not stop the others
                sys.stdout.write(f"{taken}: {type(error).__name__} {str(error).splitlines()[0]}\n")
            page.wait_for_timeout(1_500)
            _shoot(page, folder, taken, width)
            page.close()
        context.close()
    first.close()


def _shoot(page: Any, folder: Path, taken: str, width: int) -> None:
    """Take what is seen at first and the whole, and say what is cut off."""
    page.screenshot(path=folder / f"{taken}-fold.png")
    tall = page.evaluate("() => document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 0")
    page.set_viewport_size({"width": width, "height": min(TALLEST, max(FOLD, tall + 20))})
    page.wait_for_timeout(800)
    page.screenshot(path=folder / f"{taken}.png")
    if cut := page.evaluate(CUT):
        sys.stdout.write(f"{taken}: cut off {json.dumps(cut, ensure_ascii=False)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
