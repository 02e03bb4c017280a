"""Options of the whole suite."""

from __future__ import annotations

from pathlib import Path

import pytest

# What these folders share is dear to make (an ingested corpus, a served console): one process makes it once.
TOGETHER = frozenset({"api", "examples", "ui"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--seeds`: how often each mutator breaks each sample of tests/robustness."""
    parser.addoption("--seeds", type=int, default=1, help="seeds of the malformed files; 20 make 10,000")


@pytest.hookimpl(tryfirst=True)  # before the processes are told what goes together
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, `robustness` and `slow`, unless it is asked for by its mark."""
    asked = config.option.markexpr or ""
    for mark, how in (("robustness", "make robustness"), ("slow", "pytest -m slow")):
        for item in items:
            if mark not in asked and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"takes minutes: {how}"))
    for item in items:  # with several processes (`make test`) a file stays in one of them, and so do these folders
        place = item.path.relative_to(Path(__file__).parent)
        item.add_marker(pytest.mark.xdist_group(place.parts[0] if place.parts[0] in TOGETHER else place.as_posix()))


@pytest.fixture(scope="session")
def seeds(pytestconfig: pytest.Config) -> int:
    """Return how many seeds were asked for."""
    return int(pytestconfig.getoption("--seeds"))
