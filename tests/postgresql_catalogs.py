"""A plugin of pytest: every home that a test makes has its catalog in PostgreSQL (`make test-stores`)."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack

import pytest
from tests.servers import Databases, postgresql

from assay.governance.settings import Settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what looks into SQLite's file."""
    items[:] = [item for item in items if not item.get_closest_marker("sqlite")]


@pytest.fixture(scope="session", autouse=True)
def _catalogs() -> object:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patched:
        databases = Databases(stack.enter_context(postgresql()))
        made: dict[str, str] = {}

        def database(settings: Settings) -> str:
            home = str(settings.home.resolve())
            if home not in made:
                made[home] = databases.create(f"home_{hashlib.sha256(home.encode()).hexdigest()[:16]}")
            return made[home]

        patched.setattr(Settings, "database", property(database))
        yield
