"""Options of the whole suite."""

from __future__ import annotations

from typing import Any

import pytest

# What these folders share is dear to make (an ingested corpus): one process makes it once.
TOGETHER = frozenset({"api", "examples"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--seeds`: how often each mutator breaks each sample of tests/robustness."""
    parser.addoption("--seeds", type=int, default=1, help="seeds of the malformed files; 20 make 10,000")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, `robustness` and `slow`, unless it is asked for by its mark."""
    asked = config.option.markexpr or ""
    for mark, how in (("robustness", "make robustness"), ("slow", "pytest -m slow")):
        for item in items:
            if mark not in asked and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"takes minutes: {how}"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several processes (`make test`) keep a file in one of them, and a folder whose fixtures are dear."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.split("::")[0]
            folder = path.split("/")[1]
            return folder if folder in TOGETHER else path

    return Together(config, log)


@pytest.fixture(scope="session")
def seeds(pytestconfig: pytest.Config) -> int:
    """Return how many seeds were asked for."""
    return int(pytestconfig.getoption("--seeds"))
