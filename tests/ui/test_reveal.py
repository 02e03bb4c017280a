"""A revealed value in a browser: it goes by itself, is refused kindly, and who may not reveal sees no way to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.governance.client import Client

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CONTRACT, MOBILE = "合同.txt", "13800138000"
ASK = "it => fetch(`/v1/assets/${it[0]}/reveal`, {method: 'POST', headers: {'Content-Type': 'application/json'},"
ASK += " body: JSON.stringify({finding: it[1], reason: 'to look'})}).then(answer => answer.status)"


@pytest.fixture(scope="module")
def found(served: Any) -> tuple[str, str]:
    """Return the contract's id and that of its finding of a phone."""
    key = (Path(served.environment["ASSAY_CONFIG_DIR"]) / "local-admin.key").read_text().strip()
    with Client(served.url, key) as api:
        asset = next(it["id"] for it in api.assets()["items"] if it["name"] == CONTRACT)
        items = api.findings(asset)["items"]
    return asset, next(it["id"] for it in items if it["masked"] == "1*********0")


@pytest.fixture
def own(browser: Any, page: Any) -> Iterator[Any]:
    """Give a page with a context of its own: a clock is turned for all pages of a context."""
    context = browser.new_context(storage_state=page.context.storage_state())
    own = context.new_page()
    own.set_default_timeout(30_000)
    yield own
    context.close()


@pytest.fixture
def opened(own: Any, served: Any, found: tuple[str, str]) -> Any:
    """Open the asset in a page whose clock can be turned."""
    own.clock.install()
    own.goto(f"{served.url}/asset?asset={found[0]}&lang=en")
    return own


def ask(page: Any) -> None:
    page.locator("#findings tbody tr", has_text="1*********0").get_by_role("button").click()
    form = page.locator("form.reveal")
    form.locator("input").fill("to look")
    form.get_by_role("button", name="Show", exact=True).click()


def test_a_revealed_value_goes_by_itself(opened: Any) -> None:
    ask(opened)
    opened.locator("output", has_text=MOBILE).wait_for()
    opened.clock.fast_forward(19_000)
    assert opened.locator("output", has_text=MOBILE).is_visible()
    opened.clock.fast_forward(2_000)
    opened.locator("output").wait_for(state="detached")
    assert MOBILE not in opened.locator("body").inner_text()


def test_a_refusal_is_said_and_nothing_is_shown(opened: Any) -> None:
    opened.route("**/reveal", lambda route: route.fulfill(status=403, json={}))
    ask(opened)
    opened.get_by_text("Your role may not see this").wait_for()
    assert opened.locator("output").count() == 0


def test_who_may_not_reveal_sees_no_way_to_and_is_refused(browser: Any, served: Any, found: tuple[str, str]) -> None:
    command = [sys.executable, "-m", "assay.governance.cli", "keys", "create", "ann", "--role", "analyst", "--json"]
    made = subprocess.run(command, env=served.environment, capture_output=True, text=True, check=True)
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{served.url}/signin")
    page.locator("#key").fill(json.loads(made.stdout)["key"])
    page.get_by_role("button").click()
    page.get_by_role("heading", name="Overview").wait_for()
    page.goto(f"{served.url}/asset?asset={found[0]}&lang=en")
    page.locator("#findings tbody tr", has_text="1*********0").wait_for()
    assert page.locator("#findings button").count() == 0
    assert page.evaluate(ASK, list(found)) == 403
    context.close()


def test_a_page_that_could_not_be_drawn_is_asked_for_again(own: Any, served: Any) -> None:
    key = (Path(served.environment["ASSAY_CONFIG_DIR"]) / "local-admin.key").read_text().strip()
    with Client(served.url, key) as api:
        asset = next(it["id"] for it in api.assets()["items"] if it["name"] == "delivery.pdf")
    own.route("**/pages/1", lambda route: route.fulfill(status=503), times=1)
    own.goto(f"{served.url}/asset?asset={asset}&lang=zh")
    own.get_by_role("button", name="重试").click()
    own.locator(".sheet img:not([hidden])").wait_for()
