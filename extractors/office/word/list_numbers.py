"""A list's number as it is written: 3, iii, C, 三, 丙, ③.

Source: ECMA-376 part 1, 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

__all__ = ["number_in"]

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_DIGITS, _LEGAL = "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
_CYCLES = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}
_COUNTED = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "koreanCounting", "ideographLegalTraditional", "chineseLegalSimplified",
}  # fmt: skip


def number_in(form: str, number: int) -> str:
    """Return a number in one of WordprocessingML's forms; a form that is not known is written in digits."""
    if form in ("upperRoman", "lowerRoman") and 0 < number < 4_000:
        text = _roman(number)
        return text.upper() if form == "upperRoman" else text
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min(8, 1 + (number - 1) // 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in _CYCLES and number > 0:
        return _CYCLES[form][(number - 1) % len(_CYCLES[form])]
    if form in _COUNTED and 0 <= number < 10_000:
        return _counted(number, legal="egal" in form)
    if form == "ideographDigital":
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _counted(number: int, *, legal: bool) -> str:
    """Write a number below ten thousand as it is said in Chinese."""
    digits, units = (_LEGAL, "仟佰拾") if legal else (_DIGITS, "千百十")
    if number == 0:
        return "零" if legal else "〇"
    text, gap = "", False
    for unit, value in zip((*units, ""), (1_000, 100, 10, 1), strict=True):
        digit = number // value % 10
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + unit
        gap = not digit
    return text[1:] if not legal and text.startswith("一十") else text
