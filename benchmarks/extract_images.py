"""Pictures: how many a CPU-second looks through, how well rendered pages and printed receipts are recognised.

`python -m benchmarks extract_images [--receipts N] [--pages N]`. Decoding is measured without OCR and faces: metadata,
codes, measures, kind. Character error rate (CER) is the edit distance over the length of what was printed, white space
left out. Word recall of receipts counts words of letters and digits, each as often as it is on the label.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import time
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

__all__ = ["main", "measure"]

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT.parent / "shared" / "data" / "documents"
FOLDERS = ("receipts", "ocr", "media", "pii_images", "duplicates")
LATIN = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
CHINESE = (
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)
_DPI, _POINTS = 150, 11
_PAGE = round(8.27 * _DPI), round(11.69 * _DPI)
_WORD = re.compile(r"[a-z0-9]+")
_ENGLISH = (
    "The committee agreed that contract {n} of 17 April 2024 should be renewed for two years.",
    "Payment of EUR {n}.50 is due within thirty days of the invoice, net of any discount.",
    "Please contact Sarah Miller at the office in Leeds if a delivery has not arrived in time.",
    "All equipment remains the property of the supplier until the final amount was received.",
)
_HAN = (
    "根据双方于二零二四年四月签订的合同第{n}号，乙方应在三十日内完成全部设备的安装与调试工作。",
    "甲方应按照约定支付合同价款人民币{n}元整，逾期付款的，应当承担相应的违约责任。",
    "未经对方书面同意，任何一方不得向第三方披露本合同的内容以及在履行过程中知悉的商业秘密。",
    "因履行本合同发生争议的，双方应当友好协商解决；协商不成的，提交甲方所在地人民法院处理。",
)


def measure(*, receipts: int = 60, pages: int = 2) -> dict[str, float]:
    """Return the figures by name; those of documents or fonts that are not here are left out."""
    return {**_decoding(), **_rendered(pages), **_receipts(receipts), **_memory()}


def _decoding() -> dict[str, float]:
    """Decode every picture three times, and count the best of each."""
    from assay.extractors.images.decoder import ImageDecoder
    from assay.extractors.sniffing.sniff import HEAD_BYTES, sniff
    from assay.governance.domain import Limits

    files = [path for folder in FOLDERS for path in sorted((DOCUMENTS / folder).rglob("*")) if path.is_file()]
    ImageDecoder.warm()
    told: dict[str, float] = {}
    for name, decoder in (("", ImageDecoder(faces=False)), (".with_faces", ImageDecoder())):
        spent: list[float] = []
        for path in files:
            data = path.read_bytes()
            media_type = sniff(data[:HEAD_BYTES], path.name, io.BytesIO(data))
            if media_type not in decoder.media_types:
                continue
            took = []
            for _ in range(3):
                begun = time.process_time()
                decoder.decode(io.BytesIO(data), name=path.name, media_type=media_type, limits=Limits())
                took.append(time.process_time() - begun)
            spent.append(min(took))
        if spent:
            told |= {"images.files": len(spent), f"images.per_cpu_second{name}": round(len(spent) / sum(spent), 1)}
    return told


def _rendered(pages: int) -> dict[str, float]:
    """Render pages of each language, and compare what is recognised with what was printed."""
    told: dict[str, float] = {}
    for language, sentences, font in (("en", _ENGLISH, LATIN), ("zh", _HAN, next(filter(Path.exists, CHINESE), None))):
        if font is None or not font.exists() or not pages:
            continue
        wrong = printed = 0
        spent: list[float] = []
        for number in range(pages):
            lines, picture = _page(sentences, font, seed=number, wide=language == "zh")
            begun = time.process_time()
            read = "".join(line.text for line in _engine().read(memoryview(picture.tobytes()), *picture.size).lines)
            spent.append(time.process_time() - begun)
            text = "".join("".join(lines).split())
            wrong += _distance(text, "".join(read.split()))
            printed += len(text)
        told |= {
            f"ocr.{language}.characters": printed, f"ocr.{language}.cer": round(wrong / printed, 5),
            f"ocr.{language}.cpu_seconds_per_page": round(mean(spent), 2),
        }  # fmt: skip
    return told


def _page(sentences: Sequence[str], font: Path, *, seed: int, wide: bool) -> tuple[list[str], Any]:
    """Return lines of text and the A4 page at 150 dpi that shows them in 11 points."""
    from PIL import Image, ImageDraw, ImageFont

    face = ImageFont.truetype(str(font), round(_POINTS * _DPI / 72))
    running = ("" if wide else " ").join(
        sentences[place % len(sentences)].format(n=1_000 + 617 * (seed + 1) + 37 * place) for place in range(40)
    )
    picture = Image.new("RGB", _PAGE, "white")
    draw, lines = ImageDraw.Draw(picture), list[str]()
    units = list(running) if wide else [word + " " for word in running.split()]
    line, most = "", _PAGE[0] - 2 * _DPI
    for unit in units:
        if draw.textlength(line + unit, font=face) > most:
            lines.append(line.rstrip())
            line = ""
        line += unit
    lines = lines[:35]
    for row, text in enumerate(lines):
        draw.text((_DPI, _DPI + row * round(_DPI * 0.26)), text, font=face, fill="black")
    return lines, picture


def _receipts(most: int) -> dict[str, float]:
    """Read printed receipts and look for the words of their labels."""
    from PIL import Image, ImageOps

    labels = DOCUMENTS / "receipts" / "labels.jsonl"
    if not labels.is_file() or not most:
        return {}
    rows: list[Mapping[str, Any]] = [json.loads(row) for row in labels.read_text(encoding="utf-8").splitlines()]
    there = [row for row in rows if (labels.parent / f"{row['id']}.jpg").is_file()]
    step = max(1, len(there) // most)
    found = wanted = 0
    spent: list[float] = []
    for row in there[::step][:most]:
        with Image.open(labels.parent / f"{row['id']}.jpg") as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
        begun = time.process_time()
        read = _engine().read(memoryview(picture.tobytes()), *picture.size)
        spent.append(time.process_time() - begun)
        printed, seen = _words(row["lines"]), _words([line.text for line in read.lines])
        found += sum((printed & seen).values())
        wanted += sum(printed.values())
    return {
        "receipts.files": len(spent), "receipts.word_recall": round(found / wanted, 4),
        "receipts.cpu_seconds_per_page": round(mean(spent), 2),
    }  # fmt: skip


def _words(lines: Sequence[str]) -> Counter[str]:
    return Counter(word for line in lines for word in _WORD.findall(unicodedata.normalize("NFKC", line).casefold()))


def _distance(one: str, two: str) -> int:
    """Return the edit distance of two texts (Levenshtein)."""
    before = list(range(len(two) + 1))
    for row, left in enumerate(one, 1):
        now = [row]
        for column, right in enumerate(two, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (left != right)))
        before = now
    return before[-1]


def _memory() -> dict[str, float]:
    """Return the most that this process, decoder and recogniser in one, ever held."""
    return {"images.peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}


_ENGINES: list[Any] = []


def _engine() -> Any:
    if not _ENGINES:
        from assay.models.ocr import OcrEngine

        _ENGINES.append(OcrEngine(threads=1))
    return _ENGINES[0]


def main(argv: Sequence[str] = ()) -> None:
    """Print one figure a line."""
    parser = argparse.ArgumentParser(prog="benchmarks extract_images", description=__doc__)
    parser.add_argument("--receipts", type=int, default=60, help="how many receipts are read")
    parser.add_argument("--pages", type=int, default=2, help="how many pages of each language are rendered")
    asked = parser.parse_args(list(argv))
    for name, value in measure(receipts=asked.receipts, pages=asked.pages).items():
        print(f"{name:40} {value:g}")


if __name__ == "__main__":
    main()
