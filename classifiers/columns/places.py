"""Cells that are countries, their codes, provinces and cities; names of countries are those of libphonenumber."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from importlib.util import module_from_spec, spec_from_file_location

from assay.classifiers.names.lexicon import places
from assay.classifiers.plain import read_yaml

__all__ = [
    "is_calling_code", "is_city", "is_country", "is_country_code", "is_iso_country", "is_nationality", "is_province",
    "is_us_state",
]  # fmt: skip

_PROVINCE_ENDS = ("省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区")
_CITY_ENDS = ("市", "地区", "自治州", "盟")


@cache
def _listed(name: str) -> frozenset[str]:
    text = files("assay.classifiers.columns").joinpath("lists.yaml").read_text(encoding="utf-8")
    return frozenset(read_yaml(text)[name])


@cache
def _countries() -> tuple[frozenset[str], frozenset[str]]:
    """Return the codes of ISO 3166 and the names of countries in English and Chinese, folded."""
    known = _country_names()
    names = set(_listed("countries"))
    for told in known.values():
        for language in ("en", "zh", "aa"):
            name = told.get(language, "")
            name = told.get(name[1:], "") if name.startswith("*") else name
            names.add(name.casefold())
    names |= {name.casefold() for name in (*places().countries_zh, *places().places_en)}
    return frozenset(known), frozenset(names - {""})


def _country_names() -> Mapping[str, Mapping[str, str]]:
    """Return names of countries by code and language, read alone: what stands beside them is 100 MB of towns."""
    with as_file(files("phonenumbers") / "geodata" / "locale.py") as path:
        spec = spec_from_file_location("phonenumbers.countries.locale", path)
        if spec is None or spec.loader is None:
            raise ImportError("the names of countries are not installed")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    found: Mapping[str, Mapping[str, str]] = module.LOCALE_DATA
    return found


def is_country(cell: str) -> bool:
    """Say whether a cell is the name of a country."""
    return cell.casefold().replace("-", " ") in _countries()[1]


def is_country_code(cell: str) -> bool:
    """Say whether a cell is a code of a country: two letters of ISO 3166, or three capitals."""
    return is_iso_country(cell) or (len(cell) == 3 and cell.isascii() and cell.isalpha() and cell.isupper())


def is_iso_country(cell: str) -> bool:
    """Say whether a cell is a code of two letters of ISO 3166."""
    return len(cell) == 2 and cell.upper() in _countries()[0]


def is_calling_code(cell: str) -> bool:
    """Say whether a cell is a country's calling code (ITU-T E.164)."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    code = cell.removeprefix("+").removeprefix("00")
    return code.isdecimal() and len(code) <= 4 and (int(code) in COUNTRY_CODE_TO_REGION_CODE or len(code) == 4)


def is_province(cell: str) -> bool:
    """Say whether a cell is a province of China, or a state of North America or Australia."""
    known = places().provinces
    return (
        cell in known
        or cell.casefold() in _listed("state_names")
        or any(cell.removesuffix(end) in known for end in _PROVINCE_ENDS)
    )


def is_us_state(cell: str) -> bool:
    """Say whether a cell is the code of a state of the USA."""
    return cell in _listed("us_states")


@cache
def _cities() -> frozenset[str]:
    told = places()
    return frozenset({*told.cities, *told.provinces, *told.ordinary}) | {name.casefold() for name in told.places_en}


def is_city(cell: str) -> bool:
    """Say whether a cell is a city of the lists."""
    if cell.casefold() in _cities():
        return not is_country(cell) or cell in {"新加坡", "Singapore"}
    return any(cell.endswith(end) and cell.removesuffix(end) in _cities() for end in _CITY_ENDS)


def is_nationality(cell: str) -> bool:
    """Say whether a cell is a people, a language or an ethnic group."""
    return (
        cell.casefold().replace("-", " ").partition(" ")[0].strip("(") in _listed("nationalities")
        or cell.removesuffix("族") in _listed("peoples")
        or cell in _listed("tongues")
    )
