"""The sample corpus: complete, small, invented, described truly and made again by its script."""

from __future__ import annotations

import email
import email.policy
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CORPUS = EXAMPLES / "corpus"
TRUTH: dict[str, Any] = yaml.safe_load((EXAMPLES / "corpus.yaml").read_text(encoding="utf-8"))
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file())
VARIES = {"broken/payroll-locked.xlsx"}
# Drawn with the machine's font renderer or spoken by its flite: the same bytes only where both are the same.
# Some formats also say which release of a library wrote them.
DRAWN = (".png", ".jpg", ".wav", ".mp3", ".mp4", "scan.pdf", "扫描.pdf", "visitor-list.pdf", "photo-of-the-bill.eml")
WRITTEN = (".parquet", ".sqlite")
LEVELS = ("general-1", "general-2", "general-3", "general-4", "important", "core")


def _texts(name: str, data: bytes) -> Iterator[str]:
    """Yield what a plain reader finds in a file that holds text, members and attachments included."""
    if name.endswith((".docx", ".xlsx", ".pptx", ".odt", ".epub", ".zip")) and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from _texts(member, archive.read(member))
    elif name.endswith(".eml"):
        yield from map(str, email.message_from_bytes(data, policy=email.policy.default).values())
        for part in email.message_from_bytes(data, policy=email.policy.default).walk():
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                yield from _texts(part.get_filename() or "body.txt", body)
    elif name.endswith(
        (
            ".txt",
            ".md",
            ".html",
            ".csv",
            ".xml",
            ".tsv",
            ".log",
            ".ics",
            ".vcf",
            ".mbox",
            ".xhtml",
            ".jsonl",
            ".rtf",
            ".graphml",
        )
    ):
        try:
            yield data.decode("utf-8")
        except UnicodeDecodeError:
            yield data.decode("gb18030")


@pytest.fixture(scope="module")
def words() -> str:
    texts = [text for name in FILES for text in _texts(name, (CORPUS / name).read_bytes())]
    return "\n".join(re.sub(r"<[^>]+>", " ", text) for text in texts)


def test_the_ground_truth_lists_exactly_the_files() -> None:
    assert sorted(TRUTH["files"]) == FILES


def test_it_has_enough_files_and_stays_small() -> None:
    assert len(FILES) >= 45
    assert sum((CORPUS / name).stat().st_size for name in FILES) <= 8_000_000
    assert (CORPUS / "calls/call-2024-04-02.wav").stat().st_size < 600_000


def test_it_shows_every_modality_in_both_languages() -> None:
    from assay.governance.domain import Modality

    modalities = {entry["modality"] for entry in TRUTH["files"].values() if isinstance(entry["modality"], str)}
    assert modalities == {modality.value for modality in Modality}
    assert {"en", "zh"} <= {entry.get("language") for entry in TRUTH["files"].values()}


def test_the_ground_truth_uses_known_labels_levels_states_and_reasons() -> None:
    from assay.governance.domain import Modality, Reason, Status

    known = json.loads((ROOT / "governance/domain/labels.json").read_text(encoding="utf-8"))
    labels, states = {label["id"] for label in known}, {status.value for status in Status}
    entries = list(TRUTH["files"].items())
    entries += [(name, member) for _, entry in entries for name, member in entry.get("members", {}).items()]
    for name, entry in entries:
        assert {either for label in entry["labels"] for either in label.split("|")} <= labels, name
        assert set(entry.get("absent", ())) <= labels, name
        assert _many(entry["status"]) <= states, name
        assert _many(entry["modality"]) <= {modality.value for modality in Modality}, name
        assert _many(entry.get("reason")) <= {reason.value for reason in Reason}, name
        assert _many(entry.get("at_least")) | _many(entry.get("at_most")) <= set(LEVELS), name


def _many(value: str | list[str] | None) -> set[str]:
    return set() if value is None else {value} if isinstance(value, str) else set(value)


def test_links_pairs_and_entities_name_files_that_are_there() -> None:
    groups = [group["files"] for group in TRUTH["links"]] + TRUTH["apart"]
    assert all(len(group) > 1 for group in groups)
    groups += [files for entity in TRUTH["entities"] for files in entity["said"].values()]
    for group in groups:
        for name in group:
            outer, _, member = name.partition("!")
            assert outer in FILES, name
            assert not member or member in TRUTH["files"][outer]["members"], name


@pytest.mark.parametrize(
    ("what", "pattern", "allowed"),
    [
        ("a resident number of someone alive", r"(?<![\dA-Z])[1-9]\d{5}(\d{4})\d{7}[\dX](?![\dA-Z])", "190[01]"),
        ("a mobile number that an operator may have given", r"(?<!\d)(1[3-9]\d{3})\d{6}(?!\d)", "1349[01]"),
        ("a card number of an assigned issuer", r"(?<!\d)(62\d{4})\d{10,13}(?!\d)", "629999"),
        ("an address of a real domain", r"[\w.+-]+@([\w.-]+\w)", r"(?:[\w-]+\.)+example\.(?:com|org)|10\.20\.30\.42"),
    ],
)  # fmt: skip
def test_nothing_in_it_can_belong_to_a_real_person(words: str, what: str, pattern: str, allowed: str) -> None:
    found = re.findall(pattern, words)
    assert found
    assert [value for value in found if not re.fullmatch(allowed, value)] == [], what


def test_the_contract_number_is_in_every_text_that_the_story_needs() -> None:
    group = next(group for group in TRUTH["links"] if "4271906" in group["kind"])
    readable = [name for name in group["files"] if name.endswith((".docx", ".xlsx", ".pptx", ".eml", ".md", ".log"))]
    assert len(readable) >= 8
    for name in readable:
        assert any("4271906" in text for text in _texts(name, (CORPUS / name).read_bytes())), name


def _made(folder: Path) -> Path:
    font, programs = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"), ("flite", "espeak-ng")
    if not font.exists():
        pytest.skip("the Chinese font is not installed")
    if missing := [name for name in programs if shutil.which(name) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    subprocess.run([sys.executable, EXAMPLES / "make_corpus.py", folder], check=True, capture_output=True)
    return folder


def test_the_script_makes_the_committed_corpus(tmp_path: Path) -> None:
    made = _made(tmp_path / "made")
    assert sorted(path.relative_to(made).as_posix() for path in made.rglob("*.*")) == FILES
    for name in FILES:
        fresh, committed = (made / name).read_bytes(), (CORPUS / name).read_bytes()
        if name in VARIES or name.endswith((*DRAWN, *WRITTEN)):
            assert committed[:8] == fresh[:8], name
        else:
            assert committed == fresh, name


@pytest.mark.slow
def test_the_same_machine_makes_the_same_bytes(tmp_path: Path) -> None:
    first, second = _made(tmp_path / "first"), _made(tmp_path / "second")
    for name in FILES:
        assert name in VARIES or (first / name).read_bytes() == (second / name).read_bytes(), name


def test_the_locked_files_open_with_the_password_that_the_script_names() -> None:
    from msoffcrypto.format.ooxml import OOXMLFile
    from pypdf import PdfReader

    source = (EXAMPLES / "making/troubles.py").read_text(encoding="utf-8")
    password = re.search(r'^PASSWORD = "(.+?)"', source, re.M)
    assert password is not None
    assert PdfReader(CORPUS / "broken/board-minutes-locked.pdf").decrypt(password[1])
    with (CORPUS / "broken/payroll-locked.xlsx").open("rb") as file:
        book, opened = OOXMLFile(file), io.BytesIO()
        book.load_key(password=password[1])
        book.decrypt(opened)
    assert zipfile.is_zipfile(opened)
