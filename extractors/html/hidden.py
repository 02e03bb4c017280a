"""What a page says but does not show: by attribute, by style, and by the rules of its own style sheets."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["Unseen"]

_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
    r"|text-indent\s*:\s*-\d{3,}|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"@[a-z-]+[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,4000})\}")
_SELECTOR = re.compile(r"([.#])([A-Za-z_][\w-]{0,80})")
_MOST_STYLES = 1 << 20


class Unseen:
    """Says of an element whether it hides what is in it; sheets count where a rule names one class or id alone."""

    def __init__(self, root: Any) -> None:
        self._classes: set[str] = set()
        self._ids: set[str] = set()
        sheets = "".join(style.text or "" for style in root.iter("style"))[:_MOST_STYLES]
        if _HIDES.search(sheets):
            for selectors, body in _RULE.findall(_MEDIA.sub("", sheets)):
                if _HIDES.search(body):
                    for selector in selectors.split(","):
                        match = _SELECTOR.fullmatch(selector.strip())
                        if match:
                            (self._classes if match[1] == "." else self._ids).add(match[2])

    def hides(self, element: Any) -> bool:
        """Say whether an element, and with it all that it holds, is not shown."""
        attributes = element.attrib
        if not attributes:
            return False
        if "hidden" in attributes or (element.tag == "input" and attributes.get("type", "").lower() == "hidden"):
            return True
        if "style" in attributes and _HIDES.search(attributes["style"]):
            return True
        if self._ids and attributes.get("id") in self._ids:
            return True
        return bool(self._classes) and not self._classes.isdisjoint(attributes.get("class", "").split())
