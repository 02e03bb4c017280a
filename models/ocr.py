"""Text in pictures: RapidOCR (PP-OCRv6 small, English and Chinese), offline, the line classifier switched off.

With the classifier on, lines are turned that should not be (measured: CER 2.9 % against 0.7 %), so rotation is
decided for the whole picture: when what was read is doubtful, it is read once more upside down, and the better
reading stays.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assay.governance.domain import Anchor, Box

__all__ = ["OCR_PRODUCER", "Line", "OcrEngine", "PageText"]

OCR_PRODUCER = "ocr/rapidocr@3.10.0"
WEAK_LINE = 0.5
WEAK_PAGE = 0.6
_DOUBTFUL_PAGE = 0.75
_SURE_PAGE = 0.8
_LONG_REGION, _SPARSE = 4.0, 0.25
_SPECK = 2.0
_BLANK_DEVIATION = 1.5
_BATCH = 6
_CACHED = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A recognised line: its text, its box as fractions of the picture, its score, and the boxes of its words."""

    text: str
    box: Box
    confidence: float
    words: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What was read in one picture.

    `coverage` is the share of what looked like text that was read with confidence, estimated in characters;
    `weak` says that the reading is doubtful: a line was dropped, could not be read at all (another script), or
    the mean of all is low. `cut` says that the time for one picture was over before its last line.
    """

    lines: tuple[Line, ...] = ()
    coverage: float = 1.0
    blank: bool = False
    weak: bool = False
    cut: bool = False
    turned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    """A place that looked like a line of text, with what was read there and its width in heights."""

    line: Line
    aspect: float

    @property
    def characters(self) -> float:
        """How many characters it holds: those read, at least half as many as squares fit into it."""
        return max(len(self.line.text.strip()), self.aspect / 2)

    @property
    def legible(self) -> bool:
        """Whether it was read; one character in a long line is a script the model does not know."""
        count = len("".join(self.line.text.split()))
        sparse = self.aspect >= _LONG_REGION and count < self.aspect * _SPARSE
        return count > 0 and self.line.confidence >= WEAK_LINE and not sparse


class OcrEngine:
    """A loaded recogniser; one per process, about 0.8 GiB. Equal pictures are read once."""

    def __init__(self, *, threads: int = 2) -> None:
        import logging

        from rapidocr import RapidOCR

        self._engine: Any = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.return_word_box": True,
                "Global.text_score": 0.0,
                "Global.log_level": "error",
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        self._cache: OrderedDict[bytes, PageText] = OrderedDict()

    def read(
        self, rgb: memoryview, width: int, height: int, *, more_time: Callable[[], bool] = lambda: True
    ) -> PageText:
        """Read one picture of 8-bit RGB rows; `more_time` is asked between batches of lines."""
        digest = hashlib.blake2b(rgb, digest_size=16, salt=f"{width}x{height}".encode()[:16]).digest()
        known = self._cache.get(digest)
        if known is not None:
            self._cache.move_to_end(digest)
            return known
        page = self._read(rgb, width, height, more_time)
        if not page.cut:
            self._cache[digest] = page
            if len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return page

    def _read(self, rgb: memoryview, width: int, height: int, more_time: Callable[[], bool]) -> PageText:
        import numpy as np

        pixels = np.frombuffer(rgb, np.uint8).reshape(height, width, 3)
        if is_blank(pixels):
            return PageText(blank=True)
        picture = np.ascontiguousarray(pixels[:, :, ::-1])
        lines, whole = self._recognise(picture, more_time)
        turned = False
        if whole and lines and _mean(lines) < _DOUBTFUL_PAGE and more_time():
            over, whole_over = self._recognise(np.ascontiguousarray(picture[::-1, ::-1]), more_time)
            if whole_over and _mean(over) > max(_mean(lines) + 0.1, _SURE_PAGE):
                lines, turned = [_turned(region) for region in over], True
        return _judged(lines, cut=not whole, turned=turned)

    def _recognise(self, picture: Any, more_time: Callable[[], bool]) -> tuple[list[_Region], bool]:
        """Return the lines in reading order, and whether there was time for all of them."""
        from rapidocr.ch_ppocr_rec import TextRecOutput
        from rapidocr.utils.process_img import (
            map_boxes_to_original,
            map_img_to_original,
        )

        engine = self._engine
        height, width = picture.shape[:2]
        image, record = engine.preprocess_img(picture)
        crops, boxes = _detect(engine, image, record)
        by_width = sorted(range(len(crops)), key=lambda place: crops[place].shape[1] / max(1, crops[place].shape[0]))
        read: dict[int, tuple[str, float, Any]] = {}
        for first in range(0, len(by_width), _BATCH):
            if not more_time():
                break
            places = by_width[first : first + _BATCH]
            output = engine.recognize_txt([crops[place] for place in places])
            results = zip(output.txts, output.scores, output.word_results, strict=True)
            read |= dict(zip(places, results, strict=True))
        lines: list[_Region] = []
        if read:
            ratios = record["preprocess"]["ratio_h"], record["preprocess"]["ratio_w"]
            boxes = map_boxes_to_original(boxes, record, height, width)
            for place in sorted(read):
                text, score, words = read[place]
                crop = map_img_to_original([crops[place]], *ratios)
                single = TextRecOutput(imgs=crop, txts=(text,), scores=[score], word_results=(words,))
                placed = (
                    engine.calc_word_boxes(crop, boxes[place : place + 1], single) if words and text.strip() else ()
                )
                line = _line(text, float(score), boxes[place], placed[0] if placed else (), width, height)
                lines.append(_Region(line=line, aspect=crops[place].shape[1] / max(1, crops[place].shape[0])))
        return lines, len(read) == len(crops)


def _detect(engine: Any, image: Any, record: dict[str, Any]) -> tuple[list[Any], Any]:
    """Return the crops of all text lines and their corners in the padded picture; none where there is no text."""
    from rapidocr.main import RapidOCRError

    try:
        crops, found = engine.detect_and_crop(image, record)
    except RapidOCRError:
        return [], None
    return crops, found.boxes


def _line(text: str, score: float, corners: Any, words: Sequence[Any], width: int, height: int) -> Line:
    anchors, at = [], 0
    for word, _, place in words:
        start = text.find(word, at)
        if start < 0:
            continue
        at = start + len(word)
        anchors.append(Anchor(start=start, end=at, box=_box(place, width, height)))
    return Line(text=text, box=_box(corners, width, height), confidence=min(1.0, max(0.0, score)), words=tuple(anchors))


def _box(corners: Any, width: int, height: int) -> Box:
    xs = [min(1.0, max(0.0, float(x) / width)) for x, _ in corners]
    ys = [min(1.0, max(0.0, float(y) / height)) for _, y in corners]
    return round(min(xs), 5), round(min(ys), 5), round(max(xs), 5), round(max(ys), 5)


def _turned(region: _Region) -> _Region:
    """Give a line that was read upside down its place in the picture as it is."""
    line = region.line
    words = tuple(replace(word, box=_half_turn(word.box)) for word in line.words if word.box is not None)
    return _Region(line=replace(line, box=_half_turn(line.box), words=words), aspect=region.aspect)


def _half_turn(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return round(1 - x1, 5), round(1 - y1, 5), round(1 - x0, 5), round(1 - y0, 5)


def _mean(regions: Sequence[_Region]) -> float:
    """Mean score, weighted by characters."""
    total = sum(region.characters for region in regions)
    return sum(region.line.confidence * region.characters for region in regions) / total if total else 0.0


def _judged(regions: Sequence[_Region], *, cut: bool, turned: bool) -> PageText:
    kept = [region for region in regions if region.legible]
    lost = [region for region in regions if not region.legible and region.aspect >= _SPECK]
    sure, unsure = (sum(region.characters for region in part) for part in (kept, lost))
    coverage = sure / (sure + unsure) if unsure else 1.0
    doubtful = bool(kept) and _mean(kept) < WEAK_PAGE
    if doubtful:
        coverage = min(coverage, _mean(kept))
    return PageText(
        lines=tuple(region.line for region in kept), coverage=round(coverage, 4), weak=bool(lost) or doubtful,
        cut=cut, turned=turned,
    )  # fmt: skip


def is_blank(pixels: Any) -> bool:
    """Say whether a picture (height, width, 3) is of one shade, so that looking for text is wasted time."""
    import numpy as np

    step = max(1, min(pixels.shape[0], pixels.shape[1]) // 500)
    grey = pixels[::step, ::step, 1].astype(np.int16)
    return bool(grey.std() < _BLANK_DEVIATION and np.ptp(grey) < 24)
