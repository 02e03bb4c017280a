"""Which tagger of names serves: the packaged one, or in the hub profile the pulled one."""

from __future__ import annotations

import logging
from functools import cache
from typing import Protocol

from assay.governance.domain import UnavailableError
from assay.models.hub_tagger import HubTagger
from assay.models.profiles import Purpose, active, checked, hub_models
from assay.models.tagger import EntityTagger, Reading

__all__ = ["NameTagger", "name_tagger"]

logger = logging.getLogger(__name__)


class NameTagger(Protocol):
    """Finds person, organization, location and address in a text."""

    @property
    def version(self) -> str:
        """What was loaded; the key of what was found with it."""
        ...

    def read(self, text: str, *, gated: bool = True) -> Reading:
        """Return the names of a text with code-point offsets.

        Raises:
            UnavailableError: the weights are not there or not the pinned ones.
        """
        ...


def name_tagger() -> NameTagger:
    """Return the process's copy of the profile's tagger.

    A model that was not pulled, or whose files are not those that were, is not loaded: the packaged one reads then.
    """
    return _pulled() if active() == "hub" else EntityTagger.of()


@cache
def _pulled() -> NameTagger:
    entry = hub_models()[Purpose.ENTITIES]
    try:
        checked(entry)
    except UnavailableError as exc:
        logger.warning("the packaged tagger finds names: %s", exc)
        return EntityTagger.of()
    return HubTagger(entry=entry)
