"""What the console writes to its log of a page that failed: that it did, and nothing of what the error says."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from streamlit.error_util import handle_user_script_exception

from assay.ui.server import on_error, set_options

VALUE = "110101190001010014"


def test_an_error_of_a_page_tells_its_class_alone(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    set_options()
    with caplog.at_level(logging.ERROR, logger="assay.ui.server"):
        handle_user_script_exception(ValueError(f"no such value: {VALUE}"), on_error)
    told = capfd.readouterr()
    assert VALUE not in told.out + told.err + caplog.text
    assert "a page failed: ValueError" in caplog.text


def test_the_entry_script_stands_where_streamlit_takes_no_module_for_a_page() -> None:
    entry = Path(__file__).parents[2] / "ui" / "entry"
    assert sorted(it.name for it in entry.iterdir() if it.suffix == ".py") == ["__init__.py", "app.py"]
