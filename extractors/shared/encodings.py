"""Which characters bytes stand for: UTF-8 and -16 with and without mark, GB18030, Big5 and older ones."""

from __future__ import annotations

import codecs
import re

__all__ = ["decode_text", "looks_like_text", "misread", "sniff_encoding"]

_SAMPLE = 1 << 18
_LEAST_MISREAD = 12
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\b\x1a\x1b"))


_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I
)
_COMMON = frozenset("的一是不了在有人我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生")
_WESTERN = frozenset("ÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖØÙÚÛÜßàáâäåæçèéêëìíîïñòóôõöøùúûüÿãÃÕœŒ€£©®°·«»–—‘’“”…•™§¡¿\u00a0")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "latin-1": "cp1252", "iso8859-1": "cp1252", "ascii": "cp1252"}


def decode_text(data: bytes) -> tuple[str, str, bool]:
    """Return text, encoding and whether every byte could be read; unreadable ones become U+FFFD.

    What HTML and XML declare about themselves counts where the bytes are no Unicode.
    """
    encoding = sniff_encoding(data)
    if not encoding.startswith("utf"):
        encoding = _declared(data) or encoding
    try:
        return data.decode(encoding), encoding, True
    except UnicodeDecodeError as exc:
        tail = exc.reason.startswith(("unexpected end", "truncated", "incomplete")) and exc.end >= len(data) - 4
        text = data[: exc.start].decode(encoding) if tail else data.decode(encoding, errors="replace")
        return text, encoding, False


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
        b"a".decode(name, errors="replace")
    except (LookupError, ValueError):  # not known, or a codec that is none of text
        return None
    return None if name.startswith(("utf", "punycode", "idna", "unicode")) else _WIDER.get(name, name)


def looks_like_text(head: bytes) -> bool:
    """Say whether bytes are text in some encoding rather than a binary format."""
    if not head:
        return False
    if head.startswith(tuple(mark for mark, _ in _MARKS)) or _wide(head):
        return True
    return head.count(0) * 2_000 <= len(head) and _control_share(head) < 0.01


def sniff_encoding(data: bytes) -> str:
    """Return the name of a Python codec; never fails, `cp1252` is the last resort."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:_SAMPLE]
    wide = _wide(sample)
    if wide:
        return wide
    if _is_utf8(sample, whole=len(sample) == len(data)):
        return "utf-8"
    return _old_encoding(sample)


def _deletable() -> bytes:
    return bytes(set(range(256)) - set(_CONTROLS))


def _control_share(head: bytes) -> float:
    return len(head.translate(None, _deletable())) / len(head)


def _wide(data: bytes) -> str | None:
    """Find UTF-16 and -32 without a mark by where their zero bytes stand, or by the rows of CJK characters."""
    sample = data[:4096]
    sample = sample[: len(sample) - len(sample) % 4]
    if len(sample) < 8:
        return None
    zeros = [sample[place::4].count(0) / (len(sample) / 4) for place in range(4)]
    if min(zeros[1:]) > 0.9 and zeros[0] < 0.2:
        return "utf-32-le"
    if min(zeros[:3]) > 0.9 and zeros[3] < 0.2:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if odd > 0.3 and even < 0.05:
        return _if_sane(sample, "utf-16-le")
    if even > 0.3 and odd < 0.05:
        return _if_sane(sample, "utf-16-be")
    if max(even, odd) > 0 and _control_share(sample) > 0.005:
        for encoding in ("utf-16-le", "utf-16-be"):
            if _if_sane(sample, encoding):
                return encoding
    return None


def _if_sane(sample: bytes, encoding: str) -> str | None:
    """Return the encoding where its reading is nearly all ordinary characters."""
    text = sample.decode(encoding, errors="replace")
    good = sum(
        char in "\t\r\n" or " " <= char <= "\u024f" or "\u0370" <= char <= "\u06ff"
        or "\u2010" <= char <= "\u2044" or "\u3000" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff"
        or "\uac00" <= char <= "\ud7a3" or "\uff01" <= char <= "\uff5e"
        for char in text
    )  # fmt: skip
    return encoding if text and good / len(text) > 0.97 else None


def _is_utf8(sample: bytes, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
    except UnicodeDecodeError as exc:
        # One broken sequence in long, otherwise good UTF-8 does not make it something else.
        text = sample.decode("utf-8", errors="replace")
        wrong, right = text.count("\ufffd"), sum(char > "\x7f" for char in text)
        cut_tail = exc.start >= len(sample) - 3 and right > wrong
        return cut_tail or (right > 20 and wrong / right < 0.02)
    return True


def _old_encoding(sample: bytes) -> str:
    scores = {encoding: _score(sample, encoding) for encoding in ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")}
    best = max(scores, key=lambda encoding: scores[encoding])
    if best == "gb18030" and scores["euc_kr"] >= 0.9 and _spaced_like_korean(sample):
        best = "euc_kr"
    if scores[best] >= 0.75 and not _isolated(sample):
        return best
    return _single_byte(sample)


def _spaced_like_korean(sample: bytes) -> bool:
    """Tell Korean from Chinese, whose bytes are the same: words stand apart, and no common Chinese character occurs."""
    text = sample.decode("gb18030", errors="replace")
    wide = sum(char > "\x7f" for char in text)
    return text.count(" ") > 0.12 * wide and sum(char in _COMMON for char in text) < 0.02 * wide


def _isolated(sample: bytes) -> bool:
    """Say whether high bytes mostly stand alone between ASCII letters, as accents do."""
    high = [place for place, byte in enumerate(sample) if byte > 0x7F]
    alone = sum(
        not (place and sample[place - 1] > 0x7F) and not (place + 1 < len(sample) and sample[place + 1] > 0x7F)
        for place in high
    )
    return bool(high) and alone / len(high) > 0.6


def _score(sample: bytes, encoding: str) -> float:
    """Return the share of non-ASCII characters that are everyday ones in the encoding's language."""
    text = sample.decode(encoding, errors="replace")
    wide = [char for char in text if char > "\x7f"]
    if not wide:
        return 0.0
    wrong = text.count("\ufffd")
    if wrong > 2 + 0.02 * len(wide):
        return 0.0
    return sum(_everyday(char, encoding) for char in wide) / len(wide)


def _everyday(char: str, encoding: str) -> bool:
    if "\u3000" <= char <= "\u3011" or "\uff01" <= char <= "\uff5e" or "\u2010" <= char <= "\u2026":
        return True
    try:
        lead = char.encode("gb2312" if encoding == "gb18030" else encoding)[0]
    except (UnicodeEncodeError, IndexError):
        return False
    kana = "\u3041" <= char <= "\u30ff"
    if encoding == "gb18030":
        return 0xB0 <= lead <= 0xD7
    if encoding == "big5":
        return 0xA4 <= lead <= 0xC6
    if encoding in ("shift_jis", "euc_jp"):
        return kana or (0x88 <= lead <= 0x97 if encoding == "shift_jis" else 0xB0 <= lead <= 0xCF)
    return "\uac00" <= char <= "\ud7a3"


def _single_byte(sample: bytes) -> str:
    """Western European where every accent is one of its own; otherwise ask charset-normalizer where it is there."""
    text = sample.decode("cp1252", errors="replace")
    if _isolated(sample) and all(char in _WESTERN for char in text if char > "\x7f"):
        return "cp1252"
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return "cp1252"
    best = from_bytes(sample[:16_384]).best()
    if best is None:
        return "latin-1"
    try:
        codecs.lookup(best.encoding)
    except LookupError:
        return "latin-1"
    return "latin-1" if best.encoding == "ascii" else best.encoding


def misread(text: str) -> bool:
    """Say whether a text was decoded wrongly before it was saved: most of its letters are of the upper half of Latin-1.

    In Western European languages fewer than one letter in five is; multi-byte text taken for Latin-1 has little else.
    """
    letters = [char for char in text[:_SAMPLE] if char.isalpha() or "\x80" <= char <= "\xff"]
    high = sum("\x80" <= char <= "\xff" for char in letters)
    return high >= _LEAST_MISREAD and high > len(letters) / 2
