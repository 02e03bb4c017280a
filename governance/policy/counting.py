"""How many distinct people and things findings stand for, over one file or many, by their keyed hashes alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assay.governance.domain import Finding, Subject, labels

__all__ = ["COUNTED", "Tally", "tally"]

_WEAK = 0.6
_GROUPS = {
    "identity": ("national_id", "passport", "driver_license"), "account": ("payment_card", "bank_account"),
    "phone": ("phone",), "email": ("email",), "social": ("social_account",), "name": ("person",),
}  # fmt: skip
_NOBODYS = frozenset({"cn_service_no", "card_cvv", "card_expiry", "cn_cnaps", "bic", "us_bank_rtn"})
_HEALTH = frozenset({"cn_med_rec", "us_mbi"})
_TIER = {
    label.id: tier
    for tier, groups in _GROUPS.items()
    for label in labels().values()
    if label.group in groups and label.id not in _NOBODYS
}
_PLACES = frozenset(label.id for label in labels().values() if label.group == "geo")
_OWNERS = frozenset(label.id for label in labels().values() if label.group in {"vehicle", "device_id"})
_PUBLIC = frozenset({Subject.BUSINESS_CONTACT, Subject.PUBLIC_FIGURE})
COUNTED = frozenset(_TIER) | _HEALTH | _PLACES | _OWNERS


class Tally:
    """Counts file by file. A person is told from another by the identifier that tells most people apart in a file.

    Of identifiers that tell as many the stronger counts: identity document, account, phone, mail, social account, name.
    What stands beside that identifier in its file is the same people's, and is not counted again where it stands alone
    in another file. So the number is of people, not of values; it may be too low where two people share a number.
    Business contacts and public figures are no data subjects here.
    """

    def __init__(self) -> None:
        self._chosen: dict[str, set[bytes]] = defaultdict(set)
        self._beside: dict[str, set[bytes]] = defaultdict(set)
        self._things: dict[str, set[bytes]] = defaultdict(set)

    def add(self, findings: Iterable[Finding]) -> None:
        """Count the findings of one file; weak ones count for nothing (R13)."""
        tiers: dict[str, set[bytes]] = defaultdict(set)
        places: set[bytes] = set()
        owned = False
        for it in findings:
            if it.score < _WEAK:
                continue
            if it.label in _PLACES:
                places.update(_heads(it))
                continue
            owned = owned or it.label in _OWNERS
            if it.subject in _PUBLIC:
                continue
            heads = set(_heads(it))
            if tier := _TIER.get(it.label):
                tiers[tier] |= heads
            if it.label in _HEALTH:
                self._things["health_records"] |= heads
            if tier == "account":
                self._things["accounts"] |= heads
            if it.subject is Subject.MINOR and tier:
                self._things["children"] |= heads
        if places and (tiers or owned):
            self._things["places"] |= places
        if tiers:
            order = list(_GROUPS)
            best = max(tiers, key=lambda tier: (len(tiers[tier]), -order.index(tier)))
            self._chosen[best] |= tiers.pop(best)
            for tier, heads in tiers.items():
                self._beside[tier] |= heads

    def facts(self) -> Mapping[str, int]:
        """Return the counts: people, those with sensitive information, and the things that laws count."""
        subjects = sum(len(heads - self._beside[tier]) for tier, heads in self._chosen.items())
        things = {name: len(self._things[name]) for name in ("children", "accounts", "places", "health_records")}
        sensitive = max(things["accounts"], things["health_records"], things["children"])
        return {"subjects": subjects, "sensitive_subjects": sensitive, **things}


def _heads(finding: Finding) -> Iterator[bytes]:
    """Yield the hashes that a finding stands for, as far as sets of values keep them."""
    if finding.values is not None:
        yield from finding.values.heads()
        return
    digits = finding.value_hash.partition(":")[2][:32]
    yield bytes.fromhex(digits) if len(digits) == 32 else finding.value_hash.encode()


def tally(files: Iterable[Sequence[Finding]]) -> Mapping[str, int]:
    """Return the counts over some files."""
    counted = Tally()
    for findings in files:
        counted.add(findings)
    return counted.facts()
