"""Governance fields by rule: read from a table, previewed, applied, kept for what comes later."""

from __future__ import annotations

import os
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from assay.governance.client import Client
from assay.governance.domain import UsageError, retained_until
from assay.governance.services import Services

TABLE = """path,source,owner,department,legal_basis,recipients,retention
**,desk,Chen Li,Sales,contract,,
/hr/,desk,Ma Jun,People,,payroll;audit,P10Y
*.log,,Ops,,,,P90D
"""


@pytest.fixture
def desk(services: Services, tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "desk"
    (folder / "hr").mkdir(parents=True)
    for name in ("a.txt", "hr/pay.txt", "run.log"):
        (folder / name).write_text(f"A file called {name}, with some words in it. " * 3)
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))  # 14 November 2023
    services.ingest.run([str(folder)], source="desk")
    return found(services, folder)


def found(services: Services, folder: Path) -> dict[str, str]:
    with services.store.read() as db:
        source = next(it for it in db.sources.list() if db.sources.root(it.id) == folder.as_uri())
        records = {path.name: db.assets.find(source.id, path.as_uri()) for path in folder.rglob("*") if path.is_file()}
        return {name: record.id for name, record in records.items() if record is not None}


def fields(client: Client, asset: str) -> dict[str, Any]:
    governance: dict[str, Any] = client.asset(asset)["governance"]
    return governance


def test_rules_are_read_previewed_applied_and_kept(
    client: Client, services: Services, desk: dict[str, str], tmp_path: Path
) -> None:
    rules = client.read_rules(BytesIO(TABLE.encode()), name="rules.csv")
    assert [(it["path"], it["source"], it["owner"]) for it in rules] == [
        ("**", "desk", "Chen Li"), ("/hr/", "desk", "Ma Jun"), ("*.log", None, "Ops"),
    ]  # fmt: skip
    assert (rules[1]["recipients"], rules[1]["retention"]) == (["payroll", "audit"], "P10Y")
    client.update(desk["a.txt"], owner="Ann")

    told = client.preview_rules(rules)
    assert [it["assets"] for it in told["rules"]] == [3, 1, 1]
    assert (told["assets"], told["kept_by_hand"]) == (3, 1)
    changes = {it["id"]: it["changes"] for it in told["changes"]}
    assert changes[desk["pay.txt"]]["owner"] == {"from": None, "to": "Ma Jun"}
    assert "owner" not in changes[desk["a.txt"]]
    assert fields(client, desk["pay.txt"])["owner"] is None, "a preview writes nothing"

    assert client.apply_rules(rules) == told
    assert client.preview_rules(rules)["assets"] == 0
    assert [it["path"] for it in client.rules()] == ["**", "/hr/", "*.log"]
    pay = fields(client, desk["pay.txt"])
    assert (pay["owner"], pay["department"], pay["retention_until"]) == ("Ma Jun", "People", "2033-11-14")
    assert (pay["legal_basis"], pay["recipients"], pay["set_by"]) == ("contract", ["payroll", "audit"], "rules")
    assert pay["by"]["owner"] == "rule:2"
    hand = fields(client, desk["a.txt"])
    assert (hand["owner"], hand["department"], hand["set_by"]) == ("Ann", "Sales", "local-admin")
    assert hand["by"] == {"owner": "local-admin", "department": "rule:1", "legal_basis": "rule:1"}

    late = tmp_path / "desk" / "hr" / "late.txt"
    late.write_text("This came later. " * 5)
    services.ingest.run([str(late)])
    assert fields(client, found(services, tmp_path / "desk")["late.txt"])["owner"] == "Ma Jun"

    client.apply_rules([])
    cleared = fields(client, desk["pay.txt"])
    assert (cleared["owner"], cleared["set_by"], cleared["recipients"]) == (None, None, [])
    assert fields(client, desk["a.txt"])["owner"] == "Ann"


def test_a_spreadsheet_is_read_too(client: Client) -> None:
    import xlsxwriter

    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("rules")
        for number, row in enumerate([("Path", "Owner", "Legal basis"), ("/finance/", "陈丽", "合同")]):
            sheet.write_row(number, 0, row)
    rules = client.read_rules(BytesIO(out.getvalue()), name="rules.xlsx")
    assert [(it["path"], it["owner"], it["legal_basis"]) for it in rules] == [("/finance/", "陈丽", "合同")]


@pytest.mark.parametrize(
    "table",
    ["just words", "path,colour\n**,red\n", "path,retention\n**,ten years\n", "path,retention_until\n**,soon\n"],
)
def test_what_is_no_table_of_rules_is_refused(client: Client, table: str) -> None:
    with pytest.raises(UsageError):
        client.read_rules(BytesIO(table.encode()), name="rules.csv")


@pytest.mark.parametrize(
    ("day", "period", "until"),
    [
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2023-11-14", "P18M", "2025-05-14"),
        ("2023-12-31", "P1D", "2024-01-01"),
        ("2023-12-15", "P1Y2M3D", "2025-02-18"),
    ],
)
def test_a_period_ends_on_a_day(day: str, period: str, until: str) -> None:
    assert retained_until(date.fromisoformat(day), period) == until
