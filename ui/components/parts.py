"""Parts of a file and names of its properties, in words; a step that has no word is said as the reader named it."""

from __future__ import annotations

import re

from assay.ui.i18n import say, sentences

__all__ = ["part_words", "path_words", "property_words"]

_STEP = re.compile(r"(?P<name>@?[a-zA-Z]+|\*)\d*(?:\[(?P<n>\d+)\])?(?:\(\))?")
_ANY = re.compile(r"\*\[local-name\(\)=.*?\]")
_MEMBER = re.compile(r"(attachment|message)\[(\d+)\](?:\.eml)?")
_BY_THE_WAY = frozenset(
    {"html", "slide", "ul", "ol", "dl", "div", "section", "article", "main", "tbody", "span", "uid"}
)
_PACKED = (".xhtml", ".html", ".xml")  # a document in a document: its page says which
_SHOWN = 2


def part_words(part: str) -> str:
    """Return where a part stands: a paragraph of a text box, a table, a contact's phone, an element of a tree."""
    if part in ("body", "body/html"):
        return say("part.body")
    words: list[str] = []
    branch: list[str] = []
    for step in _ANY.sub("*", part).strip("/").split("/"):
        found = _STEP.fullmatch(step)
        name = found["name"] if found else step
        if name == "*" and found:
            branch += [found["n"]] if found["n"] else []
        elif name not in _BY_THE_WAY and not name.startswith("@") and not step.endswith(_PACKED):
            words.append(_said(name, found["n"] if found else None) or step)
    if branch:
        words.insert(0, say("step.*", n=".".join(branch)))
    if len(words) > 1 and words[0] == say("part.body"):
        del words[0]
    return " · ".join(words[-_SHOWN:]) or say("part.body")


def path_words(path: str) -> str:
    """Return a path in words where it leads through a mail: what lies in it has numbers, not names."""
    return "/".join(_member(part) for part in path.split("/"))


def property_words(name: str) -> str:
    """Return what a metadata field is called."""
    return say(f"property.{name}").removeprefix("property.")


def _said(name: str, n: str | None) -> str | None:
    known = sentences("en")
    if n and f"step.{name}" in known:
        return say(f"step.{name}", n=n)
    return say(f"part.{name}") if f"part.{name}" in known else None


def _member(part: str) -> str:
    found = _MEMBER.fullmatch(part)
    return say(f"step.{found[1]}", n=found[2]) if found else part
