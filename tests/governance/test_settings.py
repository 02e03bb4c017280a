"""Settings: order of the sources, and clear errors that never repeat a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.governance.domain import Limits, SettingsError
from assay.governance.settings import load


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_flags_win_over_environment_over_dotenv_over_file(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / "assay.toml").write_text("port = 1001\nworkers = 5\nreview_audit_share = 0.5\nlog_level = 'INFO'\n")
    (empty_folder / ".env").write_text("ASSAY_PORT=1002\nASSAY_WORKERS=6\nASSAY_REVIEW_AUDIT_SHARE=0.25\n")
    monkeypatch.setenv("ASSAY_PORT", "1003")
    monkeypatch.setenv("ASSAY_WORKERS", "7")
    settings = load(port=1004)
    assert (settings.port, settings.workers, settings.review_audit_share) == (1004, 7, 0.25)
    assert settings.log_level == "INFO"


def test_limits_are_set_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIMITS__PAGES", "7")
    assert load().limits.limits() == Limits(pages=7)


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_POLICIES", "company-4, gbt-43697")
    assert load().policies == ("company-4", "gbt-43697")


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("ASSAY_PORT", "canary-99999", "port"),
        ("ASSAY_WORKERS", "0", "workers"),
        ("ASSAY_LIMITS__PAGES", "-1", "limits.pages"),
        ("ASSAY_POLICY_LEADING", "canary-99999", "policy_leading"),
        ("ASSAY_PROFILE", "canary-99999", "profile"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, named: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=named) as caught:
        load()
    assert "canary" not in str(caught.value)


def test_keys_may_not_lie_in_the_home(empty_folder: Path) -> None:
    with pytest.raises(SettingsError, match="config_dir"):
        load(home=empty_folder / "home", config_dir=empty_folder / "home" / "keys")


@pytest.mark.parametrize("text", ["prot = 1\n", "port = = 1\n"])
def test_a_file_with_a_wrong_name_or_syntax_is_refused(empty_folder: Path, text: str) -> None:
    (empty_folder / "assay.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"assay\.toml"):
        load()
