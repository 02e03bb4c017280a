"""Make the set of structured identifiers again: `python -m benchmarks.structured.make`; the same seed, the same cases.

Half of the cases hold one identifier, with its place; the other half holds what is easily taken for one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from benchmarks.structured.values import Values, luhn_digit, spoiled

HERE = Path(__file__).parent
CASES = HERE / "cases.jsonl"
Case = dict[str, Any]


def positives(entry: Case, values: Values) -> Iterator[Case]:
    """Yield the cases of one label, each sentence once or, of checked numbers, with two values."""
    fixed = entry.get("values")
    turn = 0
    for language in ("zh", "en"):
        for sentence in entry.get(language, ()):
            for _ in range(1 if fixed else 2):
                value = fixed[turn % len(fixed)] if fixed else getattr(values, entry["value"])()
                turn += 1
                start = sentence.index("{}")
                span = {"start": start, "end": start + len(value), "type": entry["label"]}
                yield {"text": sentence.replace("{}", value), "language": language, "kind": entry["kind"],
                       "spans": [span]}  # fmt: skip


def negatives(entry: Case, values: Values) -> Iterator[Case]:
    """Yield cases without an identifier, each sentence four times."""
    for language in ("zh", "en"):
        for sentence in entry[language]:
            for _ in range(4):
                drawn = _decoy(entry["of"], language, values)
                yield {"text": sentence.replace("{}", drawn), "language": language, "kind": "negative", "spans": []}


def _decoy(kind: str, language: str, values: Values) -> str:
    draw = values.random.choice
    day = f"20{values.random.randint(10, 25)}{values.random.randint(1, 12):02d}{values.random.randint(1, 28):02d}"
    hexadecimal = "0123456789abcdef"
    if kind == "order":
        return draw((day + values.digits(10), day + values.digits(12), "SF" + values.digits(13),
                     "PO-" + values.digits(5), values.digits(9, "3"), "DD" + day + values.digits(6)))  # fmt: skip
    if kind == "hash":
        return values.pick(hexadecimal, draw((7, 32, 40, 64)))
    if kind == "version":
        return draw(("1.2.3.4", "v10.0.19045.3570", "2.31.0", "4.12.7.1", "v1.2.3-rc.1", "3.2.1.1"))
    if kind == "stock":
        return draw(("600519", "000001.SZ", "0700.HK", "300750", "AAPL", "688981.SH", "00700", "BRK.B"))
    if kind == "date":
        year, month, of_month = day[:4], day[4:6], day[6:]
        written = f"{year}年{int(month)}月{int(of_month)}日" if language == "zh" else f"{of_month}.{month}.{year}"
        return draw((day, f"{year}-{month}-{of_month}", f"{year}/{month}/{of_month}", written))
    if kind == "stamp":
        return draw(("16815" + values.digits(5), "16815" + values.digits(8), day + "153012", day + "153012" + "123"))
    if kind == "announcement":
        return draw(("临2024-" + values.digits(3), "2024-" + values.digits(3), "财会〔2023〕11号", "No. 2025-017",
                     "银发〔2022〕64号"))  # fmt: skip
    if kind == "figure":
        return draw(("1,234,567.89", "12.5%", "3.1415926", "1256197800", "8,000", "0.00012345", "2 400 000"))
    if kind == "product":
        return draw(("978-7-111-54742-6", "X1-CARBON-G9", "BCM2711B0", "3M-9502V", "LM317T", "RTX4090D", "A-1047-B",
                     "K86040012", "WH-1000XM5"))  # fmt: skip
    if kind == "uuid":
        raw = values.pick(hexadecimal, 32)
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"
    number = values.digits(15, "7")
    return draw((spoiled(values.resident_id()), spoiled(values.card()), spoiled(values.uscc()[:-1] + "7") + "0",
                 number + luhn_digit(number), values.digits(18, "88"), spoiled(values.iban())))  # fmt: skip


def cases(seed: int = 2026) -> list[Case]:
    """Return all cases, numbered."""
    told = yaml.safe_load((HERE / "templates.yaml").read_text(encoding="utf-8"))
    values = Values(seed)
    found = [case for entry in told["positives"] for case in positives(entry, values)]
    found += [case for entry in told["negatives"] for case in negatives(entry, values)]
    for language, sentences in told["sentences"].items():
        found += [{"text": it, "language": language, "kind": "negative", "spans": []} for it in sentences]
    return [{"id": f"s{number:04d}", **case} for number, case in enumerate(found)]


def main() -> None:
    """Write the cases."""
    made = cases()
    CASES.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in made), encoding="utf-8")
    without = sum(not case["spans"] for case in made)
    print(f"{len(made)} cases, {without} without an identifier")


if __name__ == "__main__":
    main()
