"""Devices, networks, vehicles' numbers and places on the map."""

from __future__ import annotations

import ipaddress
import re

from assay.classifiers.identifiers.validators.base import Outcome, Probe, check, digits
from assay.classifiers.identifiers.validators.money import luhn

__all__: list[str] = []

_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN = {
    **{str(figure): figure for figure in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7, "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}  # fmt: skip
_DEGREES = re.compile(r"(\d{1,3}) ?[°度] ?(\d{1,2}) ?['′分](?: ?(\d{1,2})(?:\.(\d+))? ?(?:[\"″秒]|''|′′))?")
_DECIMAL = re.compile(r"[-+]?\d{1,3}\.(\d+)")
_GOES_ON = re.compile(r"\.\d")
_GOES_FAR = re.compile(r"(?:\.\d+){2}")
_VERSION = re.compile(
    r"(?:version|release|firmware|build|版本|固件|\bv(?:er)?\.?|section|chapter|§|第)"
    r"[\s:：]*(?:is |was |to |到|是|为)?$",
    re.IGNORECASE,
)
_OF_VERSION = re.compile(r" ?的?(?:版本?|固件|version|release|firmware|build)", re.IGNORECASE)
_MOMENT = re.compile(
    r"\d{2}([:-])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])\1(?:[01]\d|2[0-3])\1[0-5]\d\1[0-5]\d"  # year to second
)


@check("vin", "ISO 3779 checksum")
def vin(probe: Probe) -> Outcome:
    """Position 9 is the check; three letters and four digits at least."""
    value = probe.value.upper()
    if sum(char.isalpha() for char in value) < 3 or len(digits(value)) < 4:
        return Outcome.FAILS
    rest = sum(_VIN[char] * weight for char, weight in zip(value, _VIN_WEIGHTS, strict=True)) % 11
    return Outcome.PROVEN if value[8] == ("X" if rest == 10 else str(rest)) else Outcome.FAILS


_MORE_PAIRS = re.compile(r"[:-][0-9A-Fa-f]{2}(?![0-9A-Za-z])")
_PAIR_BEFORE = re.compile(r"[0-9A-Fa-f]{2}[:-]$")


@check("imei", "Luhn checksum")
def imei(probe: Probe) -> Outcome:
    """Luhn over 15 digits; one random number in ten passes."""
    value = digits(probe.value)
    return Outcome.PLAUSIBLE if len(set(value)) > 2 and luhn(value) else Outcome.FAILS


@check("imeisv", "number grammar")
def imeisv(probe: Probe) -> Outcome:
    """Sixteen digits without a check; the first are a type of device."""
    return Outcome.PLAUSIBLE if len(set(digits(probe.value)[:14])) > 2 else Outcome.FAILS


@check("iccid", "ITU-T E.118 prefix")
def iccid(probe: Probe) -> Outcome:
    """Prefix 8986 and, where all are digits, Luhn; cards of other countries need it."""
    value = probe.value
    if value.isdigit() and len(value) in {19, 20} and luhn(value):
        return Outcome.PROVEN
    return Outcome.PLAUSIBLE if value.startswith("8986") else Outcome.FAILS


@check("ip", "address grammar")
def ip(probe: Probe) -> Outcome:
    """A real address that is no version, no section number, no unspecified and no mask."""
    if _VERSION.search(probe.text[max(0, probe.start - 12) : probe.start]) or _OF_VERSION.match(probe.text, probe.end):
        return Outcome.FAILS
    if (_GOES_ON if ":" in probe.value else _GOES_FAR).match(probe.text, probe.end):
        return Outcome.FAILS
    plain, _, width = probe.value.partition("/")
    try:
        address = ipaddress.ip_address(plain)
    except ValueError:
        return Outcome.FAILS
    if width and int(width) > address.max_prefixlen:
        return Outcome.FAILS
    if address.is_unspecified or address.is_loopback or address.is_multicast:
        return Outcome.FAILS
    if isinstance(address, ipaddress.IPv6Address):
        return Outcome.PROVEN if len(plain) >= 8 or any(map(str.isdigit, plain)) else Outcome.PLAUSIBLE
    octets = address.packed
    if octets[0] == 255 or octets[0] == 0:
        return Outcome.FAILS
    return Outcome.PROVEN if max(octets) >= 32 or width else Outcome.PLAUSIBLE


@check("mac", "address grammar")
def mac(probe: Probe) -> Outcome:
    """Six pairs with one separator throughout; broadcast and zero are nobody's."""
    if _MORE_PAIRS.match(probe.text, probe.end) or _PAIR_BEFORE.search(
        probe.text[max(0, probe.start - 3) : probe.start]
    ):
        return Outcome.FAILS  # a fingerprint
    if _MOMENT.fullmatch(probe.value):
        return Outcome.PLAUSIBLE
    separators = {char for char in probe.value if char in ":-."}
    if separators == {"."} or (len(separators) == 1 and probe.value[4] in separators):
        lettered = any(map(str.isalpha, probe.value))
        return Outcome.PLAUSIBLE if lettered or separators == {"."} else Outcome.FAILS  # a card has groups of four too
    bare = re.sub("[:.-]", "", probe.value).upper()
    return Outcome.PROVEN if len(separators) == 1 and len(set(bare)) > 2 else Outcome.FAILS


def _angles(value: str) -> list[tuple[float, int]]:
    """Return the angles of a value in degrees, each with its decimals: minutes count for two, seconds for four."""
    turned = [
        (int(it[1]) + int(it[2]) / 60 + int(it[3] or 0) / 3600, 2 if it[3] is None else 4 + len(it[4] or ""))
        for it in _DEGREES.finditer(value)
    ]
    return turned or [(float(it[0]), len(it[1])) for it in _DECIMAL.finditer(value)]


def _precision(value: str) -> str:
    """Return how many decimals the coarser of two coordinates has: three are some hundred metres."""
    return f"{min((decimals for _, decimals in _angles(value)), default=0)} decimals"


@check("geo_pair", "coordinate range", adds=_precision)
def geo_pair(probe: Probe) -> Outcome:
    """Latitude and longitude in either order; proven by five decimals, in the box of China by four or by seconds."""
    angles = _angles(probe.value)
    if len(angles) != 2:
        return Outcome.FAILS
    (first, sharp), (second, sharper) = angles
    if abs(first) > 180 or abs(second) > 180 or min(abs(first), abs(second)) > 90:
        return Outcome.FAILS
    fine = min(sharp, sharper) >= 4
    china = any(18 <= a <= 54 and 73 <= b <= 135 for a, b in ((first, second), (second, first)))
    finer = min(sharp, sharper) >= 5 and "," in probe.value
    signed = fine and "," in probe.value and "-" in probe.value and max(abs(first), abs(second)) >= 20
    return Outcome.PROVEN if (fine and china) or finer or signed else Outcome.PLAUSIBLE
