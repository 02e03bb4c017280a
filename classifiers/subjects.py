"""Whose data a value is, as far as the words around it say, and which words said it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from assay.classifiers.scanning import Search, Texts, compile_linear, searcher
from assay.classifiers.signatures import signature_lines
from assay.governance.domain import Segment, SegmentKind, Subject, labels

__all__ = ["Role", "Subjects", "subject_of"]

_WORDS: tuple[tuple[Subject, str, str], ...] = (
    (
        Subject.MINOR,
        "未成年|儿童|幼儿|小学生|中学生|学生|学籍|监护人|宝宝|家长",
        "minor|child|children|pupil|guardian|schoolchild",
    ),
    (
        Subject.CUSTOMER,
        "客户(?!经理|服务|代表)|顾客|会员|持卡人|用户(?!名)|患者|病人|买家|收货人|投保人|被保险人|借款人|乘客|业主",
        "customers?|clients?|patients?|cardholder|subscriber|borrower|buyer|insured|member",
    ),
    (
        Subject.STAFF,
        "员工|职工|工号|入职|离职|在职|考勤|薪资|工资|雇员|同事|应聘|简历",
        "employees?|staff|payroll|salary|new hire|onboarding|resume",
    ),
    (
        Subject.BUSINESS_CONTACT,
        "联系人|经办人|委托代理人|供应商|代理商|甲方|乙方|采购方|客户经理|客户代表",
        "attn|contact person|supplier|vendor|sales manager|account manager",
    ),
    (
        Subject.PUBLIC_FIGURE,
        "法定代表人|法人代表|新闻发言人|发言人|媒体联系人?|新闻联系人?|媒体垂询|董事长|行长",
        "(?:legal|registered) representative|spokes(?:person|man|woman)|(?:media|press) (?:contact|office|enquiries|"
        "inquiries)|chairman|chairwoman|chief executive(?: officer)?|ceo",
    ),
)
_PATTERNS = tuple(
    (subject, re.compile(f"{chinese}|(?<![a-z])(?:{english})(?![a-z])")) for subject, chinese, english in _WORDS
)
_LIST = re.compile(
    r"名单|名录|清单|登记表|一览表|通讯录|(?<![a-z])(?:list|directory|roster|register)(?![a-z])", re.IGNORECASE
)
_STRICTEST = tuple(subject for subject, _, _ in _WORDS)
_REACH, _LINE = 60, 200
_TITLE = 40
_CORRESPONDENCE = frozenset({"from", "to", "cc", "bcc", "reply-to", "sender"})
_CONTACTS = frozenset({"person", "phone", "email", "social_account", "address"})
_NOBODYS = frozenset({"credential", "secret_mark", "masked", "url"})
_ITEM = re.compile(r"[ \t]*(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-z])[.)、．](?!\d)|[-*•·○●▪]\s)")
_NAMED = frozenset({"person", "phone", "email"})
# What protects less is said on the line itself: a line put before somebody's data takes nothing from it.
_PUBLIC = frozenset({Subject.PUBLIC_FIGURE, Subject.BUSINESS_CONTACT})


class Role(NamedTuple):
    """Whose data it is, and what says so: a word of ours, never one of the text; empty where nothing does."""

    subject: Subject
    why: str = ""


_NOBODY = Role(Subject.UNKNOWN)
_UNSAID = (_NOBODY, _NOBODY)


@cache
def _any_word() -> Search:
    """Return what tells in one pass that none of the words is there; it may say yes where the whole words say no."""
    plain = (part for _, chinese, english in _WORDS for part in (re.sub(r"\(\?!.*?\)", "", chinese), english))
    return searcher(compile_linear("(?i)" + "|".join(plain)))


@cache
def _any_list() -> Search:
    return searcher(compile_linear("(?i)名单|名录|清单|登记表|一览表|通讯录|list|directory|roster|register"))


@dataclass(frozen=True, slots=True)
class _Lists:
    """Lines that say whose list follows, by the number of their segment and their place in it."""

    places: tuple[tuple[int, int], ...]
    roles: tuple[Role, ...]

    def before(self, number: int, start: int) -> Role:
        place = bisect_right(self.places, (number, start)) - 1
        return self.roles[place] if place >= 0 else _NOBODY


def subject_of(text: str) -> Role:
    """Return the role whose word stands last in a text; of two that end together the longer word."""
    best, place = _NOBODY, (-1, 0)
    lowered = text.lower()
    data = lowered.encode("utf-8", "replace")
    if _any_word()(data, 0, len(data)) is None:
        return best
    for subject, pattern in _PATTERNS:
        for match in pattern.finditer(lowered):
            if (match.end(), len(match[0])) > place:
                best, place = Role(subject, f"{subject.value} by {match[0]}"), (match.end(), len(match[0]))
    return best


def _strictest(text: str) -> Role:
    """Return the role that protects most among all that a header names: more words never lower it."""
    lowered = text.lower()
    for subject, pattern in _PATTERNS:
        match = pattern.search(lowered)
        if match:
            return Role(subject, f"{subject.value} by the header {match[0]}")
    return _NOBODY


class Subjects:
    """Answers for a set of segments.

    In a table: the column's header, then the sheet's. In a text: the line up to the value, the words before it,
    the lines of a mail's signature, a title that says whose list it is, the segment's context. A signature and
    a spokesman's line make contact details those of a business contact or a public figure, and nothing else: an
    identity number in a signature is as much somebody's as anywhere.
    """

    def __init__(self, segments: list[Segment]) -> None:
        self._headers: dict[int, Role] = {}
        self._sheets: dict[str | None, Role] = {}
        sheets: dict[str | None, list[str]] = {}
        texts = [segment for segment in segments if not segment.lined and segment.kind is not SegmentKind.PROPERTY]
        for segment in segments:
            if segment.kind is SegmentKind.COLUMN:
                sheets.setdefault(segment.locator.sheet, []).append(f"{segment.locator.sheet or ''} {segment.context}")
            if segment.context:
                self._headers[segment.index] = _strictest(segment.context)
        for sheet, headers in sheets.items():
            self._sheets[sheet] = _strictest(" ".join(headers))
        written = Texts([segment.text for segment in texts])
        self._signatures = signature_lines(texts, written)
        self._numbers = {segment.index: number for number, segment in enumerate(texts)}
        self._spoken_of = written.holding(_any_word())
        self._lists = _lists(texts, sorted(written.holding(_any_list())))

    def of(self, segment: Segment, start: int, label: str = "") -> Role:
        """Return whose data a value of a label at `start` is."""
        group = labels()[label].group if label else ""
        if group in _NOBODYS:
            return _NOBODY
        role = self._of(segment, start, group)
        if role.subject is Subject.PUBLIC_FIGURE and group and group not in _NAMED:
            return _NOBODY
        return role

    def _of(self, segment: Segment, start: int, group: str) -> Role:
        if segment.kind is SegmentKind.COLUMN:
            own = self._headers.get(segment.index, _NOBODY)
            return own if own is not _NOBODY else self._sheets.get(segment.locator.sheet, _NOBODY)
        if segment.locator.property in _CORRESPONDENCE and group in _CONTACTS:
            return Role(Subject.BUSINESS_CONTACT, "business_contact by a mail's header")
        number = self._numbers.get(segment.index, -1)
        line, near = self._words_before(segment.text, start) if number < 0 or number in self._spoken_of else _UNSAID
        if line is not _NOBODY:
            return line
        if group in _CONTACTS and self._signatures.holds(segment.index, start):
            return Role(Subject.BUSINESS_CONTACT, "business_contact by a mail's signature")
        for role in (near, self._lists.before(number, start)):
            if role is not _NOBODY:
                return role
        return self._headers.get(segment.index, _NOBODY)

    def _words_before(self, text: str, start: int) -> tuple[Role, Role]:
        """Return what the line says up to a place, and what the words right before it say."""
        first = text.rfind("\n", max(0, start - _LINE), start) + 1
        line = subject_of(text[max(first, start - _LINE) : start])
        if line is not _NOBODY:
            return line, line
        before = first if _ITEM.match(text, first) else max(0, start - _REACH)
        near = subject_of(text[before:start])
        return line, _NOBODY if near.subject in _PUBLIC else near


def _lists(segments: Sequence[Segment], numbers: Sequence[int]) -> _Lists:
    """Return the titles of lists in those segments that may hold one; each counts until the next."""
    places: list[tuple[int, int]] = []
    roles: list[Role] = []
    for number in numbers:
        position = 0
        for line in segments[number].text.split("\n"):
            if len(line) <= _TITLE and _LIST.search(line):
                role = _strictest(line)
                if role is not _NOBODY:
                    places.append((number, position))
                    roles.append(Role(role.subject, f"{role.subject.value} by the title of a list"))
            position += len(line) + 1
    return _Lists(tuple(places), tuple(roles))
