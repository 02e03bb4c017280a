"""What agents may read by its address: the same answers as those of tools, for hosts that attach what people choose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assay.governance.domain import Words

__all__ = ["RESOURCES", "Resource", "addressed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """An address with a place for an id, or without one, and the tool that answers it."""

    address: str
    tool: str
    title: Words
    says: Words

    @property
    def argument(self) -> str | None:
        """The argument of the tool that the address holds."""
        found = re.search(r"\{(\w+)\}", self.address)
        return found[1] if found else None


RESOURCES: Sequence[Resource] = (
    Resource(
        address="assay://overview", tool="overview", title=Words("Overview", "概览"),
        says=Words("What there is, as far as you may see.", "您可见范围内的现有内容。"),
    ),
    Resource(
        address="assay://assets/{asset}", tool="get_asset", title=Words("An asset", "资产"),
        says=Words("Level, reasons, topics and masked findings of an asset.", "资产的级别、依据、主题与已脱敏的发现。"),
    ),
    Resource(
        address="assay://assets/{asset}/text", tool="get_text", title=Words("Text of an asset", "资产文本"),
        says=Words("The beginning of an asset's masked text.", "一个资产已脱敏文本的开头部分。"),
    ),
    Resource(
        address="assay://entities/{entity}", tool="get_entity", title=Words("An entity", "实体"),
        says=Words("An entity and where it is named.", "一个实体及其被提及之处。"),
    ),
    Resource(
        address="assay://policies/{name}", tool="get_policy", title=Words("A policy pack", "策略包"),
        says=Words("Levels, handling and rules of a pack.", "一个策略包的级别、处理要求与规则。"),
    ),
)  # fmt: skip


def addressed(uri: str) -> tuple[Resource, dict[str, str]] | None:
    """Return the resource of an address and the arguments that it holds; None where there is none."""
    for it in RESOURCES:
        pattern = re.escape(it.address).replace(rf"\{{{it.argument}\}}", r"([A-Za-z0-9_.@-]{1,100})")
        if found := re.fullmatch(pattern, uri):
            return it, {it.argument: found[1]} if it.argument else {}
    return None
