"""Who names whom: titles and file names of contents, found again in the text of others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import msgpack  # type: ignore[import-untyped]

from assay.governance.domain import Extraction, JoinKey, Locator, SegmentKind, from_plain
from assay.governance.services.linking.phrases import Phrase, Phrases, telling, words_of
from assay.governance.store import Unit

__all__ = ["NAMED", "NAMES", "NAMING", "Naming"]

NAMING = "names"
"""The linker to which the keys belong; a key labelled `name` says what a content is called, `named` who is named."""

NAMES, CALLED, NAMED = "name", "called", "named"
_MOST_NAMES, _MOST_NAMED = 8, 200
_HIDDEN = ("*", "[", "□")


class Naming:
    """Keeps two sorts of keys: what each content is called, and which of those names stand in its text.

    Names of which a part is masked are left out, and so are those that are masked where they stand. Text is read from
    the vault and nothing of it is kept but places, their words masked by `place`.
    """

    version = f"{NAMING}@2"

    def __init__(self, place: Callable[[Locator], Locator] = lambda it: it) -> None:
        self._place = place

    def settle(self, db: Unit, content_ids: Collection[str]) -> set[str]:
        """Renew the keys of some contents, and of those that name them or named them; return whom that changes."""
        touched: set[str] = set()
        fresh: list[Phrase] = []
        renamed: dict[str, Sequence[JoinKey]] = {}
        keys, called = db.joins.of_many(content_ids, linker=NAMING), self._names(db, content_ids)
        for content_id in sorted(content_ids):
            own = keys.get(content_id, {}).get(NAMING, ())
            before = [key for key in own if key.label != NAMED]
            now = called.get(content_id, ())
            if [key.value for key in before] != [key.value for key in now]:
                touched.update(holder for key in before for holder in db.joins.holders(NAMING, key.value))
                old = {it.value for it in before}
                fresh += [Phrase.of(key) for key in now if key.label == NAMES and key.value not in old]
                renamed[content_id] = [*now, *(key for key in own if key.label == NAMED)]
        db.joins.replace_of(NAMING, renamed)
        touched.update(db.chunks.holding([phrase.terms for phrase in fresh]))
        for phrase in fresh:
            touched.update(db.joins.holders(NAMING, phrase.value))
        phrases = Phrases([Phrase.of(key) for _, key in db.joins.labelled(NAMING, NAMES)])
        changed: dict[str, Sequence[JoinKey]] = {}
        looked_at = {*content_ids, *touched}
        keys = db.joins.of_many(looked_at, linker=NAMING)
        for content_id in sorted(looked_at):
            known = keys.get(content_id, {}).get(NAMING, ())
            own = tuple(key for key in known if key.label != NAMED)
            named = tuple(self._named(db, content_id, phrases, {key.value for key in own})) if phrases else ()
            if (*own, *named) != known:
                changed[content_id] = [*own, *named]
        db.joins.replace_of(NAMING, changed)
        values = {key.value for own in changed.values() for key in own}
        return touched | changed.keys() | {holder for value in values for holder in db.joins.holders(NAMING, value)}

    def _names(self, db: Unit, content_ids: Collection[str]) -> Mapping[str, Sequence[JoinKey]]:
        """Return by content a key for the title and for each file name that tells something."""
        contents, names = db.contents.many(content_ids), db.assets.names_of_contents(content_ids)
        return {it: self._called(contents[it].title or "", own) for it, own in names.items() if it in contents}

    def _called(self, title: str, names: Sequence[str]) -> Sequence[JoinKey]:
        called = [("title", title)]
        for name in names:
            called += [("name", name), ("name", name.rpartition(".")[0])]
        keys: dict[str, JoinKey] = {}
        for where, name in called:
            if telling(name) and not any(mark in name for mark in _HIDDEN):
                phrase = words_of(name)
                value = "n:" + " ".join(phrase)[:76]
                keys.setdefault(
                    value,
                    JoinKey(linker=NAMING, value=value, locator=Locator(property=where), label=NAMES, masked=name),
                )
        kept = list(keys.values())[:_MOST_NAMES]
        return (*kept, *(replace(key, label=CALLED, value=f"c{key.value[1:]}") for key in kept))

    def _named(self, db: Unit, content_id: str, phrases: Phrases, own: Collection[str]) -> Iterator[JoinKey]:
        """Yield a key for each name of another content in a text, at the first place where it stands."""
        data = db.vault.get_extraction(content_id)
        if data is None:
            return
        seen, open_to_all = set(own), db.chunks.terms_of(content_id)
        for segment in from_plain(Extraction, msgpack.unpackb(data)).segments:
            if segment.kind is SegmentKind.PROPERTY and segment.locator.property not in {"subject", "description"}:
                continue
            for phrase, start, end in phrases.find(segment.text):
                if phrase.value not in seen and len(seen) < _MOST_NAMED and phrase.terms <= open_to_all:
                    seen.add(phrase.value)
                    yield JoinKey(
                        linker=NAMING, value=phrase.value, locator=self._place(segment.locate(start, end)), label=NAMED,
                        masked=segment.text[start:end],
                    )  # fmt: skip
