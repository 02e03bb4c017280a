"""What the packaged tagger says of a text is the same alone, among others and in any order, in both languages."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from tests.models.test_encoder import VNNI

from assay.models.manifest import model
from assay.models.onnx_session import open_session
from assay.models.tagger import EntityTagger
from assay.models.tagger_chinese import ChineseTagger
from assay.models.tagger_english import EnglishTagger

ENGLISH = (
    "Yesterday Priya Raghunathan moved to Toronto.",
    "Please ask Mr. Trevor McDonald about the order.",
    "Ida Holm",
    "The files are read in one pass, and nothing is written.",
    "Ship it to 12 Rowan Road, Leeds; Holm & Sons Ltd pays.",
    "Anneke van der Berg of Globex met Ravi Iyer in Oslo. " * 9,
    "ACME WIDGETS INC. AND JOHN SMITH SIGNED IN NEW YORK",
)
CHINESE = (
    "昨天下午，周慧敏在北京会见了记者。",
    "他在清华大学读书。",
    "请在三天之内提交报告。",
    "好",
    "联系人：李小龙，地址：上海市浦东新区世纪大道100号。",
    "王建国与欧阳娜娜从Toronto飞往广州，受聘于招商银行。" * 4,
)


class Heard:
    """A session that remembers what it said of each row, by what it was given."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.rows: dict[tuple[bytes, bytes], Any] = {}

    def run(self, names: Sequence[str], inputs: dict[str, Any]) -> Any:
        found = self._session.run(names, inputs)
        lengths = inputs.get("lengths", [inputs["ids"].shape[1]] * len(inputs["ids"]))
        for row, length in enumerate(lengths):
            key = inputs["ids"][row, :length].tobytes(), inputs["features"][row, :length].tobytes()
            self.rows[key] = found[0][row, :length]
        return found


def readings(
    kind: Callable[[Any, Any], Any], name: str, texts: Sequence[str], batches: Sequence[Sequence[int]], threads: int
) -> tuple[dict[tuple[bytes, bytes], Any], list[Any]]:
    """Return what the network said of each row, and the names of each text, read in such batches."""
    folder = model("assay-entities").path
    assert folder is not None
    heard = Heard(open_session(folder / name, threads=threads))
    tagger, names = kind(folder, heard), [None] * len(texts)
    for batch in batches:
        for place, found in zip(batch, tagger.tag([texts[it] for it in batch]), strict=True):
            names[place] = found
    return heard.rows, names


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize(
    ("kind", "name", "texts"), [(EnglishTagger, "english.onnx", ENGLISH), (ChineseTagger, "chinese.onnx", CHINESE)]
)
def test_a_text_is_read_alike_in_any_batch(kind: Any, name: str, texts: Sequence[str], threads: int) -> None:
    all_ = list(range(len(texts)))
    mixed = random.Random(3).sample(all_, len(all_))  # noqa: S311 - an order
    alone, names = readings(kind, name, texts, [[it] for it in all_], threads)
    assert sum(map(bool, names)) >= 4
    for batches in ([all_], [all_[::-1]], [mixed[:2], mixed[2:]], [all_ * 5]):
        said, found = readings(kind, name, texts, batches, threads)
        assert said.keys() == alone.keys()
        for key, row in said.items():
            # Where the processor adds floats up in another order, bits may differ.
            assert np.array_equal(row, alone[key]) if VNNI else np.allclose(row, alone[key], atol=0.1)
        if VNNI:
            assert found == names


def test_lines_in_both_languages_keep_their_names_in_any_order() -> None:
    tagger, lines = EntityTagger.of(), [*ENGLISH, *CHINESE]

    def names_in(order: Sequence[str]) -> dict[str, list[tuple[int, int, str]]]:
        text, starts = "", {}
        for line in order:
            starts[line] = len(text)
            text += f"{line}\x1d\n"  # the sign ends a piece
        names = tagger.read(text, gated=False).names
        return {
            line: [
                (it.start - at, it.end - at, it.kind) for it in names if at <= it.start < at + len(line)
            ]
            for line, at in starts.items()
        }  # fmt: skip

    expected = names_in(lines)
    assert sum(map(bool, expected.values())) >= 8
    for seed in range(3):
        assert names_in(random.Random(seed).sample(lines, len(lines))) == expected  # noqa: S311 - an order
