"""Invented values of identifiers, with the check digits of their standards; independent of the detectors' own code.

Sources: GB 11643, GB 32100, GB 11714, ISO 7064, ISO 3779, ISO/IEC 7812, ISO 13616, ICAO 9303 and the published rules
of the national numbers. Births are of 1900 or 1901, mobiles of blocks without an operator, cards of no issuer or of the
networks' own documentation.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

__all__ = ["Values", "luhn_digit", "spoiled"]

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VIN = {**{str(i): i for i in range(10)}, **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
        **dict(zip("JKLMN", range(1, 6), strict=True)), "P": 7, "R": 9,
        **dict(zip("STUVWXYZ", range(2, 10), strict=True))}  # fmt: skip
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_TW = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
_CARDS = (
    "4111111111111111", "4012888888881881", "5555555555554444", "5105105105105100", "378282246310005",
    "371449635398431", "6011111111111117", "3530111333300000", "4000056655665556", "2223003122003222",
)  # fmt: skip
_D = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
      "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")  # fmt: skip
_P = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258")
_INV = "0432156789"


def luhn_digit(body: str) -> str:
    """Return the digit that makes a number pass Luhn's check."""
    total = 0
    for place, char in enumerate(reversed(body)):
        value = int(char) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def spoiled(value: str) -> str:
    """Return a value whose last digit is another one."""
    place = max(index for index, char in enumerate(value) if char.isdigit())
    return value[:place] + str((int(value[place]) + 1) % 10) + value[place + 1 :]


def _weighted(body: str, weights: Sequence[int]) -> int:
    return sum(int(char) * weight for char, weight in zip(body, weights, strict=True))


class Values:
    """A seeded source of values, one method a kind of identifier."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - invented values, not secrets

    def digits(self, size: int, first: str = "") -> str:
        """Return a run of digits that begins with `first` and does not repeat one digit."""
        return first + "".join(self.random.choices("0123456789", k=size - len(first)))

    def pick(self, alphabet: str, size: int) -> str:
        """Return a string over an alphabet."""
        return "".join(self.random.choices(alphabet, k=size))

    def born(self) -> str:
        """Return a day of 1900 or 1901."""
        return f"{self.random.choice((1900, 1901))}{self.random.randint(1, 12):02d}{self.random.randint(1, 28):02d}"

    def resident_id(self, region: str | None = None) -> str:
        """Return 18 characters of GB 11643."""
        place = region or self.random.choice(("110101", "310104", "440305", "510107", "330106", "420102", "650102"))
        body = f"{place}{self.born()}{self.random.randint(1, 999):03d}"
        return body + "10X98765432"[_weighted(body, [pow(2, 17 - index, 11) for index in range(17)]) % 11]

    def permit(self) -> str:
        """Return the number of a residence permit of a resident of Hong Kong, Macao or Taiwan."""
        return self.resident_id(self.random.choice(("810000", "820000", "830000")))

    def foreigner(self) -> str:
        """Return the number of the foreign permanent resident's card of 2023."""
        return self.resident_id("9" + self.digits(5))

    def uscc(self) -> str:
        """Return a unified social credit code."""
        body = self.random.choice(("91", "92", "12", "52")) + self.digits(6, "1") + self.pick(_USCC, 9)
        return body + _USCC[-sum(_USCC.index(char) * pow(3, place, 31) for place, char in enumerate(body)) % 31]

    def org_code(self) -> str:
        """Return an organisation code with its dash."""
        body = self.digits(8)
        rest = 11 - _weighted(body, (3, 7, 9, 10, 5, 8, 4, 2)) % 11
        return f"{body}-{ {10: 'X', 11: '0'}.get(rest, str(rest)) }"

    def biz_reg(self) -> str:
        """Return 15 digits of ISO 7064 MOD 11,10."""
        body, product = self.digits(14, "110"), 10
        for char in body:
            product = ((product + int(char)) % 10 or 10) * 2 % 11
        return body + str((11 - product) % 10)

    def card(self) -> str:
        """Return a card number of the networks' documentation, or a UnionPay one of no issuer."""
        if self.random.random() < 0.5:
            return self.random.choice(_CARDS)
        body = self.digits(18, "629999")
        return body + luhn_digit(body)

    def imei(self) -> str:
        """Return an IMEI."""
        body = self.digits(14, "35")
        return body + luhn_digit(body)

    def iccid(self) -> str:
        """Return a SIM card number of 20 digits."""
        body = self.digits(19, "8986")
        return body + luhn_digit(body)

    def vin(self) -> str:
        """Return a vehicle identification number whose ninth place is right."""
        body = self.random.choice(("LSV", "1HG", "LFV", "5YJ")) + self.pick("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 5)
        tail = self.random.choice("ABCDEFGHJKLMNPRST") + self.pick("ABCDEFGHJK", 1) + self.digits(6)
        rest = sum(_VIN[char] * weight for char, weight in zip(body + "0" + tail, _VIN_WEIGHTS, strict=True)) % 11
        return body + ("X" if rest == 10 else str(rest)) + tail

    def iban(self) -> str:
        """Return a German, Dutch or British IBAN."""
        country, bank = self.random.choice((
            ("DE", self.digits(18)), ("NL", "ABNA" + self.digits(10)), ("GB", "WEST" + self.digits(14)),
        ))  # fmt: skip
        number = int("".join(str(int(char, 36)) for char in bank + country + "00"))
        return f"{country}{98 - number % 97:02d}{bank}"

    def hk_id(self) -> str:
        """Return a Hong Kong identity number with its check character in brackets."""
        letter, body = self.random.choice("ACDEGHKMPRVYZ"), self.digits(6)
        rest = (11 - (9 * 36 + 8 * (ord(letter) - 55) + _weighted(body, (7, 6, 5, 4, 3, 2))) % 11) % 11
        return f"{letter}{body}({'A' if rest == 10 else rest})"

    def tw_id(self) -> str:
        """Return a Taiwan identity number."""
        letter, body = self.random.choice("ABCDEFGH"), self.random.choice("12") + self.digits(7)
        total = _TW[letter] // 10 + _TW[letter] % 10 * 9 + _weighted(body, range(8, 0, -1))
        return f"{letter}{body}{-total % 10}"

    def nhs(self) -> str:
        """Return a British NHS number in groups."""
        while True:
            body = self.digits(9, "94")
            rest = 11 - _weighted(body, range(10, 1, -1)) % 11
            if rest != 10:
                number = body + str(0 if rest == 11 else rest)
                return f"{number[:3]} {number[3:6]} {number[6:]}"

    def aadhaar(self) -> str:
        """Return an Aadhaar number by Verhoeff's scheme."""
        body, state = self.digits(11, "2"), 0
        for index, char in enumerate(reversed(body), 1):
            state = int(_D[state][int(_P[index % 8][int(char)])])
        number = body + _INV[state]
        return f"{number[:4]} {number[4:8]} {number[8:]}"

    def routing(self) -> str:
        """Return an ABA routing number."""
        body = self.digits(8, "02")
        return body + str(-_weighted(body, (3, 7, 1, 3, 7, 1, 3, 7)) % 10)

    def pesel(self) -> str:
        """Return a Polish PESEL of a person born in 1900 or 1901."""
        body = self.born()[2:] + self.digits(4)
        return body + str(-_weighted(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)

    def dni(self) -> str:
        """Return a Spanish DNI."""
        body = self.digits(8)
        return body + "TRWAGMYFPDXBNJZSQVHLCKE"[int(body) % 23]

    def bsn(self) -> str:
        """Return a Dutch BSN."""
        while True:
            body = self.digits(8, "1")
            rest = _weighted(body, range(9, 1, -1)) % 11
            if rest < 10:
                return body + str(rest)

    def nir(self) -> str:
        """Return a French social security number with its key."""
        body = f"1{self.born()[2:6]}75{self.digits(6)}"
        return f"{body}{97 - int(body) % 97:02d}"

    def cpf(self) -> str:
        """Return a Brazilian CPF in its usual writing."""
        body = self.digits(9)
        for weights in (range(10, 1, -1), range(11, 1, -1)):
            body += str(_weighted(body, weights) * 10 % 11 % 10)
        return f"{body[:3]}.{body[3:6]}.{body[6:9]}-{body[9:]}"

    def sin(self) -> str:
        """Return a Canadian social insurance number."""
        body = self.digits(8, "1")
        number = body + luhn_digit(body)
        return f"{number[:3]} {number[3:6]} {number[6:]}"

    def tfn(self) -> str:
        """Return an Australian tax file number."""
        while True:
            body = self.digits(8, "1")
            last = next((d for d in range(10) if (_weighted(body, (1, 4, 3, 7, 5, 8, 6, 9)) + 10 * d) % 11 == 0), None)
            if last is not None:
                return f"{body[:3]} {body[3:6]} {body[6:]}{last}"

    def nric(self) -> str:
        """Return a Singapore NRIC."""
        body = self.digits(7)
        return "S" + body + "JZIHGFEDCBA"[_weighted(body, (2, 7, 6, 5, 4, 3, 2)) % 11]

    def rrn(self) -> str:
        """Return a Korean resident number of a person born in 1900 or 1901 (ninth century digit: none living)."""
        body = self.born()[2:] + "1" + self.digits(5)
        return f"{body[:6]}-{body[6:]}{(11 - _weighted(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10}"

    def npi(self) -> str:
        """Return an American national provider identifier."""
        body = self.digits(9, "1")
        return body + luhn_digit("80840" + body)

    def isin(self) -> str:
        """Return an ISIN of a US security that is none."""
        body = "US" + self.digits(9)
        return body + luhn_digit("".join(str(int(char, 36)) for char in body))

    def mrz(self) -> str:
        """Return the second line of a passport's machine-readable zone."""
        number, born, ends = self.pick("ABCDEFGHJKLM", 1) + self.digits(8), self.born()[2:], "301231"
        body = f"{number}{self._mrz(number)}UTO{born}{self._mrz(born)}F{ends}{self._mrz(ends)}{'<' * 14}0"
        every = body[:10] + body[13:20] + body[21:43]
        return body + self._mrz(every)

    @staticmethod
    def _mrz(text: str) -> str:
        values = (0 if char == "<" else int(char, 36) for char in text)
        return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)

    def mobile(self) -> str:
        """Return a mobile number of a block without an operator."""
        return self.random.choice(("13490", "13491")) + self.digits(6)
