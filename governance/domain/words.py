"""A thing said in both languages."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Words"]


class Words(NamedTuple):
    """The same sentence in English and in Chinese; both are always there."""

    en: str
    zh: str

    def as_dict(self) -> dict[str, str]:
        """Return `{"en": …, "zh": …}` as the contract wants it."""
        return {"en": self.en, "zh": self.zh}
