"""The packaged tagger: names in both languages, what is none, offsets, the gate, threads, and its decoding."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from assay.governance.domain import UnavailableError
from assay.models.inspection import inspect_folder
from assay.models.manifest import model
from assay.models.tagger import ARCHITECTURES, EntityTagger, pieces_of
from assay.models.tagger_decode import TAGS, Tagged, best_paths, named
from assay.models.tagger_tidy import tidied
from assay.models.training.entities.calibrate import staircase

TAGGER = EntityTagger.of()


def found(text: str, kind: str) -> list[str]:
    names = TAGGER.read(text).names
    assert all(0 <= name.start < name.end <= len(text) and 0 < name.score < 1 for name in names)
    return [text[name.start : name.end] for name in names if name.kind == kind]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Yesterday Priya Raghunathan moved to Toronto.", "person", "Priya Raghunathan"),
        ("Yesterday Priya Raghunathan moved to Toronto.", "location", "Toronto"),
        ("Please ask Mr. Trevor McDonald about the order.", "person", "Trevor McDonald"),
        ("昨天下午，周慧敏在北京会见了记者。", "person", "周慧敏"),
        ("昨天下午，周慧敏在北京会见了记者。", "location", "北京"),
        ("他在清华大学读书。", "organization", "清华大学"),
    ],
)
def test_names_are_found(text: str, kind: str, name: str) -> None:
    assert name in found(text, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\t ",
        "12345 67890 2024-01-02 13:45",
        "The files are read in one pass, and nothing is written.",
        "函数返回一个列表，其中的元素按顺序排列。",
        "请在三天之内提交报告。",
        "They're not answering at 329 7730",
        "def load(path): return open(path).read()",
    ],
)
def test_plain_text_holds_no_person(text: str) -> None:
    assert found(text, "person") == []


def test_offsets_are_code_points() -> None:
    text = "😀😀 昨天，周慧敏在北京会见了记者。\n😀 Yesterday Priya Raghunathan moved to Toronto."
    assert {"周慧敏", "Priya Raghunathan"} <= set(found(text, "person"))


def test_pieces_lie_side_by_side() -> None:
    text = "First line.\n第二行。第三句！\n\x1d\nLast line"
    pieces = list(pieces_of(text))
    assert "".join(piece.text for piece in pieces) == text
    assert all(text[piece.start : piece.start + len(piece.text)] == piece.text for piece in pieces)
    assert [piece.chinese for piece in pieces if piece.text.strip()] == [False, True, True, False]


def test_the_gate_keeps_plain_text_from_the_networks() -> None:
    plain = "the value is then added to the list and the loop goes on. " * 40
    assert TAGGER.read(plain).through < TAGGER.read(plain, gated=False).through
    assert TAGGER.read("Yesterday Priya Raghunathan moved to Toronto.").through > 0


def test_many_threads_say_the_same() -> None:
    text = "昨天，周慧敏在北京会见了记者。\nYesterday Priya Raghunathan moved to Toronto."
    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(lambda _: TAGGER.read(text).names, range(8)))
    assert len({tuple((n.start, n.end, n.kind) for n in names) for names in readings}) == 1


def test_a_folder_that_is_not_pinned_is_refused(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "config.json").write_text('{"architectures": ["Unknown"]}', encoding="utf-8")
    with pytest.raises(UnavailableError):
        EntityTagger(folder=folder).read("Alice Brown")


def test_the_packaged_folder_is_the_pinned_one() -> None:
    entry = model("assay-entities")
    assert entry.path is not None
    assert inspect_folder(entry.path, entry.files, architectures=ARCHITECTURES) == []
    assert sum(file.stat().st_size for file in entry.path.iterdir()) < 35 << 20


def test_torch_is_not_imported_and_the_memory_is_known() -> None:
    code = (
        "import sys; from assay.models.tagger import EntityTagger; tagger = EntityTagger.of(); "
        "assert tagger is EntityTagger.of() and tagger.memory_bytes == 0; "
        "tagger.read('Yesterday Priya Raghunathan moved to Toronto.'); "
        "assert 10 << 20 < tagger.memory_bytes < 400 << 20; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_inside_tag_never_stands_alone() -> None:
    scores = np.zeros((1, 3, len(TAGS)), np.float32)
    scores[0, :, TAGS.index("I-person")] = 5.0
    (path,) = best_paths(scores, [3])
    assert TAGS[path[0]].startswith(("B", "O"))
    (name,) = named(path, [0, 2, 4], [1, 3, 5], np.full((3, len(TAGS)), 0.5))
    assert (name.start, name.end, name.kind) == (0, 5, "person")


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        ("Dr. Ada Byron", "person", "Ada Byron"),
        ("Ada Byron,", "person", "Ada Byron"),
        ("They", "organization", None),
        ("329 7730", "address", None),
        ("“华信公司”", "organization", "华信公司"),
        ("Ada Byron ג", "person", "Ada Byron"),
        ("the Princess Royal", "person", None),
        ("Princess Royal", "person", None),
        ("God", "person", None),
        ("Mr.", "person", None),
        ("Duke Ellington", "person", "Duke Ellington"),
        ("Theo Lang", "person", "Theo Lang"),
        ("The Hague", "location", "The Hague"),
    ],
)
def test_names_are_tidied(text: str, kind: str, kept: str | None) -> None:
    name = tidied(text, Tagged(0, len(text), kind, 0.9))
    assert (name and text[name.start : name.end]) == kept


@pytest.mark.parametrize(
    ("text", "upto", "kind", "kept"),
    [
        ("Acme Inc. called", 8, "organization", "Acme Inc."),
        ("Ada Byron Jr. called", 12, "person", "Ada Byron Jr."),
        ("He works at Acme.", 16, "organization", "Acme"),
        ("Cyprus (Greek) is far", 13, "location", "Cyprus (Greek)"),
        ("(in Cyprus) it rains", 10, "location", "Cyprus"),
    ],
)
def test_a_name_ends_with_its_own_sign(text: str, upto: int, kind: str, kept: str) -> None:
    name = tidied(text, Tagged(text.index(kept[:4]), upto, kind, 0.9))
    assert name is not None
    assert text[name.start : name.end] == kept


def test_a_staircase_rises() -> None:
    steps = staircase([0.1, 0.2, 0.3, 0.4, 0.6, 0.9] * 10, [False, False, True, False, True, True] * 10)
    assert steps["values"] == sorted(steps["values"])
    assert steps["scores"] == sorted(steps["scores"])
