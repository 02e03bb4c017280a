"""Values of columns that hold many, met by those of other contents: no key of theirs is stored one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assay.governance.domain import Finding, JoinKey, ValueLinker
from assay.governance.store import Unit

__all__ = ["Meeting", "meetings"]

_SETS = 200
_VALUES = 500
_DIGITS = 32


@dataclass(slots=True)
class Meeting:
    """What two contents have in common beside their stored keys: keys of either side, value by value."""

    mine: list[JoinKey] = field(default_factory=list)
    theirs: list[JoinKey] = field(default_factory=list)

    def add(self, mine: JoinKey | None, theirs: JoinKey | None) -> None:
        """Add a value that both hold; some hundreds say all that a link can say."""
        if mine is not None and theirs is not None and len(self.mine) < _VALUES:
            self.mine.append(mine)
            self.theirs.append(theirs)


def meetings(db: Unit, content_id: str, linker: ValueLinker, keys: Sequence[JoinKey]) -> Mapping[str, Meeting]:
    """Return, by partner, the values that a content shares by its columns or by those of the partner.

    Of columns against columns 200 of a group are looked at, each in time linear in its length.
    """
    mine = {finding.id: finding for finding in db.findings.of_content(content_id) if finding.values is not None}
    own = {_head(linker.value_of(key)): key for key in keys}
    met: dict[str, Meeting] = {}
    for content, my_key, their_key in (
        *_with_columns(db, content_id, linker, own),
        *_from_columns(db, content_id, linker, mine, own),
        *_between_columns(db, content_id, linker, mine, own),
    ):
        met.setdefault(content, Meeting()).add(my_key, their_key)
    return met


Shared = Iterator[tuple[str, JoinKey | None, JoinKey | None]]


def _with_columns(db: Unit, content_id: str, linker: ValueLinker, own: Mapping[str, JoinKey]) -> Shared:
    """Yield what keys of ours stand in others' columns."""
    by_value = {linker.value_of(key): key for key in own.values()}
    found: dict[str, dict[str, Finding]] = {}
    for holder in db.values.holding(by_value):
        if holder.content_id == content_id:
            continue
        if holder.content_id not in found:
            found[holder.content_id] = {it.id: it for it in db.findings.of_content(holder.content_id)}
        whole = found[holder.content_id].get(holder.finding_id)
        if whole is not None:
            yield holder.content_id, by_value[holder.value_hash], linker.key_of(whole, holder.value_hash, holder.row)


def _from_columns(
    db: Unit, content_id: str, linker: ValueLinker, mine: Mapping[str, Finding], own: Mapping[str, JoinKey]
) -> Shared:
    """Yield what keys of others stand in our columns."""
    if not mine:
        return
    partners: dict[str, dict[str, JoinKey]] = {}
    for value, partner in db.values.keys(content_id, linker.name):
        key = JoinKey(linker=linker.name, value=value)
        value_hash = linker.value_of(key)
        if _head(value_hash) in own:
            continue
        for finding in mine.values():
            row = finding.values.row(value_hash) if finding.values is not None else None
            if row is not None:
                if partner not in partners:
                    partners[partner] = {it.value: it for it in db.joins.of(partner, linker.name)}
                yield partner, linker.key_of(finding, value_hash, row), partners[partner].get(value)


def _between_columns(
    db: Unit, content_id: str, linker: ValueLinker, mine: Mapping[str, Finding], own: Mapping[str, JoinKey]
) -> Shared:
    """Yield what our columns share with others' columns."""
    wholes: dict[str, dict[str, Finding]] = {}
    for finding in mine.values():
        for partner, other_id in db.values.others(content_id, finding.group, cap=_SETS):
            if partner not in wholes:
                wholes[partner] = {it.id: it for it in db.findings.of_content(partner)}
            other = wholes[partner].get(other_id)
            if other is None or other.values is None or finding.values is None:
                continue
            for value_hash, row, their_row in finding.values.shared(other.values):
                if _head(value_hash) not in own:
                    yield partner, linker.key_of(finding, value_hash, row), linker.key_of(other, value_hash, their_row)


def _head(value_hash: str) -> str:
    """Return a hash as far as a set of values keeps it."""
    prefix, colon, digits = value_hash.partition(":")
    return prefix + colon + digits[:_DIGITS]
