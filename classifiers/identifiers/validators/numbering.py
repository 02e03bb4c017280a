"""Phone numbers by numbering plan: libphonenumber's metadata as one expression a region, its parser for the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

from assay.classifiers.identifiers.validators.base import digits

__all__ = ["international", "may_exist"]

_REGIONS = ("US", "GB", "DE", "FR", "AU", "IN", "ES", "IT", "NL", "JP", "HK", "TW", "SG", "CH")
_PLAIN = re.compile(r"\+?[0-9 ().-]+")
_KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan",
    "voicemail",
)  # fmt: skip
_OUTSIDE = re.compile(r"^(?:00|011)[ -]?(?=[1-9])")
_TRUNK = "(0)"
_MEMORY = 64 << 20
_EXTENSION = re.compile(r"(?i)\s*(?:x|ext\.?|#|转)\s*\d{1,6}$")


@lru_cache(maxsize=1_024)  # a check and the canonical forms of a batch after it ask the same
def international(value: str, regions: tuple[str, ...] = _REGIONS) -> str | None:
    """Return a phone number as +E.164, None where no numbering plan has it."""
    value = _OUTSIDE.sub("+", _EXTENSION.sub("", value.strip()))
    figures = digits(value)
    plain = _TRUNK not in value and bool(_PLAIN.fullmatch(value))
    if value.startswith("+"):
        known, whole = _with_code(figures) if plain else (None, False)
        return known or (None if whole else _parsed(value, None))
    possible = _possible(regions)(figures)
    for region in possible:
        plan = _plan(region)
        if plain and (plan.own_prefix or not figures.startswith(plan.code)):
            national = _national(figures, plan)
            if national is not None:
                return f"+{plan.code}{national}"
            if plan.no_other_prefix(figures):
                continue
        if plan.may_be(figures) and (found := _parsed(value, region)) is not None:
            return found
    return None


class _Plan:
    """A region's plan: its code, the prefix of calls inside it, others that may stand there, and what is valid.

    Valid is what any region of the same code has: whose number it is only shows in the number.
    """

    def __init__(self, told: Any, family: Sequence[Any]) -> None:
        self.code = str(told.country_code)
        self.prefix = told.national_prefix or ""
        self.others = re.compile(told.national_prefix_for_parsing) if told.national_prefix_for_parsing else None
        self.own_prefix = self.prefix == self.code  # as in North America, where both are 1
        patterns = [
            form.national_number_pattern
            for member in family
            for name in _KINDS
            if (form := getattr(member, name)) is not None and form.national_number_pattern
        ]
        valid, general = "|".join(f"(?:{pattern})" for pattern in patterns), told.general_desc.national_number_pattern
        self.valid = re.compile(valid or r"(?!)")
        self.general = re.compile(general)
        # What no number of the region is without, in one expression: a valid or general one, with what may stand first.
        self.form = f"(?:{self.prefix})?(?:{valid or general})|(?:{self.prefix}|{self.code})?(?:{general})"

    def no_other_prefix(self, figures: str) -> bool:
        """Say whether figures begin with none of the prefixes that are more than the plain one, as of carriers."""
        match = self.others.match(figures) if self.others else None
        return match is None or match[0] == self.prefix

    def may_be(self, figures: str) -> bool:
        """Say whether figures have the form of its numbers, with or without the prefix; spares most parsing."""
        shorter = (figures, figures.removeprefix(self.prefix), figures.removeprefix(self.code))
        return any(self.general.fullmatch(it) for it in shorter)


@cache
def _possible(regions: tuple[str, ...]) -> Callable[[str], list[str]]:
    """Return what says, in one pass over figures, which of some regions they may be a number of, in order."""
    import re2  # type: ignore[import-untyped]

    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    forms = re2.Set.FullMatchSet(options)
    for region in regions:
        forms.Add(_plan(region).form)
    forms.Compile()
    return lambda figures: [regions[place] for place in sorted(forms.Match(figures) or ())]


@cache
def _plan(region: str) -> _Plan:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    told: Any = PhoneMetadata.metadata_for_region(region)
    family = [PhoneMetadata.metadata_for_region(it) for it in COUNTRY_CODE_TO_REGION_CODE[told.country_code]]
    return _Plan(told, [it for it in family if it is not None])


def _national(figures: str, plan: _Plan) -> str | None:
    """Return the significant number that figures dialled inside a region stand for, where it is a valid one."""
    if plan.prefix and figures.startswith(plan.prefix):
        stripped = figures[len(plan.prefix) :]
        if plan.general.fullmatch(stripped) or not plan.general.fullmatch(figures):
            figures = stripped
    return figures if plan.valid.fullmatch(figures) else None


def _with_code(figures: str) -> tuple[str | None, bool]:
    """Return +E.164 where the rest after a country's code is a valid number, and whether that is all to be asked."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    for size in (1, 2, 3) if not figures.startswith("0") else ():
        regions = COUNTRY_CODE_TO_REGION_CODE.get(int(figures[:size] or 0), ())
        if regions:
            national = figures[size:]
            if regions[0] == "001" or not national or national[0] == "0":
                return None, False
            plan = _plan(regions[0])
            if plan.valid.fullmatch(national):
                return f"+{figures}", True
            return None, plan.no_other_prefix(national) and not (plan.prefix and national.startswith(plan.prefix))
    return None, False


def may_exist(value: str) -> bool:
    """Say whether a number with its country's code has a length of that country, though no plan gives it out (yet)."""
    import phonenumbers

    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(value, None)))
    except phonenumbers.NumberParseException:
        return False


def _parsed(value: str, region: str | None) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
