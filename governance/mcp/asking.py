"""The questions themselves: each asks the service that the API asks, for the same caller, and tells its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from assay.governance.domain import Actor, UsageError
from assay.governance.mcp import arguments
from assay.governance.mcp.telling import Json, Teller, full, machines
from assay.governance.services import Services
from assay.governance.services.graph.sentences import edge_says

__all__ = [
    "Asking",
    "answer",
    "explain_path",
    "find_entities",
    "get_asset",
    "get_entity",
    "get_exposure",
    "get_links",
    "get_policy",
    "get_text",
    "list_assets",
    "list_concepts",
    "list_findings",
    "list_issues",
    "overview",
    "search",
    "tag_text",
]

_MOST_HITS = 300
_MOST_LINKS = 30
_LETTERS = 12_000  # of masked text at once
_PIECE = re.compile(r"from-(\d{1,9}):(.*)")
_PAGE = re.compile(r"after-(\d{1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks what, and in which language they are answered."""

    services: Services
    actor: Actor
    tell: Teller


def overview(ask: Asking, given: arguments.Arguments) -> Json:
    """Return what there is; figures that are not trimmed to the caller are left out."""
    told, score, tell = ask.services.overview(ask.actor), ask.services.datasets.overall(ask.actor), ask.tell
    levels = [{**it, "id": f"{told['policy'].partition('@')[0]}:{it['code']}"} for it in told["by_level"]]
    return {
        "assets": told["assets"], "policy": told["policy"], "by_level": [tell.counted(it) for it in levels],
        "by_modality": told["by_modality"], "by_topic": [tell.counted(it) for it in told["by_topic"]],
        "by_language": told["by_language"], "by_status": told["by_status"],
        "unread": [{**it, "says": tell.say(it["says"])} for it in told["unread"]], "found": told["findings_by_group"],
        "links": {kind: n for kind, n in told["links_by_kind"].items() if n}, "issues": told["issues_by_dimension"],
        "quality": {
            "value": score["value"],
            "by_dimension": {it["dimension"]: it["value"] for it in score["dimensions"] if it["value"] is not None},
        },
    }  # fmt: skip


def search(ask: Asking, given: arguments.SearchArguments) -> Json:
    """Return hits from the cursor on."""
    first = _after(given.cursor)
    told = ask.services.search.query(
        given.text, like=given.like, value=given.value, entity=given.entity, linked=given.linked,
        limit=first + given.limit, actor=ask.actor, **given.narrowed(),
    )  # fmt: skip
    total, shown = sum(told["facets"]["modality"].values()), told["hits"][first:]
    last = first + len(shown)
    return {
        "total": total, "hits": [ask.tell.hit(it) for it in shown],
        "facets": None if given.cursor else full(told["facets"]),
        "linked": [ask.tell.linked(it) for it in told["linked"]] if "linked" in told else None,
        "also": told["also"] or None, "next": f"after-{last}" if last < min(total, _MOST_HITS) else None,
    }  # fmt: skip


def answer(ask: Asking, given: arguments.AnswerArguments) -> Json:
    """Return passages to cite, or why there are none."""
    told = ask.services.answers.ask(
        given.question, passages=given.passages, budget=given.budget, actor=ask.actor, **given.narrowed()
    )
    return {
        "status": told["status"], "says": ask.tell.say(told["says"]) or None, "answer": told["answer"],
        "passages": [ask.tell.passage(it) for it in told["passages"]], "tokens": told["tokens"],
    }  # fmt: skip


def list_assets(ask: Asking, given: arguments.AssetsArguments) -> Json:
    """Return a page of assets."""
    asked = given.model_dump(mode="json", exclude={"language"})
    told = ask.services.assets.page(**asked, actor=ask.actor)
    items = [ask.tell.brief(it) for it in told["items"]]
    return {"items": items, "facets": None if given.cursor else full(told["facets"]), "next": told["next"]}


def get_asset(ask: Asking, given: arguments.AssetArguments) -> Json:
    """Return what is known of an asset."""
    ask.services.assets.known(given.asset, actor=ask.actor)
    return ask.tell.tagged(ask.services.assets.show(given.asset, actor=ask.actor))


def get_text(ask: Asking, given: arguments.TextArguments) -> Json:
    """Return masked text: as many segments as were asked for, and no more letters than an agent reads at once.

    A segment that is longer comes alone and in pieces; their cursor is where the piece begins and that of the segment.
    """
    ask.services.assets.known(given.asset, actor=ask.actor)
    content = ask.services.viewing.content
    piece = _PIECE.fullmatch(given.cursor or "")
    begin, cursor = (int(piece[1]), piece[2] or None) if piece else (0, given.cursor)
    told = content(given.asset, cursor=cursor, limit=1 if piece else given.limit)
    fitting = sum(letters <= _LETTERS for letters in accumulate(len(it["text"]) for it in told["segments"]))
    if fitting < len(told["segments"]):
        told = content(given.asset, cursor=cursor, limit=max(1, fitting))
    segments, following = [], told["next"]
    for it in told["segments"]:
        text = it["text"][begin : begin + _LETTERS]
        cut = begin + _LETTERS < len(it["text"])
        following = f"from-{begin + _LETTERS}:{cursor or ''}" if cut else following
        segments.append({
            "place": ask.tell.place(it["locator"]), "text": text, "cut": cut or None,
            "speaks_to_machines": machines(text),
        })  # fmt: skip
    return {"asset": given.asset, "segments": segments, "next": following}


def list_findings(ask: Asking, given: arguments.FindingsArguments) -> Json:
    """Return a page of findings."""
    ask.services.assets.known(given.asset, actor=ask.actor)
    told = ask.services.assets.findings(given.asset, cursor=given.cursor, limit=given.limit)
    items = [ask.tell.finding(it) for it in told["items"]]
    return {"asset": given.asset, "items": items, "next": told["next"]}


def get_links(ask: Asking, given: arguments.LinksArguments) -> Json:
    """Return what lies around a node: the strongest links, those of the node itself first, and concepts in them."""
    told = ask.services.graph.around(
        given.node, depth=given.depth, kinds=given.kinds, min_score=given.min_score, concepts=given.concepts,
        limit=given.limit, actor=ask.actor,
    )  # fmt: skip
    edges = sorted(told["edges"], key=lambda it: (given.node not in (it["left"], it["right"]), -it["score"], it["id"]))
    assets = {it["id"] for it in told["nodes"] if it["kind"] == "asset"}
    joined = {given.node, *(it[side] for it in edges[:_MOST_LINKS] for side in ("left", "right"))}
    nodes = [ask.tell.node(it) for it in told["nodes"] if it["id"] in assets | joined]
    names = {it["id"]: it["name"] for it in nodes}
    links = [
        ask.tell.link(it, _says(it, names) if {it["left"], it["right"]} <= assets else None)
        for it in edges[:_MOST_LINKS]
    ]
    return {
        "nodes": nodes, "links": links, "left_out": max(0, len(edges) - _MOST_LINKS) or None,
        "truncated": told["truncated"],
    }  # fmt: skip


def explain_path(ask: Asking, given: arguments.PathArguments) -> Json:
    """Return the way between two assets."""
    told = ask.services.graph.paths.between(
        given.start, given.end, kinds=given.kinds, min_score=given.min_score, longest=given.longest, actor=ask.actor
    )
    return {
        "found": told["steps"] is not None, "says": ask.tell.say(told["says"]),
        "nodes": [ask.tell.node(it) for it in told["nodes"]],
        "steps": [ask.tell.link(it, it["says"]) for it in told["steps"] or ()], "truncated": told["truncated"],
    }  # fmt: skip


def get_exposure(ask: Asking, given: arguments.ExposureArguments) -> Json:
    """Return who can reach an asset."""
    told = ask.services.graph.exposure.of(given.asset, limit=given.limit, actor=ask.actor)
    ways = [
        {"who": it["principal"], "right": it["right"], "via": it["via"], "says": ask.tell.say(it["says"])}
        for it in told["items"]
    ]
    asset = told["asset"]
    return {
        "asset": asset["id"], "name": asset["name"], "level": ask.tell.level(asset["sensitivity"]), "n": told["n"],
        "ways": ways, "unknown": told["unknown"], "truncated": told["truncated"],
    }  # fmt: skip


def find_entities(ask: Asking, given: arguments.EntitiesArguments) -> Json:
    """Return entities by a name, or those of an asset."""
    entities = ask.services.entities
    if given.name is not None:
        items = entities.find(given.name, limit=given.limit, actor=ask.actor)["items"]
    else:
        items = entities.page(asset=given.asset, actor=ask.actor)["items"]
    wanted = [it for it in items if given.kind is None or it["kind"] == given.kind.value]
    return {"items": [_named(it) for it in wanted[: given.limit]]}


def get_entity(ask: Asking, given: arguments.EntityArguments) -> Json:
    """Return an entity and where it is named."""
    told = ask.services.entities.show(given.entity, actor=ask.actor)
    mentions = [
        {"asset": it["asset"], "name": it["name"], "written": it["as"], "place": ask.tell.place(it["locator"])}
        for it in told["mentions"][: given.limit]
    ]
    return {**_named(told), "mentions": mentions, "left_out": max(0, len(told["mentions"]) - given.limit) or None}


def list_issues(ask: Asking, given: arguments.IssuesArguments) -> Json:
    """Return a page of quality issues."""
    asked = given.model_dump(mode="json", exclude={"language"})
    told = ask.services.issues.page(**asked, actor=ask.actor)
    items = [ask.tell.issue(it) for it in told["items"]]
    return {"items": items, "facets": None if given.cursor else full(told["facets"]), "next": told["next"]}


def list_concepts(ask: Asking, given: arguments.ConceptsArguments) -> Json:
    """Return the concepts of a kind."""
    return {
        "items": [ask.tell.counted(it) for it in ask.services.graph.semantics.concepts(given.kind, actor=ask.actor)]
    }


def get_policy(ask: Asking, given: arguments.PolicyArguments) -> Json:
    """Return a policy pack."""
    packs = [it["id"] for it in ask.services.policies.list()]
    told, say = ask.services.policies.show(given.name or packs[0]), ask.tell.say
    return {
        "id": told["id"], "version": told["version"], "title": say(told["title"]), "standing": say(told["standing"]),
        "packs": packs,
        "levels": [
            {
                "code": f"{told['id']}:{it['code']}", "label": say(it["label"]), "handling": say(it["handling"]),
                "given_by": "machine" if it["automatic"] else "people",
            }
            for it in told["levels"]
        ],
        "rules": [{"id": it["id"], "level": it["level"], "says": say(it["says"])} for it in told["rules"]],
    }  # fmt: skip


def tag_text(ask: Asking, given: arguments.TagArguments) -> Json:
    """Return what a text is; nothing is stored."""
    told = ask.services.tag.texts([given.text], policy=given.policy, taxonomy=given.taxonomy, actor=ask.actor)
    return ask.tell.tagged(told[0])


def _after(cursor: str | None) -> int:
    found = _PAGE.fullmatch(cursor) if cursor is not None else None
    if cursor is not None and (found is None or int(found[1]) >= _MOST_HITS):
        raise UsageError("the cursor is not one that this list gave")
    return int(found[1]) if found else 0


def _says(edge: Json, names: Json) -> dict[str, str]:
    kind = "copy" if edge["id"].startswith("same-content:") else edge["kind"]
    return edge_says(kind, names[edge["left"]], names[edge["right"]], edge["left_evidence"]).as_dict()


def _named(it: Json) -> Json:
    return {"id": it["id"], "kind": it["kind"], "name": it["name"], "names": it["names"][:5], "assets": it["assets"]}
