"""Message catalogues (gettext) of permissively licensed programs: a source of short, everyday office language."""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Iterator

__all__ = ["messages", "po_pairs"]

_CHINESE = re.compile(r"/(zh|zh_CN|zh_Hans|zh-CN|zh_Hans_CN)/LC_MESSAGES/[^/]+\.po$")
_MARKUP = re.compile(r"<[^>]{1,80}>|%\([a-zA-Z_]+\)[sd]|%[sd]|\{[^{}]{0,30}\}|&[a-z]+;")


def messages(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield (English, Chinese) of the simplified Chinese catalogues of a wheel, markup and placeholders removed."""
    for name in sorted(archive.namelist()):
        if _CHINESE.search("/" + name):
            yield from po_pairs(archive.read(name).decode("utf-8", "replace"))


def po_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the finished translations of one catalogue; fuzzy ones are left out."""
    for block in re.split(r"\n\s*\n", text):
        if "#, fuzzy" in block or re.search(r"^#,.*\bfuzzy\b", block, re.MULTILINE):
            continue
        fields: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            found = re.match(r'(msgid|msgstr|msgctxt|msgid_plural|msgstr\[0\])\s+(".*")\s*$', line)
            if found:
                field = found.group(1)
                fields[field] = _unquoted(found.group(2))
            elif line.startswith('"') and field:
                fields[field] += _unquoted(line)
            elif not line.startswith("#"):
                field = ""
        en, zh = fields.get("msgid", ""), fields.get("msgstr") or fields.get("msgstr[0]", "")
        if en and zh and en != zh:
            yield _plain(en), _plain(zh)


def _unquoted(line: str) -> str:
    try:
        value = ast.literal_eval(line.strip())
    except (SyntaxError, ValueError):
        return ""
    return value if isinstance(value, str) else ""


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", _MARKUP.sub(" ", text)).strip()
