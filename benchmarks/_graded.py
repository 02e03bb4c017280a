"""A home of graded assets that no file stands behind: invented findings, topics, archives and decisions."""

from __future__ import annotations

import hashlib
import random

from assay.governance.domain import Actor, Content, Finding, Locator, Modality, Reason, Role, Status, Subject, labels
from assay.governance.services import Services
from assay.governance.services.grading.gathering import PASSAGES
from assay.governance.store import ContentRecord, Unit, batches

_LABELS = (
    "person", "cn_mobile", "email", "cn_resident_id", "bank_card", "address", "contract_number", "organization",
    "password_text", "health_term", "employee_number", "cn_uscc", "confidential_mark", "geo_pair", "url", "amount",
)  # fmt: skip
_TOPICS = ("payroll", "sales", "admin", "legal", "reads-as:confidential", "marketing")
_IN_ARCHIVES, _DECIDED = 0.05, 0.1


def fill(services: Services, assets: int, seed: int = 7) -> None:
    """Write so many assets with findings, grade them, and decide on some as two people would."""
    draw = random.Random(seed)  # noqa: S311
    with services.store.write() as db:
        source = db.sources.ensure("invented", "folder", "file:///invented", root_masked="/invented")
    made: list[str] = []
    for batch in batches(range(assets)):
        with services.store.write() as db:
            for number in batch:
                inside = draw.random() < _IN_ARCHIVES and made
                made.append(_asset(db, source.id, number, draw, draw.choice(made) if inside else None))
    for ids in batches(made):
        with services.store.write() as db:
            services.grading.regrade_all(db, ids, services.grading.judging.packs)
    _decide(services, draw, int(assets * _DECIDED))


def _asset(db: Unit, source_id: str, number: int, draw: random.Random, parent: str | None) -> str:
    record = db.assets.add(
        source_id, f"file:///invented/{number}", name=f"{number}.txt", folder=str(number % 40), parent=parent,
        member=f"{number}.txt" if parent else None,
    )  # fmt: skip
    if draw.random() < 0.02:
        db.assets.unread(record.id, Status.FAILED, Reason.ENCRYPTED)
        return record.id
    content_id = hashlib.sha256(str(number).encode()).hexdigest()
    cut = draw.random() < 0.03
    topics = {draw.choice(_TOPICS): round(draw.uniform(0.3, 1), 2) for _ in range(draw.randrange(3))}
    db.contents.put(
        ContentRecord(
            content=Content(
                id=content_id, sha256=content_id, media_type="text/plain", modality=Modality.DOCUMENT, bytes=number
            ),
            status=Status.PARTIAL if cut else Status.COMPLETE, reason=Reason.PART_UNREADABLE if cut else None,
            coverage=0.5 if cut else 1.0, facts={PASSAGES: topics}, checked={"names": "yes"}, segments=9,
        )
    )  # fmt: skip
    db.findings.replace(content_id, [_finding(number, place, draw) for place in range(draw.randrange(16))])
    db.assets.add_version(record.id, content_id)
    return record.id


def _finding(number: int, place: int, draw: random.Random) -> Finding:
    label = labels()[draw.choice(_LABELS)]
    table = draw.random() < 0.3
    return Finding(
        id=f"{number}-{place}", label=label.id, group=label.group, score=draw.choice((0.5, 0.8, 0.95)),
        locator=Locator(segment=place, sheet="S", column=label.id, row=place + 2) if table
        else Locator(segment=place, page=1 + place // 4, start=0, end=9),
        masked="*", value_hash=f"h1:{draw.randrange(9_000):032x}", detector="invented@1", why="pattern, 5 decimals",
        subject=draw.choice(tuple(Subject)),
    )  # fmt: skip


def _decide(services: Services, draw: random.Random, most: int) -> None:
    people = [Actor(name=name, role=Role.STEWARD) for name in ("li", "wang")]
    levels = [level.code for level in services.grading.judging.leading.levels if level.automatic]
    for number in range(most):
        task = services.review.next(people[number % 2])
        if task is None:
            return
        action = draw.choice(("accept", "accept", "change", "reject"))
        code = draw.choice(levels) if action == "change" else None
        services.review.decide(task["id"], action=action, code=code, reason="invented", actor=people[number % 2])
