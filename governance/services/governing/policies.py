"""Policy packs: what they say, whether a new one holds together, what it would change, and putting it into force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from assay.governance.domain import Actor, ForbiddenError, Permission, UsageError
from assay.governance.policy import (
    COUNTED,
    Evidence,
    Miss,
    Pack,
    Tally,
    check_pack,
    duties,
    load_pack,
    parse_pack,
    profiles_of,
    read_cases,
    run_case,
)
from assay.governance.services.governing.replacing import ceilings_in, regrade, trial
from assay.governance.services.grading.grading import Grading
from assay.governance.services.grading.judging import Judging
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.services.tagging.tagresult import duty_dict
from assay.governance.store import Store, Unit, batches

__all__ = ["PolicyService", "packs_in_force"]


def packs_in_force(db: Unit, names: tuple[str, ...], leading: str) -> Judging:
    """Return the packs that grade: the text that was applied last, or the packaged one; the leading one first."""
    ordered = (leading, *(name for name in names if name != leading))
    packs: list[Pack] = []
    for name in ordered:
        bare, profiles = profiles_of(name)
        applied = db.policies.current(bare)
        packs.append(parse_pack(applied.document, profiles) if applied else load_pack(name))
    return Judging(tuple(packs))


class PolicyService:
    """Reads packs, tries new ones and applies them."""

    def __init__(
        self, *, store: Store, grading: Grading, visibility: Visibility, read: Callable[[str], Evidence]
    ) -> None:
        self._store = store
        self._visibility = visibility
        self._counted: tuple[object, Mapping[str, int]] | None = None
        self._grading = grading
        self._read = read

    def list(self) -> list[dict[str, Any]]:
        """Return the packs that grade, the leading one first."""
        leading = self._grading.judging.leading
        return [{**_brief(pack), "leading": pack is leading} for pack in self._grading.judging.packs]

    def show(self, name: str) -> dict[str, Any]:
        """Return a pack: levels with handling, matrix, rules with their sources."""
        pack = self._grading.judging.pack(name)
        return {
            **_brief(pack),
            "standing": pack.standing.as_dict(),
            "objects": {code: words.as_dict() for code, words in pack.objects.items()},
            "degrees": {code: words.as_dict() for code, words in pack.degrees.items()},
            "matrix": {key: dict(row) for key, row in pack.matrix.items()},
            "rules": [
                {
                    "id": rule.id, "object": rule.object, "degree": rule.degree, "level": rule.level,
                    "clause": rule.clause, "source": rule.source, "evidence": rule.evidence,
                    "says": rule.says.as_dict(),
                }
                for rule in pack.rules
            ],
        }  # fmt: skip

    def check(self, text: str) -> dict[str, Any]:
        """Say what is wrong with a pack's text; nothing when it holds together."""
        problems = check_pack(text)
        return {"ok": not problems, "problems": problems}

    def test(self, text: str) -> dict[str, Any]:
        """Run cases: what each expects of a pack, and where that is not what comes.

        Packs that grade here are those in force, others the packaged ones.

        Raises:
            PolicyError: a case is not of the form of a case, or names a pack that is not there.
        """
        packs: dict[str, Pack] = {pack.named: pack for pack in self._grading.judging.packs}
        ran, failed = 0, []
        for case in read_cases(text):
            evidence = self._read(case.text) if case.text is not None else case.evidence
            for name in case.expect:
                ran += 1
                miss = run_case(case, packs.setdefault(name, packs.get(name) or load_pack(name)), evidence)
                if miss is not None:
                    failed.append(_missed(miss))
        return {"ok": not failed, "cases": ran, "failed": failed}

    def duties(self) -> dict[str, Any]:
        """Return how many people all assets are about, each counted once, and what laws may ask from so many on.

        Counted anew after a scan, and where assets came or went.
        """
        with self._store.read() as db:
            last = db.runs.last("ingest")
            state = (db.listing.count(), last and last.id, last and last.state)
            if self._counted is None or self._counted[0] != state:
                self._counted = state, _counts(db)
        facts = self._counted[1]
        return {"facts": dict(facts), "duties": [duty_dict(duty) for duty in duties(facts)]}

    def simulate(self, text: str) -> dict[str, Any]:
        """Return the exact difference that applying a pack would make, from stored evidence alone.

        Raises:
            PolicyError: the pack does not hold together.
            UsageError: a role sees up to a level that the pack lacks.
        """
        old, new = self._replacement(text)
        with self._store.read() as db:
            return trial(db, self._grading, old, new, self._visibility.levels)

    def apply(self, text: str, actor: Actor) -> dict[str, Any]:
        """Put a pack into force and grade every asset anew, without reading any file.

        Everything stays proposed but what people decided; `states` says how many assets are in which state.

        Raises:
            ForbiddenError: the role may not change policies.
            PolicyError: the pack does not hold together.
            UsageError: it carries the version in force, or a role sees up to a level that it lacks.
        """
        if not actor.may(Permission.ADMINISTER):
            raise ForbiddenError("the role may not change policies")
        judging = self._grading.judging
        replaced, new = self._replacement(text)
        if new.ref == replaced.ref:
            raise UsageError("a changed pack carries a new version")
        ceilings_in(new, self._visibility.levels)
        with self._store.write() as db:
            db.policies.apply(new.id, new.version, text, actor=actor.name)
            db.audit.append(actor, "policy.apply", new.ref, {"replaces": replaced.ref})
        packs = tuple(new if pack is replaced else pack for pack in judging.packs)
        self._grading.judging = replace(judging, packs=packs)
        states = regrade(self._store, self._grading, new)
        return {"policy": new.ref, "replaces": replaced.ref, "graded": sum(states.values()), "states": states}

    def _replacement(self, text: str) -> tuple[Pack, Pack]:
        """Return the pack in force that a text would replace, and the new one with the same profiles switched on.

        Raises:
            PolicyError: the new pack does not hold together, or lacks a profile that is switched on.
            NotFoundError: no pack of that id grades here.
        """
        new = parse_pack(text)
        old = self._grading.judging.pack(new.id)
        return old, parse_pack(text, old.profiles) if old.profiles else new


def _counts(db: Unit) -> Mapping[str, int]:
    counted = Tally()
    for batch in batches(dict.fromkeys(db.assets.contents().values())):
        for findings in db.findings.of_contents(batch, only=COUNTED).values():
            counted.add(findings)
    return counted.facts()


def _brief(pack: Pack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "version": pack.version,
        "title": pack.title.as_dict(),
        "levels": [
            {
                "code": level.code, "rank": level.rank, "label": level.label.as_dict(),
                "handling": level.handling.as_dict(), "automatic": level.automatic,
            }
            for level in pack.levels
        ],
    }  # fmt: skip


def _missed(miss: Miss) -> dict[str, Any]:
    differs = [{"what": what, "expected": expected, "got": got} for what, expected, got in miss.differs]
    return {"case": miss.case, "policy": miss.policy, "differs": differs}
