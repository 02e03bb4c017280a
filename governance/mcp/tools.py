"""What agents may call: name, words, what it takes and gives, and the permission that it needs. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assay.governance.domain import Permission, Words
from assay.governance.mcp import answers, arguments, asking
from assay.governance.mcp.asking import Asking

__all__ = ["TOOLS", "Tool"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One question that an agent may ask."""

    name: str
    title: Words
    says: Words
    needs: Permission
    takes: type[arguments.Arguments]
    gives: type[answers.Told]
    call: Callable[[Asking, Any], Mapping[str, Any]]


_READ, _SEARCH, _TAG = Permission.READ, Permission.SEARCH, Permission.TAG

_ALL = (
    Tool(
        name="overview", title=Words("Overview", "概览"), needs=_READ, takes=arguments.Arguments,
        gives=answers.Overview, call=asking.overview,
        says=Words(
            "Count what there is: assets by level, modality, topic, language; what was not read and why; findings, "
            "links, quality. A good first call.",
            "统计现有内容：按级别、模态、主题、语言划分的资产，未读取的文件及原因，以及发现、关联与质量。宜首先调用。",
        ),
    ),
    Tool(
        name="search", title=Words("Search", "检索"), needs=_SEARCH, takes=arguments.SearchArguments,
        gives=answers.Found, call=asking.search,
        says=Words(
            "Find assets by meaning across languages and kinds of files, like an asset, by an identifier or a person's "
            "name, or by an entity. Hits have the masked passage, its place, the level and why; facets count all.",
            "跨语言、跨文件类型按语义检索资产；也可按相似资产、标识符或人名、实体查找。结果含已脱敏的段落、位置、级别与依据；"
            "分面统计全部结果。",
        ),
    ),
    Tool(
        name="answer", title=Words("Passages to cite", "可引用的段落"), needs=_SEARCH, takes=arguments.AnswerArguments,
        gives=answers.Answered, call=asking.answer,
        says=Words(
            "Get passages that answer a question, masked and each with file and place, up to a level and a number of "
            "tokens. Nothing is generated; where nothing answers, it says so.",
            "获取可回答问题的段落：已脱敏，附文件与位置，可限定级别与词元数。不生成内容；没有答案时如实说明。",
        ),
    ),
    Tool(
        name="list_assets", title=Words("List assets", "列出资产"), needs=_READ, takes=arguments.AssetsArguments,
        gives=answers.Assets, call=asking.list_assets,
        says=Words(
            "List assets by level, topic, modality, status, owner, quality issue or age, newest first, with facets.",
            "按级别、主题、模态、状态、负责人、质量问题或时间列出资产，最新者在前，附分面。",
        ),
    ),
    Tool(
        name="get_asset", title=Words("One asset", "单个资产"), needs=_READ, takes=arguments.AssetArguments,
        gives=answers.Tagged, call=asking.get_asset,
        says=Words(
            "Say of one asset how sensitive it is and why, rule by rule; topics, masked findings, flags of laws, "
            "quality, who has access.",
            "说明一个资产的敏感级别及逐条依据，以及主题、已脱敏的发现、法规标记、质量与访问权限。",
        ),
    ),
    Tool(
        name="get_text", title=Words("Masked text", "脱敏文本"), needs=_SEARCH, takes=arguments.TextArguments,
        gives=answers.Text, call=asking.get_text,
        says=Words(
            "Read the text of one asset with every finding masked, segment by segment with its place.",
            "阅读一个资产的文本：所有发现均已脱敏，逐段附位置。",
        ),
    ),
    Tool(
        name="list_findings", title=Words("Findings", "发现"), needs=_READ, takes=arguments.FindingsArguments,
        gives=answers.Findings, call=asking.list_findings,
        says=Words(
            "List all that was found in one asset, masked: what, where, and why it is believed.",
            "列出一个资产中的全部发现（已脱敏）：内容、位置与依据。",
        ),
    ),
    Tool(
        name="get_links", title=Words("Links", "关联"), needs=_READ, takes=arguments.LinksArguments,
        gives=answers.Surroundings, call=asking.get_links,
        says=Words(
            "Show what is linked to an asset, or said of a concept: files that mention it, versions, copies, the same "
            "contract or person; each link in a sentence with its evidence at both ends.",
            "显示与资产相关联、或属于某概念的内容：提及它的文件、版本、副本、同一合同或人员；每条关联附一句说明及两端的证据。",
        ),
    ),
    Tool(
        name="explain_path", title=Words("Way between two assets", "两个资产间的通路"), needs=_READ,
        takes=arguments.PathArguments, gives=answers.Steps, call=asking.explain_path,
        says=Words(
            "Explain the shortest way from one asset to another, step by step with evidence.",
            "逐步说明一个资产到另一资产的最短通路，附证据。",
        ),
    ),
    Tool(
        name="get_exposure", title=Words("Exposure", "暴露面"), needs=_READ, takes=arguments.ExposureArguments,
        gives=answers.Exposed, call=asking.get_exposure,
        says=Words(
            "Say who can reach an asset and by what: a grant, a file that holds it, a copy, what was made of it. "
            "Accounts are masked.",
            "说明谁能接触一个资产及途径：授权、包含它的文件、副本或由它得出的内容。账号均已脱敏。",
        ),
    ),
    Tool(
        name="find_entities", title=Words("Find entities", "查找实体"), needs=_SEARCH,
        takes=arguments.EntitiesArguments, gives=answers.Entities, call=asking.find_entities,
        says=Words(
            "Find organisations, people, places, contracts, invoices by a name, or those that an asset names; people "
            "are masked. The name is not kept.",
            "按名称查找机构、人员、地点、合同、发票等实体，或列出资产提及的实体；人员已脱敏，名称不保留。",
        ),
    ),
    Tool(
        name="get_entity", title=Words("One entity", "单个实体"), needs=_READ, takes=arguments.EntityArguments,
        gives=answers.Entity, call=asking.get_entity,
        says=Words(
            "Say how an entity is written, and where it is named in which files.",
            "说明一个实体的各种写法及其在哪些文件何处被提及。",
        ),
    ),
    Tool(
        name="list_issues", title=Words("Quality issues", "质量问题"), needs=_READ, takes=arguments.IssuesArguments,
        gives=answers.Issues, call=asking.list_issues,
        says=Words(
            "List what is wrong with files: unreadable parts, destroyed numbers, blurred pictures; by dimension, "
            "severity and state.",
            "列出文件的质量问题：不可读的部分、损坏的号码、模糊的图片等；可按维度、严重程度与状态筛选。",
        ),
    ),
    Tool(
        name="list_concepts", title=Words("Concepts", "概念"), needs=_READ, takes=arguments.ConceptsArguments,
        gives=answers.Concepts, call=asking.list_concepts,
        says=Words(
            "List the policies, levels, topics, types of issues, terms, sources, data sets or cases, with how many "
            "assets each has: what filters and get_links take.",
            "列出策略、级别、主题、问题类型、术语、来源、数据集或案例及其资产数，供筛选与 get_links 使用。",
        ),
    ),
    Tool(
        name="get_policy", title=Words("Policy pack", "策略包"), needs=_READ, takes=arguments.PolicyArguments,
        gives=answers.Policy, call=asking.get_policy,
        says=Words(
            "Read a policy pack: its levels, how each is to be handled, and its rules.",
            "阅读一个策略包：级别、各级别的处理要求与规则。",
        ),
    ),
    Tool(
        name="tag_text", title=Words("Tag a text", "为文本打标"), needs=_TAG, takes=arguments.TagArguments,
        gives=answers.Tagged, call=asking.tag_text,
        says=Words(
            "Say of a text that you hold how sensitive it is and why, and what it holds, masked. Nothing is stored.",
            "说明您所持文本的敏感级别及依据，以及其中的内容（已脱敏）。不存储任何内容。",
        ),
    ),
)  # fmt: skip

TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in _ALL}
