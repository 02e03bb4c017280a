"""How much two contents have in common when both hold a value of some label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

__all__ = ["Sort", "Strength", "strength"]


class Sort(Enum):
    """What a value says of the two contents that share it."""

    DOCUMENT = "document"  # the number of a document: one of them mentions the other
    CERTAIN = "certain"  # given to one person or thing by an authority
    CONTACT = "contact"  # reaches one person, or the house when it is on every letterhead
    HOUSE = "house"  # belongs to an organisation, likely to stand in its letterhead
    NAME = "name"  # others may be called the same


@dataclass(frozen=True, slots=True)
class Strength:
    """How likely a shared rare value means the same thing, 0 to 1, and of what sort the value is."""

    value: float
    sort: Sort


_LABELS: Mapping[str, Strength | None] = {
    "contract_number": Strength(0.95, Sort.DOCUMENT),
    "cn_invoice": Strength(0.95, Sort.DOCUMENT),
    "invoice_number": Strength(0.93, Sort.DOCUMENT),
    "order_number": Strength(0.93, Sort.DOCUMENT),
    "doc_no": Strength(0.80, Sort.DOCUMENT),
    "bank_card": Strength(0.97, Sort.CERTAIN),
    "cn_med_rec": Strength(0.95, Sort.CERTAIN),
    "crypto_wallet": Strength(0.92, Sort.CERTAIN),
    "employee_number": Strength(0.85, Sort.CERTAIN),
    "cn_landline": Strength(0.70, Sort.HOUSE),
    "organization": Strength(0.56, Sort.HOUSE),
    "address": Strength(0.60, Sort.HOUSE),
    "person": Strength(0.62, Sort.NAME),
    # of a bank, a call centre or nobody at all, or a secret that must not become a key
    "cn_service_no": None,
    "cn_cnaps": None,
    "bic": None,
    "us_bank_rtn": None,
    "card_cvv": None,
    "card_expiry": None,
    "seed_phrase": None,
    "health_term": None,
}

_GROUPS: Mapping[str, Strength] = {
    "national_id": Strength(0.98, Sort.CERTAIN),
    "passport": Strength(0.97, Sort.CERTAIN),
    "driver_license": Strength(0.95, Sort.CERTAIN),
    "tax_id": Strength(0.94, Sort.CERTAIN),
    "vehicle": Strength(0.93, Sort.CERTAIN),
    "device_id": Strength(0.90, Sort.CERTAIN),
    "payment_card": Strength(0.97, Sort.CERTAIN),
    "phone": Strength(0.92, Sort.CONTACT),
    "bank_account": Strength(0.92, Sort.CONTACT),
    "email": Strength(0.90, Sort.CONTACT),
    "social_account": Strength(0.88, Sort.CONTACT),
    "business_id": Strength(0.75, Sort.HOUSE),
    "ip_address": Strength(0.45, Sort.NAME),
}


def strength(label: str, group: str) -> Strength | None:
    """Return the strength of a label, or of its group; None for what identifies nothing (amounts, dates, marks)."""
    if label in _LABELS:
        return _LABELS[label]
    return _GROUPS.get(group)
