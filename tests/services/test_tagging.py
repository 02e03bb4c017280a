"""Tagging says what a text or a file holds, where, and how sensitive it is, and leaves no trace."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from assay.governance.app import build, build_stateless
from assay.governance.domain import Actor, ForbiddenError, NotFoundError, Role, UsageError, labels
from assay.governance.services.tagging.tag import TagService
from assay.governance.settings import load

CONTRACT = {
    "schema", "asset", "status", "reason", "coverage", "checked", "sensitivity", "grades", "flags", "duties",
    "categories", "topics", "parts", "findings", "issues", "facts", "segments", "governance", "produced_by",
}  # fmt: skip
ASSET = {"id", "version", "uri", "sha256", "media_type", "modality", "bytes", "title", "language", "parent"}
SENSITIVITY = {
    "policy", "code", "rank", "state", "label", "certainty", "confidence", "needs_review", "candidates", "basis",
}  # fmt: skip
FINDING = {"id", "label", "group", "subject", "score", "locator", "masked", "detector", "why", "explanation", "count"}
GOVERNANCE = {
    "owner", "department", "system", "domain", "purpose", "legal_basis", "retention_until", "recipients", "set_by",
}  # fmt: skip

CHINESE = "客户登记表\n姓名：陈建国，身份证号：11010519491231002X，手机：13800138000，邮箱 chen.jg@example.com。"
ENGLISH = (
    "Dear Margaret Whitfield,\n\nyour card 4111 1111 1111 1111 was charged. Write to help@example.org "
    "or call +44 20 7946 0018.\n"
)
VALUES = {
    "zh": {
        "cn_resident_id": "11010519491231002X", "cn_mobile": "13800138000", "email": "chen.jg@example.com",
        "person": "陈建国",
    },
    "en": {
        "bank_card": "4111 1111 1111 1111", "email": "help@example.org", "phone_intl": "+44 20 7946 0018",
        "person": "Margaret Whitfield",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tagging")


@pytest.fixture(scope="module")
def tagger(home: Path) -> Iterator[TagService]:
    tagger, _, sandbox = build_stateless(load(home=home / "home", config_dir=home / "config", workers=1))
    yield tagger
    sandbox.close()


@pytest.fixture
def analyst() -> Actor:
    return Actor(name="eve", role=Role.ANALYST)


def values(result: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for finding in result["findings"]:
        found.setdefault(finding["label"], set()).add(finding["value"])
    return found


def hold(result: dict[str, Any]) -> None:
    """Check a TagResult's shape against the contract."""
    assert set(result) >= CONTRACT
    assert set(result["asset"]) >= ASSET
    assert set(result["sensitivity"]) >= SENSITIVITY
    assert set(result["governance"]) >= GOVERNANCE
    assert result["schema"] == "assay.tag/1"
    ids = {finding["id"] for finding in result["findings"]}
    assert len(ids) == len(result["findings"]), "an id names one finding"
    for finding in result["findings"]:
        assert set(finding) - {"value"} == FINDING
        assert finding["group"] == labels()[finding["label"]].group
        assert 0 < finding["score"] <= 1
    for basis in result["sensitivity"]["basis"]:
        assert set(basis["findings"]) <= ids
        assert basis["says"]["en"]
        assert basis["says"]["zh"]
    for grade in [result["sensitivity"], *result["grades"]]:
        assert "@" in grade["policy"]
        assert grade["label"]["en"]


@pytest.mark.parametrize(("language", "text"), [("zh", CHINESE), ("en", ENGLISH)])
def test_values_stand_where_they_are_said_to_stand(tagger: TagService, admin: Actor, language: str, text: str) -> None:
    (result,) = tagger.texts([text], reveal=True, actor=admin)
    hold(result)
    for finding in result["findings"]:
        place = finding["locator"]
        assert text[place["start"] : place["end"]] == finding["value"]
    found = values(result)
    for label, value in VALUES[language].items():
        assert value in found.get(label, set()), label
    assert result["asset"]["language"] == language
    assert result["asset"]["id"] is None
    assert result["sensitivity"]["rank"] >= 30


@pytest.mark.parametrize("text", [CHINESE, ENGLISH])
def test_what_is_not_revealed_is_masked_everywhere(tagger: TagService, analyst: Actor, text: str) -> None:
    (result,) = tagger.texts([text], actor=analyst)
    assert not any("value" in finding for finding in result["findings"])
    for known in VALUES.values():
        for value in known.values():
            assert value not in str(result)


def test_offsets_count_code_points_in_the_text_as_it_was_given(tagger: TagService, admin: Actor) -> None:
    text = "😀👨‍👩‍👧 é\r\n\t电话：１３８００１３８０００\r\n" + "𠮷" * 5 + " 13900139000"
    (result,) = tagger.texts([text], reveal=True, actor=admin)
    found = [
        text[it["locator"]["start"] : it["locator"]["end"]] for it in result["findings"] if it["label"] == "cn_mobile"
    ]
    assert found == ["１３８００１３８０００", "13900139000"]


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b"])
def test_an_empty_text_has_a_result_too(tagger: TagService, analyst: Actor, text: str) -> None:
    (result,) = tagger.texts([text], actor=analyst)
    hold(result)
    assert result["findings"] == []
    if not text.strip():
        assert (result["status"], result["reason"]) == ("skipped", "empty")


def test_many_texts_are_answered_in_order(tagger: TagService, analyst: Actor) -> None:
    results = tagger.texts([CHINESE, "", ENGLISH], actor=analyst)
    assert [result["asset"]["language"] for result in results] == ["zh", None, "en"]
    assert tagger.texts([], actor=analyst) == []


def test_lone_surrogates_and_controls_are_survived(tagger: TagService, analyst: Actor) -> None:
    (result,) = tagger.texts(["\ud800 call 13800138000 \x00\udcff"], actor=analyst)
    assert [finding["label"] for finding in result["findings"]] == ["cn_mobile"]
    assert result["asset"]["bytes"] > 0


def test_a_mail_is_read_with_its_headers_and_its_attachment(tagger: TagService, admin: Actor, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "关于 13700137000 的投诉", "wang.fang@example.com", "help@example.org"
    mail.set_content(ENGLISH)
    mail.add_attachment(CHINESE.encode(), maintype="text", subtype="plain", filename="登记 13600136000.txt")
    path = tmp_path / "mail.eml"
    path.write_bytes(mail.as_bytes())
    outer, inner = tagger.file(path, reveal=True, actor=admin)
    hold(outer)
    hold(inner)
    assert (outer["asset"]["modality"], outer["asset"]["uri"]) == ("email", "mail.eml")
    assert inner["asset"]["parent"] == "mail.eml"
    found = values(outer)
    assert {"13700137000", "13800138000", "13600136000"} <= found["cn_mobile"], "subject, attachment and its name"
    assert {"wang.fang@example.com", "help@example.org", "chen.jg@example.com"} <= found["email"]
    inside = [finding for finding in outer["findings"] if finding["value"] == "11010519491231002X"]
    assert [finding["locator"]["member"] for finding in inside] == [inner["asset"]["uri"]]
    assert "13600136000" not in str(
        [outer["asset"], inner["asset"], [finding["locator"] for finding in outer["findings"]]]
    )


def test_a_pdf_says_page_and_box(tagger: TagService, admin: Actor, tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(600, 800))
    canvas.setTitle("Statement of 4111 1111 1111 1111")
    canvas.drawString(60, 700, "An opening page without anything to find.")
    canvas.showPage()
    canvas.drawString(300, 400, "Call +44 20 7946 0018 for help.")
    canvas.save()
    (result,) = tagger.file(tmp_path / "a.pdf", reveal=True, actor=admin)
    hold(result)
    place = next(finding["locator"] for finding in result["findings"] if finding["label"] == "phone_intl")
    assert place["page"] == 2
    x0, y0, x1, y1 = place["box"]
    assert 0.5 <= x0 < x1 <= 0.85
    assert 0.45 < y0 < y1 < 0.55
    title = [it["locator"] for it in result["findings"] if it["label"] == "bank_card"]
    assert title
    assert all("property" in it for it in title)


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


def test_a_container_comes_first_and_is_as_sensitive_as_what_is_in_it(
    tagger: TagService, admin: Actor, tmp_path: Path
) -> None:
    inner = zipped(tmp_path / "inner.zip", {"deep.txt": CHINESE.encode()}).read_bytes()
    files = {"a.txt": b"The hall is open.", "b/mail.txt": ENGLISH.encode(), "c.zip": inner}
    results = tagger.file(zipped(tmp_path / "outer.zip", files), reveal=True, actor=admin)
    assert results[0]["asset"]["uri"] == "outer.zip"
    parents = {it["asset"]["uri"]: it["asset"]["parent"] for it in results}
    assert parents["outer.zip"] is None
    assert parents["deep.txt"] == "c.zip"
    assert parents["c.zip"] == "outer.zip"
    outer = results[0]
    assert outer["sensitivity"]["rank"] == max(it["sensitivity"]["rank"] for it in results)
    deep = next(it for it in outer["findings"] if it["label"] == "cn_resident_id")
    assert deep["locator"]["member"] == "c.zip/deep.txt"
    for result in results:
        hold(result)


def test_a_container_of_the_same_file_twice_names_each_finding_once(
    tagger: TagService, admin: Actor, tmp_path: Path
) -> None:
    path = zipped(tmp_path / "same.zip", {"a.txt": CHINESE.encode(), "b.txt": CHINESE.encode()})
    outer, *_ = tagger.file(path, reveal=True, actor=admin)
    hold(outer)
    assert {it["locator"]["member"] for it in outer["findings"] if it["label"] == "cn_resident_id"} == {
        "a.txt",
        "b.txt",
    }


def test_the_name_of_a_file_is_content(tagger: TagService, admin: Actor, analyst: Actor, tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text("The hall is open.", encoding="utf-8")
    (result,) = tagger.file(path, name="客户 13800138000.txt", actor=analyst)
    assert [(it["label"], it["locator"]["property"]) for it in result["findings"]] == [("cn_mobile", "name")]
    assert "13800138000" not in str(result)
    assert result["asset"]["uri"].startswith("客户 1")
    (shown,) = tagger.file(path, name="客户 13800138000.txt", reveal=True, actor=admin)
    assert values(shown) == {"cn_mobile": {"13800138000"}}


@pytest.mark.parametrize(
    ("policy", "leading"), [(None, "gbt-43697@1"), ("company-4", "company-4@1"), ("company-4@1", "company-4@1")]
)
def test_the_pack_that_is_asked_for_leads(tagger: TagService, analyst: Actor, policy: str | None, leading: str) -> None:
    (result,) = tagger.texts([CHINESE], policy=policy, actor=analyst)
    assert result["sensitivity"]["policy"] == leading
    assert {grade["policy"] for grade in result["grades"]} == {"gbt-43697@1", "company-4@1"} - {leading}
    with pytest.raises(NotFoundError):
        tagger.texts([CHINESE], policy="nobody", actor=analyst)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.SERVICE])
def test_values_are_revealed_to_those_alone_who_may_see_them(tagger: TagService, role: Role, tmp_path: Path) -> None:
    actor = Actor(name="eve", role=role)
    (tmp_path / "a.txt").write_text(CHINESE, encoding="utf-8")
    with pytest.raises(ForbiddenError):
        tagger.texts([CHINESE], reveal=True, actor=actor)
    with pytest.raises(ForbiddenError):
        tagger.file(tmp_path / "a.txt", reveal=True, actor=actor)
    with pytest.raises(ForbiddenError):
        tagger.texts([CHINESE], actor=Actor(name="eve", role=Role.VIEWER))


def test_what_is_no_file_is_said(tagger: TagService, analyst: Actor, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    for path in (tmp_path, tmp_path / "link"):
        (result,) = tagger.file(path, actor=analyst)
        assert (result["status"], result["reason"]) == ("skipped", "special-file")
    with pytest.raises(UsageError):
        tagger.file(tmp_path / "missing.txt", actor=analyst)


def test_tagging_without_a_home_writes_nothing(
    tagger: TagService, analyst: Actor, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(CHINESE, encoding="utf-8")
    tagger.texts([ENGLISH], actor=analyst)
    tagger.file(tmp_path / "a.txt", actor=analyst)
    assert list(home.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_tagging_over_a_home_leaves_it_as_it_was_and_knows_nothing_of_it(analyst: Actor, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(CHINESE, encoding="utf-8")
    settings = load(home=tmp_path / "home", config_dir=tmp_path / "config", workers=1, embeddings=False)

    def stored() -> dict[str, bytes]:
        return {
            it.name: it.read_bytes() for it in (tmp_path / "home").rglob("*") if it.suffix != ".db-shm" and it.is_file()
        }

    with build(settings) as services:
        fresh = services.tag.file(path, actor=analyst)
        services.ingest.run([str(path)])
        before, counts = stored(), services.store.counts()
        assert services.tag.file(path, actor=analyst) == fresh
        services.tag.texts([CHINESE, "a text that nobody has"], actor=analyst)
        after = stored()
        assert [name for name in before if after[name] != before[name]] == []
        assert services.store.counts() == counts


def test_a_policy_that_is_applied_grades_what_is_tagged(
    analyst: Actor, admin: Actor, tmp_path: Path, packed_text: Callable[[str], str]
) -> None:
    settings = load(home=tmp_path / "home", config_dir=tmp_path / "config", workers=1, embeddings=False)
    with build(settings) as services:
        services.policies.apply(packed_text("company-4"), admin)
        (result,) = services.tag.texts([CHINESE], policy="company-4", actor=analyst)
        assert result["sensitivity"]["policy"] == "company-4@2"
