"""What a cell may be by itself: small tests by name, of lists and shapes, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from assay.classifiers.columns.calendar import is_date, is_expiry, is_month, is_time, is_year
from assay.classifiers.columns.places import (
    is_calling_code,
    is_city,
    is_country,
    is_country_code,
    is_iso_country,
    is_nationality,
    is_province,
    is_us_state,
)
from assay.classifiers.names.addresses import looks_like_address
from assay.classifiers.names.lexicon import chinese, english
from assay.classifiers.names.organisations import looks_like_organisation
from assay.classifiers.names.people_zh import looks_like_chinese_name

__all__ = ["PROFILES", "TESTS"]

_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’ -][^\W\d_]+)*\.?")
_NAME = re.compile(
    r"(?:[^\W\d_]+[.,]?|[^\W\d_]+(?:['’·-][^\W\d_]+)+,?)(?: (?:[^\W\d_]+\.?|[^\W\d_]+(?:['’·-][^\W\d_]+)+\.?)){1,4}"
)
_MINORITY = re.compile(r"[\u3400-\u9fff]{1,9}(?:·[\u3400-\u9fff]{1,9}){1,3}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTERS = re.compile(r"[^\W\d_]")
_OCCUPATION = re.compile(
    r"(?i).*(?:manager|engineer|officer|clerk|director|assistant|analyst|technician|nurse|teacher|driver|worker|operator"
    r"|specialist|consultant|designer|developer|administrator|secretary|accountant|supervisor|representative|agent"
    r"|scientist|therapist|physician|surgeon|attendant|inspector|mechanic|repairer|salesperson|electrician|lawyer"
    r"|programmer|planner|coordinator|executive|president|counselor|librarian|producer|editor|writer|artist|musician"
    r"|trainer|aide|cashier|cook|guard|pilot|farmer|instructor|professor|technologist|contractor|installer|surveyor)s?"
    r"|.*(?:员|师|经理|主管|总监|助理|主任|专员|工|顾问|代表|干事|会计|出纳|司机|秘书|讲师|教授|教师|医生|护士|律师|部长|处长|科长|局长|院长|校长|厂长|站长|组长|班长|董事|总裁|设计师|老师)(?:/.*|（.*)?"
)  # fmt: skip
_DOMAIN = re.compile(
    r"(?i)(?:https?://|ftp://)[^\s]+|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}[a-z]{2,24}(?:/[^\s]*)?"
)
_FILES = frozenset(
    {"pdf", "doc", "docx", "xls", "xlsx", "png", "jpg", "jpeg", "txt", "csv", "zip", "mp3", "mp4", "html", "json", "py"}
)
_UUID = re.compile(r"(?i)\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?")
_HOUSE = re.compile(
    r"(?i).*\d.*\b(?:st|street|ave|avenue|rd|road|blvd|boulevard|lane|ln|drive|dr|court|ct|way|place|pl|square|highway"
    r"|hwy|parkway|terrace|trail|suite|apt|floor|box|crescent|close|route)\b.*"
    r"|(?:.*[路街巷弄道村镇园苑区里坊].*\d.*[号室栋幢座楼层单元户].*)|.*[省市区县].*[路街道镇乡村].*"
)
_STATUS = re.compile(r"[^\W\d_][\w /()-]{0,24}|[\u3400-\u9fff]{1,8}|[01]|[A-Z]{1,3}")
_LOGIN = re.compile(r"[A-Za-z0-9\u3400-\u9fff][\w.@+-]{1,63}")
_ID = re.compile(r"(?=.*\d)[A-Za-z]{0,4}[\dA-Za-z]{0,4}[\d .A-Za-z/*-]{3,22}[\dA-Za-z]\)?")
_MANY_WORDS = 6


@lru_cache(maxsize=8192)
def is_name_word(cell: str) -> bool:
    """Say whether a cell is a word or two, as parts of names are."""
    if _HAN.match(cell):
        return len(cell) <= 4 and all(map(_HAN.match, cell))
    return len(cell) <= 40 and bool(_WORD.fullmatch(cell)) and not cell.islower()


def is_given_name(cell: str) -> bool:
    """Say whether a cell is a given name that the lists know."""
    if _HAN.match(cell):
        return 1 <= len(cell) <= 2 and all(char in chinese().given for char in cell)
    return cell.casefold() in english().given


def is_initial_or_name(cell: str) -> bool:
    """Say whether a cell is an initial, or one word of a name."""
    return (len(cell.rstrip(".")) <= 2 and cell[0].isalpha()) or is_name_word(cell)


def is_full_name(cell: str) -> bool:
    """Say whether a cell has the shape of a person's whole name."""
    if looks_like_organisation(cell):
        return False
    if looks_like_chinese_name(cell) or _MINORITY.fullmatch(cell):
        return True
    return 4 <= len(cell) <= 60 and bool(_NAME.fullmatch(cell)) and any(map(str.isupper, cell))


def is_known_full_name(cell: str) -> bool:
    """Say whether a cell is a whole name of which the lists know a part."""
    if not is_full_name(cell):
        return False
    if _HAN.match(cell):
        return "·" in cell or sum(char in chinese().given for char in cell[1:]) * 2 >= len(cell) - 1
    known = english().given
    return any(part.casefold().strip(".,") in known for part in cell.split())


def is_wordy(cell: str) -> bool:
    """Say whether a cell is a short phrase of words: at most a few figures, no sentence."""
    letters = len(_LETTERS.findall(cell[:80]))
    return len(cell) <= 80 and letters * 2 > len(cell.replace(" ", "")) and cell.count(" ") < 2 * _MANY_WORDS


def is_said(cell: str) -> bool:
    """Say whether a cell holds words."""
    return bool(_HAN.search(cell)) or len(_LETTERS.findall(cell[:200])) >= 3


def is_sentence(cell: str) -> bool:
    """Say whether a cell is a text of several words."""
    return cell.count(" ") >= _MANY_WORDS or len(_HAN.findall(cell[:60])) >= 15


def is_address(cell: str) -> bool:
    """Say whether a cell may be an address: figures and words, or words of its levels."""
    if re.fullmatch(r"[\d.:/]+", cell) or "@" in cell or "://" in cell:
        return False
    return looks_like_address(cell) or (len(cell) >= 6 and " " in cell and is_said(cell))


def is_login(cell: str) -> bool:
    """Say whether a cell may be a name that one signs in with."""
    return bool(_LOGIN.fullmatch(cell)) and not re.fullmatch(r"\d{12,}", cell)


def is_secret(cell: str) -> bool:
    """Say whether a cell may be a secret in clear: no mask, no digest."""
    return not re.fullmatch(r"[*•.xX-]+", cell) and not re.fullmatch(r"(?i)none|null|n/a|yes|no|true|false", cell)


def is_web_address(cell: str) -> bool:
    """Say whether a cell is a domain or a URL, no name of a file."""
    return "@" not in cell and bool(_DOMAIN.fullmatch(cell)) and cell.rpartition(".")[2].lower() not in _FILES


def is_organisation(cell: str) -> bool:
    """Say whether a cell may be the name of a firm or a body."""
    if looks_like_organisation(cell):
        return True
    return 2 <= len(cell) <= 80 and is_said(cell) and not looks_like_chinese_name(cell) and not is_sentence(cell)


def is_bank_name(cell: str) -> bool:
    """Say whether a cell names a bank."""
    return "银行" in cell or "信用社" in cell or bool(re.search(r"(?i)\b(?:bank|banco|banque|credit union)\b", cell))


def is_latitude(cell: str) -> bool:
    """Say whether a cell is a decimal number of degrees up to 90."""
    return bool(re.fullmatch(r"[-+]?\d{1,2}\.\d{2,}°?[NSns]?", cell)) and abs(float(cell.rstrip("°NSns"))) <= 90


def is_longitude(cell: str) -> bool:
    """Say whether a cell is a decimal number of degrees up to 180."""
    return bool(re.fullmatch(r"[-+]?\d{1,3}\.\d{2,}°?[EWew]?", cell)) and abs(float(cell.rstrip("°EWew"))) <= 180


def is_id_number(cell: str) -> bool:
    """Say whether a cell has the shape of a number of identity papers."""
    figures = sum(char.isdigit() or char == "*" for char in cell)
    return figures >= 5 and len(cell) <= 24 and bool(_ID.fullmatch(cell))


def ascends(cells: Sequence[str]) -> bool:
    """Say whether whole numbers go up by one from cell to cell, nearly everywhere."""
    if len(cells) < 3 or not all(cell.isdecimal() and cell.isascii() and len(cell) < 10 for cell in cells):
        return False
    steps = [int(b) - int(a) for a, b in pairwise(cells)]
    return steps.count(1) >= 0.95 * len(steps)


TESTS: dict[str, Callable[[str], bool]] = {
    "address": is_address,
    "bank_name": is_bank_name,
    "calling_code": is_calling_code,
    "city": is_city,
    "country": is_country,
    "country_code": is_country_code,
    "date": is_date,
    "expiry": is_expiry,
    "file": lambda cell: cell.rpartition(".")[2].lower() in _FILES,
    "full_name": is_full_name,
    "given_name": is_given_name,
    "id_number": is_id_number,
    "initial_or_name": is_initial_or_name,
    "iso_country": is_iso_country,
    "known_full_name": is_known_full_name,
    "latitude": is_latitude,
    "login": is_login,
    "longitude": is_longitude,
    "month": is_month,
    "name_word": is_name_word,
    "nationality": is_nationality,
    "occupation": lambda cell: bool(_OCCUPATION.fullmatch(cell[:60])),
    "organisation": is_organisation,
    "percent": lambda cell: bool(re.fullmatch(r"[-+]?\d+(?:\.\d+)?\s?%", cell)),
    "province": is_province,
    "said": is_said,
    "secret": is_secret,
    "sentence": is_sentence,
    "status_word": lambda cell: bool(_STATUS.fullmatch(cell)),
    "sure_address": lambda cell: is_address(cell) and bool(_HOUSE.fullmatch(cell[:120])),
    "sure_organisation": looks_like_organisation,
    "time": is_time,
    "us_state": is_us_state,
    "uuid": lambda cell: bool(_UUID.fullmatch(cell)),
    "web_address": is_web_address,
    "with_digit": lambda cell: any(map(str.isdigit, cell)),
    "wordy": is_wordy,
    "year": is_year,
}
PROFILES: dict[str, Callable[[Sequence[str]], bool]] = {"sequence": ascends}
