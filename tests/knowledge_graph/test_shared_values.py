"""Which shared values make a link, between whom, and with what evidence."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.governance.domain import Linker, LinkKind, Modality, Side
from assay.knowledge_graph.linkers import SharedValueLinker
from assay.knowledge_graph.linkers.strengths import strength

LINKER = SharedValueLinker()


def others(content, found, count, *findings):
    """Contents that have to do with nobody, so that a corpus has a size."""
    return [content(f"x{n:03}", found("email", f"nobody{n}@example.com"), *findings) for n in range(count)]


def end(name, keys, modality=Modality.TEXT):
    return Side(content_id=name, modality=modality, keys={LINKER.name: tuple(keys)})


def kinds(links):
    return [(link.kind, link.left, link.right) for link in links]


def test_the_linker_is_a_plugin() -> None:
    assert isinstance(LINKER, Linker)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("cn_resident_id", "11010519491231002X"), ("cn_mobile", "13800138000"), ("email", "zhang@example.com"),
        ("bank_card", "6222020200112233446"), ("cn_plate", "京A12345"), ("cn_passport", "E12345678"),
        ("iban", "GB82WEST12345698765432"), ("us_ssn", "536-90-4399"), ("cn_med_rec", "ZY2025-0001"),
    ],
)  # fmt: skip
def test_one_rare_identifier_links(label, value, content, found, linked) -> None:
    corpus = [content("b", found(label, value)), content("a", found(label, value)), *others(content, found, 13)]
    (link,) = linked(LINKER, corpus)
    assert kinds([link]) == [(LinkKind.SAME_ENTITY, "a", "b")]
    assert 0.7 <= link.score < 1
    assert link.why.endswith("in both")
    assert link.producer == "shared-values@3"


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("amount", "1200.00"), ("url", "https://example.com"), ("cn_dob", "1990-01-01"), ("masked_value", "138***000"),
        ("secret_mark", "秘密★1年"), ("location", "北京"), ("geo_pair", "39.9,116.4"), ("cn_postcode", "100000"),
        ("password_text", "hunter2"), ("otp", "123456"), ("card_cvv", "123"), ("cn_service_no", "95588"),
        ("card_expiry", "0927"), ("income", "18500"),
        ("bic", "ICBKCNBJ"), ("cn_cnaps", "102100099996"), ("health_term", "高血压"), ("seed_phrase", "a b c"),
        ("private_key", "x"), ("gps_exif", "39.9,116.4"),
    ],
)  # fmt: skip
def test_what_identifies_nobody_makes_no_key(label, value, content, found) -> None:
    assert LINKER.keys(content("a", found(label, value))) == ()


def test_a_value_under_two_labels_is_one_value(content, found, linked) -> None:
    corpus = [content("a", found("cn_mobile", "13800138000")), content("b", found("phone_intl", "13800138000"))]
    assert len(linked(LINKER, corpus)) == 1
    both = content("c", found("cn_mobile", "13800138000"), found("phone_intl", "13800138000", start=50))
    (key,) = LINKER.keys(both)
    assert key.label in {"cn_mobile", "phone_intl"}


def test_a_value_without_a_hash_makes_no_key(content, found) -> None:
    from dataclasses import replace

    assert LINKER.keys(content("a", replace(found("email", "a@example.com"), value_hash=""))) == ()


def test_several_shared_values_make_one_stronger_link(content, found, linked) -> None:
    one = [content(name, found("cn_mobile", "13800138000")) for name in "ab"]
    two = [content(name, found("cn_mobile", "13800138000"), found("email", "li@example.com")) for name in "ab"]
    (weak,) = linked(LINKER, [*one, *others(content, found, 20)])
    (strong,) = linked(LINKER, [*two, *others(content, found, 20)])
    assert strong.score > weak.score
    assert strong.why == "Mobile number (China), Email address in both"


def test_the_rarer_of_two_values_makes_the_stronger_link(content, found, linked) -> None:
    def score(holders: int) -> float:
        corpus = [content(f"c{n:02}", found("cn_mobile", "13800138000")) for n in range(holders)]
        links = linked(LINKER, [*corpus, *others(content, found, 200)])
        return links[0].score if links else 0.0

    assert score(2) > score(3) > score(5) > 0
    assert score(6) == 0  # a telephone in so many files is the house's, and says nothing of whom they are about


def test_the_evidence_stands_at_both_ends_and_is_capped(content, found, linked) -> None:
    left = content(
        "a",
        *(found("cn_mobile", "13800138000", segment=n, start=n, end=n + 11, page=n) for n in range(1, 10)),
        found("email", "li@example.com", segment=30, page=7),
    )
    right = content(
        "b", found("cn_mobile", "13800138000", segment=2, time=(3.0, 5.5)), found("email", "li@example.com", row=4)
    )
    (link,) = linked(LINKER, [right, left, *others(content, found, 20)])
    assert [(e.label, e.locator.page) for e in link.left_evidence] == [
        ("cn_mobile", 1), ("email", 7), ("cn_mobile", 2), ("cn_mobile", 3), ("cn_mobile", 4),
    ]  # fmt: skip
    assert [(e.label, e.locator.time, e.locator.row) for e in link.right_evidence] == [
        ("cn_mobile", (3.0, 5.5), None), ("email", None, 4),
    ]  # fmt: skip
    assert link.left_evidence[0].masked == "1***0"
    assert link.left_evidence[0].locator.start == 1


def test_no_value_in_clear_is_in_a_key_or_a_link(content, found, linked) -> None:
    values = ("11010519491231002X", "zhang.san@example.com", "HT-2025-0042")
    corpus = [
        content(
            name, found("cn_resident_id", values[0]), found("email", values[1]), found("contract_number", values[2])
        )
        for name in "ab"
    ]
    shown = repr([LINKER.keys(corpus[0]), linked(LINKER, corpus)])
    assert [value for value in values if value in shown] == []


# documents and those who speak of them


def test_a_call_and_an_invoice_mention_the_contract(content, found, linked) -> None:
    number = "HT-2025-0042"
    contract = content("m-contract", found("contract_number", number, segment=1), found("organization", "甲公司"))
    call = content("z-call", found("contract_number", number, segment=0, time=(8.0, 11.0)), modality=Modality.AUDIO)
    invoice = content(
        "a-invoice", found("cn_invoice", "25117000000012345678", segment=0), found("contract_number", number, segment=3)
    )
    links = linked(LINKER, [contract, call, invoice, *others(content, found, 12)])
    mentions = {(link.left, link.right) for link in links if link.kind is LinkKind.MENTIONS_DOCUMENT}
    assert mentions == {("z-call", "m-contract"), ("a-invoice", "m-contract"), ("z-call", "a-invoice")}
    spoken = next(link for link in links if (link.left, link.right) == ("z-call", "m-contract"))
    assert spoken.why == "Contract number in both"
    assert spoken.left_evidence[0].locator.time == (8.0, 11.0)
    assert spoken.right_evidence[0].locator.segment == 1
    assert spoken.score >= 0.7


def test_a_number_in_a_files_name_makes_it_the_document(content, found, linked) -> None:
    place = {"segment": None, "property": "name"}
    named = content("b", found("contract_number", "HT-7", **place), found("contract_number", "HT-1", segment=0))
    lists = content("a", found("contract_number", "HT-7", segment=0))
    assert kinds(linked(LINKER, [named, lists])) == [(LinkKind.MENTIONS_DOCUMENT, "a", "b")]
    lists = content("c", found("contract_number", "HT-7", segment=0))
    assert kinds(linked(LINKER, [named, lists])) == [(LinkKind.MENTIONS_DOCUMENT, "c", "b")]


def test_between_equals_the_document_link_has_the_order_of_ids(content, found, linked) -> None:
    mails = [content(name, found("order_number", "SO-1001"), modality=Modality.EMAIL) for name in "ba"]
    assert kinds(linked(LINKER, mails)) == [(LinkKind.MENTIONS_DOCUMENT, "a", "b")]


def test_people_and_documents_shared_make_a_link_of_each_kind(content, found, linked) -> None:
    corpus = [content(name, found("contract_number", "HT-1"), found("cn_mobile", "13800138000")) for name in "ab"]
    assert {link.kind for link in linked(LINKER, corpus)} == {LinkKind.MENTIONS_DOCUMENT, LinkKind.SAME_ENTITY}


# what must not link


def test_a_value_in_too_many_contents_links_nothing(content, found, linked) -> None:
    corpus = [content(f"c{n:02}", found("cn_resident_id", "11010519491231002X")) for n in range(21)]
    assert linked(LINKER, [*corpus, *others(content, found, 300)]) == []
    assert len(linked(LINKER, [*corpus[:20], *others(content, found, 300)])) == 190
    assert LINKER.limit(10_000) == 500


@pytest.mark.parametrize(("holders", "contents"), [(2, 15), (3, 15), (6, 15), (12, 15), (8, 200), (30, 1000)])
@pytest.mark.parametrize("label", ["organization", "person", "ip", "address"])
def test_a_common_name_alone_links_nothing(label, holders, contents, content, found, linked) -> None:
    corpus = [content(f"c{n:03}", found(label, "王伟 北京第一贸易有限公司")) for n in range(holders)]
    assert linked(LINKER, corpus, contents=contents) == []


@pytest.mark.parametrize(
    ("label", "contents", "links"), [("person", 1000, 1), ("organization", 1000, 1), ("ip", 9999, 0)]
)
def test_a_rare_name_in_a_large_corpus_links(label, contents, links, content, found, linked) -> None:
    corpus = [content(name, found(label, "欧阳修远"), found("email", f"{name}@example.com")) for name in "ab"]
    assert len(linked(LINKER, corpus, contents=contents)) == links


def test_two_names_together_link_in_a_small_corpus(content, found, linked) -> None:
    corpus = [content(name, found("person", "欧阳修远"), found("organization", "乙公司")) for name in "ab"]
    assert len(linked(LINKER, corpus, contents=15)) == 1


LETTERHEAD = (
    ("organization", "示例科技有限公司"), ("cn_uscc", "91110000MA0000000X"), ("cn_landline", "010-55550000"),
    ("address", "北京市海淀区示例路1号"), ("email", "info@example.com"),
)  # fmt: skip


@pytest.mark.parametrize("part", ["footer", "header", "header/p[1]"])
@pytest.mark.parametrize(("holders", "contents"), [(3, 15), (5, 15), (9, 15), (15, 15), (20, 400)])
def test_a_letterhead_links_nothing(part, holders, contents, content, found, linked) -> None:
    corpus = [
        content(f"c{n:02}", *(found(label, value, part=part) for label, value in LETTERHEAD)) for n in range(holders)
    ]
    assert linked(LINKER, corpus, contents=contents) == []


@pytest.mark.parametrize("box", [(0.1, 0.955, 0.9, 0.98), (0.1, 0.01, 0.9, 0.05)])
def test_a_line_at_the_edge_of_a_page_is_a_letterhead(box, content, found, linked) -> None:
    corpus = [content(f"c{n}", *(found(label, value, box=box) for label, value in LETTERHEAD)) for n in range(4)]
    assert linked(LINKER, corpus, contents=15) == []


@pytest.mark.parametrize(("holders", "contents"), [(8, 15), (12, 15), (15, 15), (25, 60)])
def test_the_houses_own_values_link_nothing_even_in_the_body(holders, contents, content, found, linked) -> None:
    corpus = [content(f"c{n:02}", *(found(label, value) for label, value in LETTERHEAD)) for n in range(holders)]
    assert linked(LINKER, corpus, contents=contents) == []


def test_a_letterhead_does_not_hide_the_customer_in_the_body(content, found, linked) -> None:
    footer = [found(label, value, part="footer") for label, value in LETTERHEAD]
    corpus = [content(f"c{n}", *footer) for n in range(8)]
    corpus += [content(name, *footer, found("cn_resident_id", "11010519491231002X")) for name in "ab"]
    (link,) = linked(LINKER, corpus, contents=15)
    assert (link.left, link.right) == ("a", "b")
    assert link.left_evidence[0].label == "cn_resident_id"


def test_doubtful_findings_link_less(content, found, linked) -> None:
    corpus = [content(name, found("cn_mobile", "13800138000", score=0.3)) for name in "ab"]
    assert linked(LINKER, corpus, contents=15) == []


def test_keys_of_other_linkers_are_passed_over(content, found) -> None:
    from dataclasses import replace

    keys = [replace(key, linker="other") for key in LINKER.keys(content("a", found("email", "a@example.com")))]
    assert LINKER.join(end("a", keys), end("b", keys), frequency=lambda _: 2, contents=9) == ()


def test_a_key_alone_is_enough_for_a_link(content, found) -> None:
    from dataclasses import replace

    keys = [replace(key, payload=b"") for key in LINKER.keys(content("a", found("bank_card", "6222020200112233446")))]
    (link,) = LINKER.join(end("a", keys), end("b", keys), frequency=lambda _: 2, contents=9)
    assert link.left_evidence[0].locator.segment == 10


LABELS = ("cn_resident_id", "cn_mobile", "email", "organization", "person", "contract_number", "cn_uscc", "amount")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    left=st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from("abcde"), st.floats(0.1, 1)), max_size=8),
    right=st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from("abcde"), st.floats(0.1, 1)), max_size=8),
    frequency=st.integers(2, 60),
    contents=st.integers(2, 5000),
)
def test_a_join_says_the_same_whichever_end_holds_what(left, right, frequency, contents, content, found) -> None:
    ours = LINKER.keys(content("a", *(found(label, value, score=score) for label, value, score in left)))
    theirs = LINKER.keys(content("b", *(found(label, value, score=score) for label, value, score in right)))
    links = LINKER.join(end("a", ours), end("b", theirs), frequency=lambda _: frequency, contents=contents)
    turned = LINKER.join(end("a", theirs), end("b", ours), frequency=lambda _: frequency, contents=contents)
    assert {(it.kind, it.score) for it in links} == {(it.kind, it.score) for it in turned}
    assert len({link.kind for link in links}) == len(links)
    for link in links:
        assert 0.55 <= link.score < 1
        assert 1 <= len(link.left_evidence) <= 5
        assert 1 <= len(link.right_evidence) <= 5
        assert {e.label for e in link.left_evidence} == {e.label for e in link.right_evidence}


def test_no_secret_and_no_mark_has_a_strength() -> None:
    from assay.governance.domain import labels

    groups = {"credential", "secret_mark", "masked", "url", "date_of_birth", "geo", "location"}
    assert [row.id for row in labels().values() if row.group in groups and strength(row.id, row.group)] == []


def test_a_keys_value_fits_its_column_and_is_the_findings_hash(content, found) -> None:
    from dataclasses import replace

    full = "h12:" + "f" * 64
    keys = LINKER.keys(content("a", replace(found("cn_driver", "1"), value_hash=full)))
    assert [key.value for key in keys] == [full]
    keys = LINKER.keys(content("a", replace(found("contract_number", "1"), value_hash=full)))
    assert len(keys[0].value) <= 80


def test_a_staff_number_and_a_contract_number_of_equal_digits_stay_apart(content, found, linked) -> None:
    corpus = [content("a", found("employee_number", "20250042")), content("b", found("contract_number", "20250042"))]
    assert linked(LINKER, corpus) == []
