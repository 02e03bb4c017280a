"""Whose data a value is, as far as the words around it say."""

from __future__ import annotations

import re

from assay.governance.domain import Segment, SegmentKind, Subject

__all__ = ["Subjects", "subject_of"]

_WORDS: tuple[tuple[Subject, str, str], ...] = (
    (
        Subject.MINOR,
        "未成年|儿童|幼儿|小学生|中学生|学生|学籍|监护人|宝宝|家长",
        "minor|child|children|pupil|guardian|schoolchild",
    ),
    (
        Subject.STAFF,
        "员工|职工|工号|入职|离职|在职|考勤|薪资|工资|雇员|同事|应聘|简历",
        "employees?|staff|payroll|salary|new hire|onboarding|resume",
    ),
    (
        Subject.CUSTOMER,
        "客户|顾客|会员|持卡人|用户|患者|病人|买家|收货人|投保人|被保险人|借款人|乘客|业主",
        "customers?|clients?|patients?|cardholder|subscriber|borrower|buyer|insured|member",
    ),
    (
        Subject.BUSINESS_CONTACT,
        "联系人|经办人|法定代表人|法人代表|委托代理人|供应商|代理商|甲方|乙方|采购方",
        "attn|contact person|supplier|vendor|sales manager|best regards|kind regards|regards|sincerely",
    ),
)
_PATTERNS = tuple(
    (subject, re.compile(f"{chinese}|(?<![a-z])(?:{english})(?![a-z])")) for subject, chinese, english in _WORDS
)
_REACH = 60


def subject_of(text: str) -> Subject:
    """Return the subject whose word stands last in a text; UNKNOWN without one."""
    best, place = Subject.UNKNOWN, -1
    lowered = text.lower()
    for subject, pattern in _PATTERNS:
        last = max((match.start() for match in pattern.finditer(lowered)), default=-1)
        if last > place:
            best, place = subject, last
    return best


class Subjects:
    """Answers for a set of segments: words before the value, then the column's header, then the sheet's headers."""

    def __init__(self, segments: list[Segment]) -> None:
        self._headers: dict[int, Subject] = {}
        self._sheets: dict[str | None, Subject] = {}
        self._nearby: dict[tuple[int, int], Subject] = {}
        sheets: dict[str | None, list[str]] = {}
        for segment in segments:
            if segment.kind is SegmentKind.COLUMN:
                sheets.setdefault(segment.locator.sheet, []).append(f"{segment.locator.sheet or ''} {segment.context}")
            if segment.context:
                self._headers[segment.index] = subject_of(segment.context)
        for sheet, headers in sheets.items():
            self._sheets[sheet] = subject_of(" ".join(headers))

    def of(self, segment: Segment, start: int) -> Subject:
        """Return whose data a value at `start` is."""
        if segment.kind is SegmentKind.COLUMN:
            own = self._headers.get(segment.index, Subject.UNKNOWN)
            return own if own is not Subject.UNKNOWN else self._sheets.get(segment.locator.sheet, Subject.UNKNOWN)
        near = subject_of(segment.text[max(0, start - _REACH) : start])
        return near if near is not Subject.UNKNOWN else self._headers.get(segment.index, Subject.UNKNOWN)
