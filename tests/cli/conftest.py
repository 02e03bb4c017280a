"""A home of its own, and a folder with a few files, one of them broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assay.governance.cli.program import app

FILES = {
    "客户.csv": "姓名,身份证号,手机号\n李雷,11010519491231002X,13800138000\n韩梅梅,440524188001010014,13900139000\n",
    "contract.txt": "Contract No. 4271906 between Silver Lake Market and Yunting Instruments. "
    "The supplier delivers forty sensors in March; payment is due within thirty days of the invoice. " * 4,
    "invoice.txt": "Invoice for contract no. 4271906. Amount due for forty sensors: 48,960.00 yuan. "
    "Please pay within thirty days to the account of the supplier. " * 4,
    "cut.pdf": "%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    "empty.txt": "",
}


class Program:
    """Runs the command line in this process against one home."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.files = root / "files"
        self.environment = {
            "ASSAY_CONFIG_DIR": str(root / "config"), "ASSAY_EMBEDDINGS": "false", "ASSAY_WORKERS": "1",
            "ASSAY_LANG": "en", "ASSAY_DEBUG": "0",
        }  # fmt: skip

    def __call__(self, *arguments: str, text: str | None = None, **environment: str) -> Any:
        everything = {**self.environment, **environment}
        return CliRunner().invoke(app, ["--home", str(self.home), *arguments], input=text, env=everything)


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("cli"))
    program.files.mkdir()
    for name, text in FILES.items():
        (program.files / name).write_text(text, encoding="utf-8")
    return program


@pytest.fixture(scope="session")
def ingested(program: Program) -> Program:
    assert program("ingest", str(program.files)).exit_code == 3
    return program
