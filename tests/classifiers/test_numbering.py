"""Phone numbers by plan: what the short way says is what the library says."""

from __future__ import annotations

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from assay.classifiers.identifiers.validators.numbering import international

REGIONS = ("US", "GB", "DE", "FR", "AU", "IN", "ES", "IT", "NL", "JP", "HK", "TW", "SG", "CH")
KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_numbers_with_a_code_are_told_as_the_library_tells_them(region: str) -> None:
    for kind in KINDS:
        number = phonenumbers.example_number_for_type(region, kind)
        if number is not None:
            written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
            assert international(written) == phonenumbers.format_number(number, PhoneNumberFormat.E164)


@pytest.mark.parametrize("region", REGIONS)
def test_numbers_dialled_inside_a_region_are_told_as_the_library_tells_them(region: str) -> None:
    for kind in KINDS:
        number = phonenumbers.example_number_for_type(region, kind)
        if number is not None:
            written = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
            e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            assert international(written, (region,)) == e164
            assert international(f"{written} ext. 123", (region,)) == e164


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("+1 212 555 2368", "+12125552368"), ("001 212 555 2368", "+12125552368"),
        ("011 44 20 7946 0958", "+442079460958"),
        ("+44 (0)20 7946 0958", "+442079460958"), ("+0361 9182883", None), ("+999 12345678", None), ("+", None),
        ("12", None), ("(212) 555-2368x42", "+12125552368"),
    ],
)  # fmt: skip
def test_prefixes_extensions_and_what_is_no_number(value: str, told: str | None) -> None:
    assert international(value) == told
