"""Cards, accounts and wallets."""

from __future__ import annotations

import hashlib
import re

from assay.classifiers.identifiers.validators.base import Outcome, Probe, check, compact, digits
from assay.classifiers.identifiers.validators.keccak import keccak256

__all__ = ["luhn"]

_IBAN = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip
_MAESTRO = frozenset({50, 56, 57, 58, 59, 60, 63, 67, 68, 69})
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")  # twice a figure, its own figures added
_ROUTING = (3, 7, 1, 3, 7, 1, 3, 7, 1)


def luhn(value: str) -> bool:
    """Say whether a string of digits passes the Luhn check (ISO/IEC 7812-1)."""
    figures = value.encode()
    return (sum(figures[-1::-2]) + sum(figures[-2::-2].translate(_DOUBLED)) - ord("0") * len(figures)) % 10 == 0


def _network(value: str) -> bool:
    """Say whether a number has the prefix and the length of a card network."""
    size, two, four = len(value), int(value[:2]), int(value[:4])
    return (
        (two in {62, 81} and 16 <= size <= 19)
        or (value[0] == "4" and size in {13, 16, 19})
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and size == 16)
        or (two in {34, 37} and size == 15)
        or (3528 <= four <= 3589 and size == 16)
        or ((four == 6011 or two == 65 or 644 <= int(value[:3]) <= 649) and 16 <= size <= 19)
        or ((two in {36, 38, 39} or 300 <= int(value[:3]) <= 305) and size == 14)
        or (two in _MAESTRO and 12 <= size <= 19)
        or (value[:3] == "122" and size == 15)
    )


@check("card", "Luhn checksum")
def card(probe: Probe) -> Outcome:
    """Luhn and a known network; a number of one repeated digit is a filler."""
    value = digits(probe.value)
    if value == value[0] * len(value) or not luhn(value):
        return Outcome.FAILS
    return Outcome.PROVEN if _network(value) else Outcome.PLAUSIBLE


@check("iban", "MOD 97 checksum")
def iban(probe: Probe) -> Outcome:
    """Country's length and ISO 7064 MOD 97-10."""
    value = compact(probe.value)
    if _IBAN.get(value[:2]) != len(value):
        return Outcome.FAILS
    turned = value[4:] + value[:4]
    return Outcome.PROVEN if int("".join(str(int(char, 36)) for char in turned)) % 97 == 1 else Outcome.FAILS


@check("bic", "country code")
def bic(probe: Probe) -> Outcome:
    """An ISO country inside; words such as CALLBACK pass too, so context decides."""
    return Outcome.PLAUSIBLE if probe.value[4:6] in _COUNTRIES else Outcome.FAILS


@check("us_bank_rtn", "ABA checksum")
def us_bank_rtn(probe: Probe) -> Outcome:
    """Weights 3 7 1; one random number in ten passes."""
    total = sum(int(char) * weight for char, weight in zip(probe.value, _ROUTING, strict=True))
    return Outcome.PLAUSIBLE if total % 10 == 0 and total else Outcome.FAILS


@check("amount", "amount grammar")
def amount(probe: Probe) -> Outcome:
    """Anything with a digit or a Chinese figure."""
    return Outcome.PLAUSIBLE if len(probe.value) >= 2 else Outcome.FAILS


_OF_CARD = re.compile(
    r"(?i)卡|card|visa|master|amex|银联|union ?pay|cvv|cvc|thru|good through|debit|credit|security code|安全码"
)


@check("card_expiry", "month of a card")
def card_expiry(probe: Probe) -> Outcome:
    """A month and a year of two digits; one of four digits needs a card nearby, for many things expire."""
    short = re.fullmatch(r"\d{2} ?[/-] ?\d{2}", probe.value)
    near = probe.text[max(0, probe.start - 80) : probe.end + 40]
    return Outcome.PLAUSIBLE if short or _OF_CARD.search(near) else Outcome.FAILS


@check("wallet", "wallet checksum")
def wallet(probe: Probe) -> Outcome:
    """Base58 with double SHA-256, bech32 and bech32m; Ethereum by its capitals (EIP-55)."""
    value = probe.value
    if value.startswith("0x"):
        return _eip55(value[2:])
    if value.lower().startswith("bc1"):
        return Outcome.PROVEN if _bech32(value) else Outcome.FAILS
    number = 0
    for char in value:
        number = number * 58 + _BASE58.index(char)
    try:
        raw = number.to_bytes(25, "big")
    except OverflowError:
        return Outcome.FAILS
    twice = hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()
    return Outcome.PROVEN if twice[:4] == raw[21:] else Outcome.FAILS


def _eip55(value: str) -> Outcome:
    """Say whether the capitals of an Ethereum address are those of EIP-55; without capitals there is no check."""
    if value.lower() == value or value.upper() == value:
        return Outcome.PLAUSIBLE
    digest = keccak256(value.lower().encode()).hex()
    right = all(char.isdigit() or char.isupper() == (bit >= "8") for char, bit in zip(value, digest, strict=False))
    return Outcome.PROVEN if right else Outcome.FAILS


def _bech32(value: str) -> bool:
    if value.lower() != value and value.upper() != value:
        return False
    prefix, _, data = value.lower().rpartition("1")
    spread = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    state = 1
    for item in spread + [_BECH32.index(char) for char in data]:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ item
        for bit, word in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            state ^= word if top >> bit & 1 else 0
    return state in {1, 0x2BC830A3}


_COUNTRIES = frozenset({
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AR", "AT", "AU", "AW", "AZ", "BA", "BB", "BD", "BE",
    "BF", "BG", "BH", "BI", "BJ", "BM", "BN", "BO", "BR", "BS", "BT", "BW", "BY", "BZ", "CA", "CD", "CF",
    "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CY", "CZ", "DE", "DJ", "DK",
    "DM", "DO", "DZ", "EC", "EE", "EG", "ER", "ES", "ET", "FI", "FJ", "FM", "FO", "FR", "GA", "GB", "GD",
    "GE", "GG", "GH", "GI", "GL", "GM", "GN", "GQ", "GR", "GT", "GW", "GY", "HK", "HN", "HR", "HT", "HU",
    "ID", "IE", "IL", "IM", "IN", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI",
    "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV",
    "LY", "MA", "MC", "MD", "ME", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MR", "MS", "MT", "MU", "MV",
    "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NG", "NI", "NL", "NO", "NP", "NR", "NZ", "OM", "PA", "PE",
    "PF", "PG", "PH", "PK", "PL", "PS", "PT", "PW", "PY", "QA", "RO", "RS", "RU", "RW", "SA", "SB", "SC",
    "SD", "SE", "SG", "SI", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SY", "SZ", "TC", "TD",
    "TG", "TH", "TJ", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "US", "UY", "UZ",
    "VA", "VC", "VE", "VG", "VN", "VU", "WS", "XK", "YE", "ZA", "ZM", "ZW",
})  # fmt: skip
