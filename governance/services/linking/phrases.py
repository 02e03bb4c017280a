"""Names of documents as sequences of words, found again in running text whatever their case and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assay.governance.domain import JoinKey, term_number, terms

__all__ = ["Phrase", "Phrases", "telling", "words_of"]

_HAN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_LEAST_HAN, _LEAST_WORDS, _LEAST_LETTERS = 6, 3, 12
_ENDINGS = frozenset(
    re.findall(
        "[a-z0-9]+",
        "doc docx pdf xls xlsx csv txt md eml msg png jpg jpeg tiff tif wav mp3 mp4 zip ppt pptx html htm json xml",
    )
)
_PLAIN = frozenset(
    re.findall(
        "[a-z]+",
        "a an and annex attachment bill contract copy data document draft file final form image img in invoice letter "
        "list mail meeting message minutes new note notes of old on order page photo report scan sheet summary table "
        "text the to transcript untitled version video",
    )
)
_PLAIN_HAN = re.compile(
    "会议|纪要|合同|报告|通知|附件|文件|表格|清单|说明|申请|草稿|定稿|扫描件|副本|采购|服务|协议|账单|发票|订单|名单|年度|季度|月度"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name: the value of its key, its words, and the numbers of the terms that a text which names it has."""

    value: str
    words: tuple[str, ...]
    terms: frozenset[int]

    @classmethod
    def of(cls, key: JoinKey) -> Phrase:
        """Read the key of a name."""
        words = words_of(key.masked)
        return cls(value=key.value, words=words, terms=frozenset(map(term_number, terms(" ".join(words)))))


class Phrases:
    """All names that are known, looked for at once: in time in proportion to the text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_head: dict[tuple[str, str], list[Phrase]] = {}
        for phrase in {it.value: it for it in phrases}.values():
            self._by_head.setdefault((phrase.words[0], phrase.words[1]), []).append(phrase)
        for those in self._by_head.values():
            those.sort(key=lambda it: (-len(it.words), it.value))

    def __bool__(self) -> bool:
        return bool(self._by_head)

    def find(self, text: str) -> Iterator[tuple[Phrase, int, int]]:
        """Yield names with where they stand, the longest at each place."""
        places = [(match[0].casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]
        words = [unicodedata.normalize("NFKC", word) for word, _, _ in places]
        at = 0
        while at + 1 < len(words):
            for phrase in self._by_head.get((words[at], words[at + 1]), ()):
                end = at + len(phrase.words)
                if tuple(words[at:end]) == phrase.words:
                    yield phrase, places[at][1], places[end - 1][2]
                    at = end - 1
                    break
            at += 1


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name; each Chinese character is one."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", name).casefold()))


def telling(name: str) -> bool:
    """Say whether a name can be told from others: long enough, and not of words alone that every other paper bears.

    Six Chinese characters, or three words of twelve letters, of which two are not plain ones such as *report* or *3*.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = words_of(plain)
    bare = [word for word in words if word not in _ENDINGS]
    if len(words) < 2:
        return False
    han = [word for word in bare if len(word) == 1 and ord(word) >= 0x3040]
    if len(han) >= _LEAST_HAN and len(_PLAIN_HAN.sub("", "".join(han))) >= 3:
        return True
    if len(han) >= 2 and any(len(word) >= 4 and word.isdigit() for word in bare):
        return True
    own = [word for word in bare if word not in _PLAIN and (not word.isdigit() or len(word) >= 3)]
    letters = sum(len(word) for word in bare)
    return len(bare) >= _LEAST_WORDS and letters >= _LEAST_LETTERS and len(own) >= 2
