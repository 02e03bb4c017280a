"""The order of a link's ends, and one link for one thing said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.governance.domain import Evidence, Link, LinkKind, Locator
from assay.knowledge_graph.links import DIRECTED, dedupe, ordered


def link(left: str, right: str, kind: LinkKind = LinkKind.SAME_ENTITY, score: float = 0.9, by: str = "x@1") -> Link:
    return Link(
        kind=kind, left=left, right=right, score=score, producer=by, why="",
        left_evidence=(Evidence(locator=Locator(page=1), masked=left),),
        right_evidence=(Evidence(locator=Locator(page=2), masked=right),),
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(LinkKind))
def test_only_links_without_direction_are_turned_and_evidence_goes_along(kind: LinkKind) -> None:
    turned = ordered(link("b", "a", kind))
    assert (turned.left, turned.right) == (("b", "a") if kind in DIRECTED else ("a", "b"))
    assert turned.left_evidence[0].masked == turned.left
    assert turned.right_evidence[0].masked == turned.right
    assert ordered(link("a", "b", kind)) == link("a", "b", kind)


def test_of_links_that_say_the_same_the_strongest_stays() -> None:
    kept = dedupe([link("b", "a", score=0.6), link("a", "b", score=0.8), link("a", "b", score=0.7), link("a", "a")])
    assert kept == (link("a", "b", score=0.8),)


def test_links_of_other_kinds_producers_and_directions_all_stay() -> None:
    many = [
        link("a", "b"),
        link("a", "b", by="y@1"),
        link("a", "b", LinkKind.NEAR_DUPLICATE),
        link("a", "b", LinkKind.CONTAINS),
        link("b", "a", LinkKind.CONTAINS),
    ]
    assert len(dedupe(many)) == 5


ends = st.sampled_from("abcd")


@given(st.lists(st.builds(link, ends, ends, st.sampled_from(list(LinkKind)), st.floats(0, 1)), max_size=12))
def test_deduping_twice_changes_nothing_and_order_does_not_matter(links: list[Link]) -> None:
    once = dedupe(links)
    assert dedupe(once) == once
    assert [(k.left, k.right, k.kind, k.score) for k in dedupe(reversed(links))] == [
        (k.left, k.right, k.kind, k.score) for k in once
    ]
