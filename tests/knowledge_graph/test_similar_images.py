"""Pictures that look the same: which hashes meet, and which pictures have none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.governance.domain import JoinKey, Linker, LinkKind, Modality, Side, Sketch
from assay.knowledge_graph.linkers import SimilarImageLinker

LINKER = SimilarImageLinker()
PICTURE = 0x3C5A_96E1_0FF0_A5C3
SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "documents" / "duplicates" / "mixed_images"


def keys_of(value: object) -> tuple[JoinKey, ...]:
    sketch = Sketch(content_id="c", modality=Modality.IMAGE, findings=(), masked_text="", facts={"dhash": value})
    return tuple(LINKER.keys(sketch))


def join(left: int, right: int) -> list:
    return list(LINKER.join(end("a", keys_of(left)), end("b", keys_of(right)), frequency=lambda _: 2, contents=2))


def end(name: str, keys: tuple[JoinKey, ...]) -> Side:
    return Side(content_id=name, modality=Modality.IMAGE, keys={LINKER.name: keys})


def flip(value: int, bits: set[int]) -> int:
    for bit in bits:
        value ^= 1 << bit
    return value


def test_the_linker_is_a_plugin() -> None:
    assert isinstance(LINKER, Linker)


@given(bits=st.sets(st.integers(0, 63), max_size=6))
def test_up_to_six_flipped_bits_always_share_a_key_and_link(bits: set[int]) -> None:
    other = flip(PICTURE, bits)
    assert {key.value for key in keys_of(PICTURE)} & {key.value for key in keys_of(other)}
    (link,) = join(PICTURE, other)
    assert (link.kind, link.left, link.right) == (LinkKind.NEAR_DUPLICATE, "a", "b")
    assert link.score == round(1 - len(bits) / 64, 4)
    assert link.left_evidence[0].locator.box == link.right_evidence[0].locator.box == (0.0, 0.0, 1.0, 1.0)


@given(bits=st.sets(st.integers(0, 63), min_size=7, max_size=30))
def test_seven_flipped_bits_do_not(bits: set[int]) -> None:
    assert join(PICTURE, flip(PICTURE, bits)) == []


@pytest.mark.parametrize(
    "value",
    [0, 2**64 - 1, 1, 0xFF, 2**64 - 1 - 0xFF, 2**64, -1, None, "", "zz5a96e10ff0a5c3", "3c5a", 1.5, True, b"12345678"],
)
def test_blank_pictures_and_strange_hashes_have_no_key(value: object) -> None:
    assert keys_of(value) == ()


def test_a_hash_is_a_number_or_sixteen_digits() -> None:
    assert keys_of(PICTURE) == keys_of(f"{PICTURE:016x}") == keys_of(f"{PICTURE:016X}")
    assert len({key.value for key in keys_of(PICTURE)}) == 28


def test_two_filled_in_forms_that_look_the_same_are_no_copies(content: Callable, found: Callable) -> None:
    def scan(name: str, number: str) -> tuple[JoinKey, ...]:
        return LINKER.keys(content(name, found("cn_invoice", number), modality=Modality.IMAGE, dhash=PICTURE))

    def joined(one: str, other: str) -> int:
        ends = end("a", scan("a", one)), end("b", scan("b", other))
        return len(LINKER.join(*ends, frequency=lambda _: 2, contents=2))

    assert joined("1", "2") == 0
    assert joined("1", "1") == 1


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared sample pictures are not here")
def test_scaled_copies_of_a_real_picture_meet_and_others_do_not() -> None:
    from PIL import Image

    def dhash(path: Path, scale: float = 1.0, quality: int | None = None) -> int:
        import io

        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        if quality is not None:
            packed = io.BytesIO()
            picture.resize((int(picture.width * scale), int(picture.height * scale))).save(
                packed, "JPEG", quality=quality
            )
            picture = Image.open(packed)
        pixels = list(picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes())
        rows = [pixels[9 * row : 9 * row + 9] for row in range(8)]
        bits = "".join("1" if row[n] > row[n + 1] else "0" for row in rows for n in range(8))
        return int(bits, 2)

    originals = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in {".jpg", ".png"} and readable(path)]
    assert originals
    for path in originals:
        assert len(join(dhash(path), dhash(path, scale=0.5, quality=40))) == 1, path.name


def readable(path: Path) -> bool:
    from PIL import Image

    try:
        with Image.open(path) as opened:
            opened.load()
    except OSError:
        return False
    return True
