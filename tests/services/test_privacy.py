"""Values planted in contents, names and metadata stand nowhere outside the vault: no file, log, answer or error."""

from __future__ import annotations

import io
import json
import logging
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from assay.governance.app import build
from assay.governance.domain import LOCAL_ADMIN, Actor, AssayError, Role
from assay.governance.services import Services
from assay.governance.settings import load

# Each canary stands in the context that it would have in life; `forms` are other ways to write it that count too.
CANARIES = {
    "resident id": ("身份证号：{}", "440524188001010014"),
    "mobile": ("手机 {}", "13911723456"),
    "card": ("银行卡号 {}", "6222021234567890128"),
    "spaced card": ("card number {}", "4539 1488 0343 6467"),
    "mail": ("write to {}", "quirin.zabel@example.org"),
    "name zh": ("客户姓名：{}", "欧阳澈梧"),
    "name en": ("Dear Mr {},", "Quillon Harkwright"),
    "password": ("password: {}", "vR7#tangerine!Q"),
    "address zh": ("住址：{}", "浙江省杭州市西湖区文三路478号12幢603室"),
    "address en": ("Address: {}", "48 Wexcombe Crescent, Bristol BS8 3QT"),
    "health zh": ("出院诊断：{}", "尖锐湿疣"),
    "health en": ("The patient was diagnosed with {}.", "ulcerative colitis"),
}
TOLD = {name: told.format(value) for name, (told, value) in CANARIES.items()}


def forms(value: str) -> set[str]:
    """Return how a value may be written: as it is, in other widths, and its digits without what stands between."""
    compact = "".join(character for character in value if character.isalnum())
    return {value, unicodedata.normalize("NFKC", value), compact, value.replace(" ", "%20"), value.lower()}


NEEDLES = {name: forms(value) for name, (_, value) in CANARIES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A home after everything has been done in it."""

    services: Services
    root: Path
    folder: Path


def seen(text: str) -> set[str]:
    """Return which canaries stand in a text."""
    return {name for name, needles in NEEDLES.items() if any(needle in text for needle in needles)}


def seen_in_bytes(data: bytes) -> set[str]:
    """Return which canaries stand in bytes, in any of the encodings that a store or an index may use."""
    data, found = re.sub(rb"\0{64,}", b"\0", data), set()
    for name, needles in NEEDLES.items():
        for needle in needles:
            if any(needle.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")):
                found.add(name)
            if json.dumps(needle).strip('"').encode() in data:
                found.add(name)
    return found


def plant(folder: Path) -> None:
    """Write the canaries into files of many kinds: bodies, headers, sheet names, metadata, names of members."""
    from docx import Document  # type: ignore[import-untyped]
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from PIL import Image, PngImagePlugin
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    value = {name: value for name, (_, value) in CANARIES.items()}
    everything = "\n".join(TOLD.values())
    (folder / "all.txt").write_text(everything, encoding="utf-8")
    document = Document()
    for line in TOLD.values():
        document.add_paragraph(line)
    document.core_properties.author = f"Dear Mr {value['name en']}"
    document.core_properties.title = TOLD["resident id"]
    document.core_properties.comments = TOLD["mail"]
    document.save(folder / "letter.docx")
    book = Workbook()
    sheet = book.active
    sheet.title = f"手机 {value['mobile']}"
    sheet.append(["客户姓名", "身份证号", f"联系 {value['mail']}", "住址", "银行卡号"])
    for _ in range(3):
        sheet.append([value["name zh"], value["resident id"], value["mobile"], value["address zh"], value["card"]])
    book.save(folder / "book.xlsx")
    mail = EmailMessage()
    mail["Subject"] = f"Re: {TOLD['spaced card']}, {TOLD['mobile']}"
    mail["From"] = f"{value['name en']} <{value['mail']}>"
    mail["To"] = "help@example.org"
    mail.set_content(everything)
    mail.add_attachment(everything.encode(), maintype="text", subtype="plain", filename=f"{TOLD['resident id']}.txt")
    (folder / "mail.eml").write_bytes(mail.as_bytes())
    canvas = Canvas(str(folder / "a.pdf"))
    canvas.setTitle(TOLD["address en"])
    canvas.setAuthor(f"Dear Mr {value['name en']}")
    canvas.setSubject(f"card number {value['spaced card']}")
    canvas.drawString(72, 700, TOLD["password"])
    canvas.save()
    note = PngImagePlugin.PngInfo()
    note.add_itxt("Comment", everything)
    Image.new("L", (32, 32), 128).save(folder / "grey.png", pnginfo=note)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"身份证号 {value['resident id']}/手机 {value['mobile']}.txt", everything)
        archive.writestr("broken.pdf", b"%PDF-1.7\n" + everything.encode())
    (folder / "packed.zip").write_bytes(packed.getvalue())
    named = folder / f"客户姓名：{value['name zh']} 身份证号 {value['resident id']}"
    named.mkdir()
    (named / f"手机 {value['mobile']} {value['mail']}.txt").write_text("The hall is open.", encoding="utf-8")
    (named / f"card number {value['spaced card']}.pdf").write_bytes(b"%PDF-1.7\nbroken")
    (named / f"手机 {value['mobile']}").symlink_to(folder)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    root = tmp_path_factory.mktemp("privacy")
    folder = root / f"身份证号 {CANARIES['resident id'][1]}" / f"手机 {CANARIES['mobile'][1]}"
    folder.mkdir(parents=True)
    plant(folder)
    log = logging.FileHandler(root / "log.txt", encoding="utf-8")
    log.setLevel(logging.DEBUG)
    everyone, ours, level = logging.getLogger(), logging.getLogger("assay"), logging.getLogger().level
    everyone.addHandler(log)
    everyone.setLevel(logging.DEBUG)
    settings = load(
        home=root / "home", config_dir=root / "config", workers=2, log_level="DEBUG", review_audit_share=1.0
    )
    try:
        with build(settings) as services:
            ours.addHandler(log)
            services.ingest.run([str(folder)])
            yield Planted(services=services, root=root, folder=folder)
    finally:
        everyone.removeHandler(log)
        ours.removeHandler(log)
        everyone.setLevel(level)
        log.close()


def everything(planted: Planted, pages: Callable[..., list[dict[str, Any]]]) -> dict[str, Any]:
    """Return all that the services answer."""
    services, value = planted.services, {name: value for name, (_, value) in CANARIES.items()}
    items = pages(services.assets.page)
    answers: dict[str, Any] = {"overview": services.overview(), "items": items, "verify": services.operations.verify()}
    for item in items:
        name = item["id"]
        answers[f"show {name}"] = services.assets.show(name)
        answers[f"content {name}"] = services.viewing.content(name)
        answers[f"findings {name}"] = services.assets.findings(name)
        answers[f"links {name}"] = services.assets.links(name, depth=2)
        answers[f"like {name}"] = services.search.query(like=name, actor=LOCAL_ADMIN)
    answers["issues"] = pages(services.issues.page)
    answers["reviews"] = pages(services.review.page)
    for name, canary in value.items():
        answers[f"text {name}"] = services.search.query(TOLD[name], actor=LOCAL_ADMIN)
        answers[f"value {name}"] = services.search.query(value=canary, actor=LOCAL_ADMIN)
    answers["policies"] = services.policies.list()
    return answers


def test_every_canary_is_found_so_that_the_test_can_see(planted: Planted) -> None:
    with planted.services.store.read() as db:
        held = b"".join(db.vault.get_extraction(it.content_id) or b"" for it in db.assets.each() if it.content_id)
    assert seen_in_bytes(held) == set(CANARIES)


def test_no_answer_holds_a_canary(planted: Planted, all_pages: Callable[..., list[dict[str, Any]]]) -> None:
    leaks = {}
    for name, answer in everything(planted, all_pages).items():
        if found := seen(json.dumps(answer, ensure_ascii=False, default=str)):
            leaks[name] = found
    assert leaks == {}


def test_decisions_and_their_reasons_leave_no_canary(
    planted: Planted, all_pages: Callable[..., list[dict[str, Any]]], steward: Actor
) -> None:
    tasks = all_pages(planted.services.review.page)
    assert tasks
    answer = planted.services.review.decide(
        tasks[0]["id"], action="change", code="general-4", reason=TOLD["resident id"], actor=steward
    )
    planted.services.review.undo(answer["decision"], actor=steward)
    shown = planted.services.assets.show(tasks[0]["asset"])
    assert seen(json.dumps([answer, shown], ensure_ascii=False)) == set()


def test_jobs_and_uploads_hold_no_canary(planted: Planted, capfd: pytest.CaptureFixture[str]) -> None:
    report = planted.services.ingest.run_upload(f"{TOLD['mobile']}.txt", TOLD["resident id"].encode())
    job = planted.services.jobs.submit([str(planted.folder)], actor=LOCAL_ADMIN)
    while planted.services.jobs.get(job)["state"] in {"queued", "running"}:
        pass
    assert seen(str(report) + str(planted.services.jobs.get(job))) == set()
    out, err = capfd.readouterr()
    assert seen(out + err) == set()


@pytest.mark.parametrize("wrong", ["tag", "search", "level", "cursor", "place", "decide", "policy"])
def test_errors_echo_nothing(planted: Planted, wrong: str, tmp_path: Path) -> None:
    services, value = planted.services, CANARIES["resident id"][1]
    viewer = Actor(name="eve", role=Role.VIEWER)
    calls: dict[str, Callable[[], Any]] = {
        "tag": lambda: services.tag.texts([value], actor=viewer),
        "search": lambda: services.search.query(value, actor=viewer),
        "level": lambda: services.search.query("hall", max_level=f"gbt-43697:{value}", actor=LOCAL_ADMIN),
        "cursor": lambda: services.assets.page(cursor=value),
        "place": lambda: services.ingest.run([str(tmp_path / value)]),
        "decide": lambda: services.review.decide(value, action="accept", actor=LOCAL_ADMIN),
        "policy": lambda: services.policies.apply(f"id: {value}\n", LOCAL_ADMIN),
    }
    with pytest.raises(AssayError) as caught:
        calls[wrong]()
    assert seen(str(caught.value) + repr(caught.value)) == set()


def test_no_file_outside_the_vault_holds_a_canary(
    planted: Planted, all_pages: Callable[..., list[dict[str, Any]]]
) -> None:
    assert all_pages(planted.services.assets.page)
    planted.services.publishing.close()
    with planted.services.store.read() as db:
        assert db.vectors.point_ids()
    looked, leaks = 0, {}
    for path in sorted((planted.root / "home").rglob("*")):
        if path.is_file():
            looked += 1
            if found := seen_in_bytes(path.read_bytes()) | seen(str(path.relative_to(planted.root / "home"))):
                leaks[path.name] = found
    assert looked > 3
    assert leaks == {}


def test_no_log_holds_a_canary_although_all_is_logged(planted: Planted) -> None:
    logging.getLogger("elsewhere").debug("a probe")
    written = (planted.root / "log.txt").read_text(encoding="utf-8")
    assert "run " in written
    assert "a probe" in written, "other people's records are caught too"
    assert {name for line in written.splitlines() for name in seen(line)} == set()
