"""Exports: a record an asset with every field, masked, harmless to spreadsheets, and no more than a caller may see."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.governance import app as composition
from assay.governance.domain import LOCAL_ADMIN, Actor, ForbiddenError, Role, UsageError
from assay.governance.services import Services
from assay.governance.services.assets.exporting import FIELDS, _harmless
from assay.governance.services.assets.workbook import write_workbook
from assay.governance.settings import load

ID = "11010519491231002X"
ANALYST = Actor(name="ann", role=Role.ANALYST)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    root = tmp_path_factory.mktemp("exports")
    files = root / "files"
    files.mkdir()
    (files / "客户.csv").write_text(f"姓名,身份证号\n李雷,{ID}\n", encoding="utf-8")
    (files / "=cmd.txt").write_text("The meeting of the third quarter moves to Thursday afternoon.", encoding="utf-8")
    (files / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    settings = load(
        home=root / "home", config_dir=root / "config", workers=1, embeddings=False,
        levels={"analyst": "gbt-43697:general-2"},
    )  # fmt: skip
    with composition.build(settings) as built:
        built.ingest.run([str(files)])
        yield built


def exported(services: Services, folder: Path, form: str, **chosen: Any) -> Path:
    path = folder / f"out.{form}"
    services.exporting.write(path, form, chosen=chosen, actor=LOCAL_ADMIN)
    return path


def test_lines_hold_every_field_and_no_value(services: Services, tmp_path: Path) -> None:
    text = exported(services, tmp_path, "jsonl").read_text(encoding="utf-8")
    records = {record["locator"]["path"].rpartition("/")[2]: record for record in map(json.loads, text.splitlines())}
    assert set(records) == {"客户.csv", "=cmd.txt", "cut.pdf"}
    assert all(tuple(record) == FIELDS for record in records.values())
    assert ID not in text
    assert "李雷" not in text
    table = records["客户.csv"]
    assert {it["type"]: it["count"] for it in table["findings"]} == {"person": 1, "cn_resident_id": 1}
    assert table["levels"][0]["scheme"] == "gbt-43697"
    assert table["levels"][0]["basis"]
    assert table["subject_count_estimate"] == 1
    assert table["content_hash"].startswith("sha256:")
    assert records["cut.pdf"]["status"] == "failed"
    assert records["cut.pdf"]["levels"][0]["code"] == "ungraded"


def test_csv_and_xlsx_say_the_same_in_cells(services: Services, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(exported(services, tmp_path, "csv").read_text(encoding="utf-8-sig"))))
    assert tuple(rows[0]) == FIELDS
    assert len(rows) == 4
    assert not any(cell.startswith(("=", "+", "@")) for row in rows[1:] for cell in row)
    openpyxl = pytest.importorskip("openpyxl", reason="a development dependency")
    sheet = openpyxl.load_workbook(exported(services, tmp_path, "xlsx")).active
    shown = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [[cell.removeprefix("'") for cell in row] for row in rows[:1]] == shown[:1]
    at = FIELDS.index("findings")
    assert {row[at] for row in shown} == {row[at] for row in rows}
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("-5", "'-5"), ("a=b", "a=b"), (-5, -5), (0.5, 0.5), (None, None), ("", "")],
)
def test_no_cell_is_a_formula(cell: Any, shown: Any) -> None:
    assert _harmless(cell) == shown


def test_a_workbook_holds_any_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [["<b>&\"'\x00\ud800 甲😀", None, 1.5], ["x" * 40_000, 7, "\n "]]
    assert write_workbook(path, ["a", "b", "c"], rows) == 2
    openpyxl = pytest.importorskip("openpyxl", reason="a development dependency")
    sheet = openpyxl.load_workbook(path).active
    cells = [list(row) for row in sheet.iter_rows(values_only=True, min_row=2)]
    assert cells[0] == ["<b>&\"'�� 甲😀", None, 1.5]
    assert len(cells[1][0]) == 32_767
    assert zipfile.ZipFile(path).testzip() is None


def test_a_selection_and_a_ceiling_narrow_it(services: Services, tmp_path: Path) -> None:
    def written(actor: Actor, **chosen: Any) -> int:
        return services.exporting.write(tmp_path / "x", "jsonl", chosen=chosen, actor=actor)

    assert written(LOCAL_ADMIN, modality="table") == 1
    assert written(LOCAL_ADMIN, status="failed") == 1
    assert written(LOCAL_ADMIN, topic="nothing-of-it") == 0
    assert written(ANALYST) == 1
    events = services.operations.audit(target="jsonl", limit=1)["items"]
    assert (events[0]["action"], events[0]["actor"]) == ("export", "ann")


def test_what_cannot_be_is_refused(services: Services, tmp_path: Path) -> None:
    with pytest.raises(ForbiddenError):
        services.exporting.write(tmp_path / "x", "csv", actor=Actor(name="v", role=Role.VIEWER))
    with pytest.raises(UsageError):
        services.exporting.write(tmp_path / "x", "pdf", actor=LOCAL_ADMIN)
    with pytest.raises(UsageError):
        services.exporting.write(tmp_path / "x", "csv", chosen={"colour": "red"}, actor=LOCAL_ADMIN)
