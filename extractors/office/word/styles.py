"""Word styles and list numbers: which paragraphs are headings, what hides, and what number stands before a line.

Source: ECMA-376 part 1, 17.7 (styles) and 17.9 (numbering).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from assay.extractors.office.word.list_numbers import number_in
from assay.extractors.office.word.text import W
from assay.governance.domain import SegmentKind

__all__ = ["Numbering", "Styles"]

_MOST_BASES = 20
_LEVELS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    name: str = ""
    base: str = ""
    outline: int | None = None
    hidden: bool = False
    list: tuple[str, int] | None = None


class Styles:
    """The styles of a document; without its part every style is known by its id alone."""

    def __init__(self, root: Any | None = None) -> None:
        self._styles: dict[str, _Style] = {}
        for element in root.iter(f"{W}style") if root is not None else ():
            self._styles[element.get(f"{W}styleId") or ""] = _style(element)
        self.hidden = frozenset(name for name in self._styles if any(style.hidden for style in self._chain(name)))

    def _chain(self, style: str) -> list[_Style]:
        chain: list[_Style] = []
        while style in self._styles and len(chain) < _MOST_BASES:
            chain.append(self._styles[style])
            style = chain[-1].base
        return chain

    def kind(self, paragraph: Any) -> SegmentKind:
        """Return what a paragraph is: by its outline level, its style and the styles that one rests on."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return SegmentKind.PARAGRAPH
        style = _value(properties, "pStyle") or ""
        chain = self._chain(style) or [_Style(name=style.lower())]
        names = [link.name for link in chain]
        if "title" in names:
            return SegmentKind.TITLE
        outline = _number(_value(properties, "outlineLvl"))
        levels = [outline, *(link.outline for link in chain)]
        level = next((level for level in levels if level is not None), _LEVELS)
        if level < _LEVELS or any(name.startswith(("heading", "subtitle")) for name in names):
            return SegmentKind.HEADING
        listed = self.list_of(paragraph) is not None or any(name.startswith("list") for name in names)
        return SegmentKind.LIST_ITEM if listed else SegmentKind.PARAGRAPH

    def list_of(self, paragraph: Any) -> tuple[str, int] | None:
        """Return list id and level of a paragraph, from itself or from its style; None where it is in no list."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        own = _list(properties)
        styles = [style.list for style in self._chain(_value(properties, "pStyle") or "") if style.list]
        found = own or (styles[0] if styles else None)
        if found is None or found[0] == "0":
            return None
        return found if found[0] or not styles else (styles[0][0], found[1])


def _style(element: Any) -> _Style:
    run, paragraph = element.find(f"{W}rPr"), element.find(f"{W}pPr")
    vanish = run.find(f"{W}vanish") if run is not None else None
    return _Style(
        name=(_value(element, "name") or "").lower(),
        base=_value(element, "basedOn") or "",
        outline=_number(_value(paragraph, "outlineLvl")) if paragraph is not None else None,
        hidden=vanish is not None and vanish.get(f"{W}val") not in ("0", "false", "off"),
        list=_list(paragraph) if paragraph is not None else None,
    )


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """Counts a document's lists as it is walked in order."""

    def __init__(self, root: Any | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        abstract = {e.get(f"{W}abstractNumId"): _levels(e) for e in root.iter(f"{W}abstractNum")}
        shared: dict[str, _List] = {}
        for number in root.iter(f"{W}num"):
            name = _value(number, "abstractNumId") or ""
            base = shared.setdefault(name, _List(levels=abstract.get(name, {})))
            own = base.levels | _levels(number)
            for override in number.iter(f"{W}lvlOverride"):
                start = _number(_value(override, "startOverride"))
                place = _number(override.get(f"{W}ilvl")) or 0
                if start is not None and place in own:
                    own[place] = replace(own[place], start=start)
            self._lists[number.get(f"{W}numId") or ""] = base if own == base.levels else _List(levels=own)

    def label(self, paragraph: Any) -> str:
        """Return the number that stands before a paragraph and advance its list; nothing for bullets."""
        place = self._styles.list_of(paragraph)
        if place is None or place[0] not in self._lists:
            return ""
        entry, level = self._lists[place[0]], max(0, min(place[1], _LEVELS - 1))
        told = entry.levels.get(level) or _Level()
        before = entry.counts[level]
        entry.counts[level] = told.start if before is None else before + 1
        entry.counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        if told.format in ("bullet", "none"):
            return ""
        return self._written(entry, told.text)

    def _written(self, entry: _List, text: str) -> str:
        for place in range(_LEVELS):
            if f"%{place + 1}" in text:
                told = entry.levels.get(place) or _Level()
                count = entry.counts[place]
                text = text.replace(f"%{place + 1}", number_in(told.format, told.start if count is None else count))
        return text.strip()


def _levels(element: Any) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for level in element.iter(f"{W}lvl"):
        levels[_number(level.get(f"{W}ilvl")) or 0] = _Level(
            format=_value(level, "numFmt") or "decimal", text=_value(level, "lvlText") or "",
            start=_or(_number(_value(level, "start")), 1),
        )  # fmt: skip
    return levels


def _list(properties: Any) -> tuple[str, int] | None:
    numbered = properties.find(f"{W}numPr")
    if numbered is None:
        return None
    return _value(numbered, "numId") or "", _number(_value(numbered, "ilvl")) or 0


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and len(text) < 9 else None


def _or(value: int | None, default: int) -> int:
    return default if value is None else value
