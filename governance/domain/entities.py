"""Entities: the things of the world that contents speak of, and how their names are told apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["EntityKind", "NameForm", "Named", "Sameness"]


class EntityKind(StrEnum):
    """What sort of thing an entity is."""

    ORGANISATION = "organisation"
    PERSON = "person"
    PLACE = "place"
    CONTRACT = "contract"
    INVOICE = "invoice"
    ORDER = "order"
    PROJECT = "project"
    DOCUMENT = "document"
    ACCOUNT = "account"

    @property
    def hidden(self) -> bool:
        """Whether names of it are shown masked and met by keyed hashes alone."""
        return self in {EntityKind.PERSON, EntityKind.ACCOUNT}


@dataclass(frozen=True, slots=True, kw_only=True)
class NameForm:
    """A name as a resolver reads it.

    `script` is `han` or `latin`. `words` are its words without endings that tell but the legal form, whose family is
    `legal`. Names that may be the same share one of the `keys`; of people they are hashed before they are kept, and
    the words are not kept at all.
    """

    script: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    legal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One name that contents bear, as two of them are compared: in clear where its kind is, else hashes alone.

    `value` is the keyed hash of the name as it is written, `marks` are keyed hashes of identifiers that stand beside
    it, led by their group (`national_id:h1:…`), and `near` what else stands there: organisations and numbers.
    """

    id: str
    kind: EntityKind
    value: str
    form: NameForm
    marks: frozenset[str] = field(default_factory=frozenset)
    near: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sameness:
    """How sure it is that two names are of one thing, 0 to 1, and what says so."""

    score: float
    why: str
