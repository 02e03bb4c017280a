"""Flags stand in what is tagged and in what is shown, follow the setting, and outlive a change of packs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from assay.governance.domain import Actor, PolicyError

CARD = "Cardholder card number: 4111 1111 1111 1111, CVV: 123."
RECORD = "患者病案号：0012345678，诊断如下。"


def codes(result: dict[str, Any]) -> set[tuple[str, str]]:
    return {(flag["policy"], flag["code"]) for flag in result["flags"]}


def test_what_is_tagged_carries_its_flags_with_findings_that_are_there(services: Any, admin: Actor) -> None:
    card, record, plain = services.tag.texts([CARD, RECORD, "The weather was fine in May."], actor=admin)
    assert {("pci-dss@1", "PAN"), ("pci-dss@1", "SAD-CVV"), ("gbt-45574@1", "SPI-FIN")} <= codes(card)
    assert {("gbt-45574@1", "SPI-MED"), ("gdpr-9@1", "ART9-HEALTH"), ("hipaa-18@1", "H")} <= codes(record)
    assert plain["flags"] == []
    ids = {finding["id"] for finding in card["findings"]}
    for flag in card["flags"]:
        assert set(flag) == {"policy", "code", "says", "clause", "evidence", "findings"}
        assert flag["says"]["en"]
        assert flag["says"]["zh"]
        assert set(flag["findings"]) <= ids


def test_what_is_shown_carries_the_same_flags_and_another_pack_in_force_changes_none(
    make: Callable[..., AbstractContextManager[Any]], packed_text: Callable[..., str], admin: Actor
) -> None:
    with make(flags=("pci-dss",)) as desk:
        file = desk.write("card.txt", CARD)
        desk.ingest()
        before = desk.show(file)
        assert codes(before) == {("pci-dss@1", "PAN"), ("pci-dss@1", "SAD-CVV")}
        desk.services.policies.apply(packed_text("company-4"), admin)
        assert desk.show(file)["flags"] == before["flags"]


def test_no_flags_are_given_where_none_are_asked_for_and_an_unknown_pack_is_refused(
    make: Callable[..., AbstractContextManager[Any]], admin: Actor
) -> None:
    with make(flags=()) as desk:
        assert desk.services.tag.texts([CARD], actor=admin)[0]["flags"] == []
    with pytest.raises(PolicyError, match="no packaged pack"), make(flags=("gbt-43697",)):
        pass
