"""Maker of the sample corpus: every person, firm and number in it is invented."""

from making.numbers import card, mobile, resident_id, uscc
from making.story import CALL, CONTRACT, CUSTOMERS, SEED, STAFF, Person

__all__ = ["CALL", "CONTRACT", "CUSTOMERS", "SEED", "STAFF", "Person", "card", "mobile", "resident_id", "uscc"]
