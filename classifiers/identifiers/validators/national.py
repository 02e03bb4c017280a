"""Numbers of people and firms in many countries, by python-stdnum, with its known traps guarded.

A number that holds is only plausible: one random run of digits in ten (often more) passes, so a word beside it
decides. The long mixed forms of `_ALONE` are as good as a label.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from assay.classifiers.identifiers.validators.base import CHECKS, Check, Outcome, Probe, check, compact, digits
from assay.classifiers.identifiers.validators.money import luhn

__all__ = ["STDNUM"]

STDNUM: dict[str, tuple[str, ...]] = {
    "au_abn": ("au.abn",), "au_tfn": ("au.tfn",), "be_nn": ("be.nn",), "bg_egn": ("bg.egn",),
    "br_cnpj": ("br.cnpj",), "br_cpf": ("br.cpf",), "ca_sin": ("ca.sin",), "ch_ssn": ("ch.ssn",),
    "cusip": ("cusip",), "cz_rc": ("cz.rc", "sk.rc"), "de_idnr": ("de.idnr",), "dk_cpr": ("dk.cpr",),
    "ee_ik": ("ee.ik",), "es_dni": ("es.dni",), "es_nie": ("es.nie",), "eu_vat": ("eu.vat",), "fi_hetu": ("fi.hetu",),
    "figi": ("figi",), "fr_nir": ("fr.nir",), "gr_amka": ("gr.amka",), "hr_oib": ("hr.oib",), "id_nik": ("id.nik",),
    "ie_pps": ("ie.pps",), "il_idnr": ("il.idnr",), "isin": ("isin",), "it_codicefiscale": ("it.codicefiscale",),
    "jp_my_number": ("jp.in_",), "kr_rrn": ("kr.rrn",), "lei": ("lei",), "lt_asmens": ("lt.asmens",),
    "lv_pk": ("lv.pvn",), "mx_curp": ("mx.curp",), "mx_rfc": ("mx.rfc",), "my_nric": ("my.nric",),
    "nl_bsn": ("nl.bsn",), "no_fodselsnummer": ("no.fodselsnummer",), "pl_pesel": ("pl.pesel",),
    "pt_cc": ("pt.cc",), "pt_nif": ("pt.nif",), "ro_cnp": ("ro.cnp",), "ru_inn": ("ru.inn",),
    "se_personnummer": ("se.personnummer",), "si_emso": ("si.emso",), "th_pin": ("th.pin",),
    "tr_tckimlik": ("tr.tckimlik",), "uk_upn": ("gb.upn",), "uk_utr": ("gb.utr",), "us_atin": ("us.atin",),
    "us_ptin": ("us.ptin",), "vn_mst": ("vn.mst",), "za_idnr": ("za.idnr",),
}  # fmt: skip
_ALONE = frozenset({"ch_ssn", "isin", "it_codicefiscale", "lei", "mx_curp"})
_SHAPE_ONLY = frozenset({"us_atin", "us_ptin"})
_NRIC = {"S": (0, "JZIHGFEDCBA"), "T": (4, "JZIHGFEDCBA"), "F": (0, "XWUTRQPNMLK"), "G": (4, "XWUTRQPNMLK"),
         "M": (3, "XWUTRQPNJLK")}  # fmt: skip


def _valid(module: str, value: str) -> bool:
    """Ask one module; what it raises on odd input (unknown counties, letters where figures stand) means no."""
    asked = import_module(f"stdnum.{module}")
    try:
        return bool(asked.is_valid(value))
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False


def _by_modules(name: str, modules: tuple[str, ...]) -> Callable[[Probe], Outcome]:
    def run(probe: Probe) -> Outcome:
        if len(set(digits(probe.value))) < 2 or not any(_valid(module, probe.value) for module in modules):
            return Outcome.FAILS
        lettered = not probe.value.isdigit()
        return Outcome.PROVEN if name in _ALONE and (lettered or name == "ch_ssn") else Outcome.PLAUSIBLE

    return run


for _name, _modules in STDNUM.items():
    _says = "number grammar" if _name in _SHAPE_ONLY else "national checksum"
    CHECKS[_name] = Check(_says, _by_modules(_name, _modules))


@check("sg_nric", "NRIC checksum")
def sg_nric(probe: Probe) -> Outcome:
    """Weights 2 7 6 5 4 3 2, letters by series S T F G M."""
    value = compact(probe.value)
    offset, letters = _NRIC[value[0]]
    total = offset + sum(int(char) * weight for char, weight in zip(value[1:8], (2, 7, 6, 5, 4, 3, 2), strict=True))
    return Outcome.PLAUSIBLE if value[8] == letters[total % 11] else Outcome.FAILS


@check("us_npi", "Luhn checksum")
def us_npi(probe: Probe) -> Outcome:
    """Luhn with the prefix 80840 (45 CFR 162.406)."""
    value = digits(probe.value)
    return Outcome.PLAUSIBLE if len(set(value)) > 2 and luhn("80840" + value) else Outcome.FAILS


@check("us_dea", "DEA checksum")
def us_dea(probe: Probe) -> Outcome:
    """The last digit is that of (d1 + d3 + d5) + 2 (d2 + d4 + d6)."""
    figures = [int(char) for char in probe.value[2:]]
    total = sum(figures[0:6:2]) + 2 * sum(figures[1:6:2])
    return Outcome.PLAUSIBLE if total % 10 == figures[6] and total else Outcome.FAILS
