"""Packs of choice: flags follow their setting and outlive a change of packs; any pack that grades may lead."""

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
        assert set(flag) == {"policy", "code", "says", "clause", "evidence", "kind", "findings", "explanation"}
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


def test_a_pack_that_is_among_the_policies_may_lead(
    make: Callable[..., AbstractContextManager[Any]], admin: Actor
) -> None:
    with make(policies=("gbt-43697", "jrt-0197")) as desk:
        (result,) = desk.services.tag.texts(["password: Tr0ub4dor&3x9"], policy="jrt-0197", actor=admin)
        assert (result["sensitivity"]["policy"], result["sensitivity"]["code"]) == ("jrt-0197@1", "4")
        assert [grade["policy"] for grade in result["grades"]] == ["gbt-43697@1"]
        assert result["sensitivity"]["basis"][0]["rule"] == "item/c3-authentication"
    with make("leading", policies=("jrt-0197",), policy_leading="jrt-0197", flags=()) as desk:
        file = desk.write("card.txt", CARD)
        desk.ingest()
        shown = desk.show(file)
        assert (shown["sensitivity"]["policy"], shown["sensitivity"]["code"]) == ("jrt-0197@1", "4")
        assert shown["flags"] == []


def test_no_flags_are_given_where_none_are_asked_for_and_an_unknown_pack_is_refused(
    make: Callable[..., AbstractContextManager[Any]], admin: Actor
) -> None:
    with make(flags=()) as desk:
        assert desk.services.tag.texts([CARD], actor=admin)[0]["flags"] == []
    with pytest.raises(PolicyError, match="no packaged pack"), make(flags=("gbt-43697",)):
        pass
