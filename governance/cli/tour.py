"""What the demo shows of a catalog that was just filled: levels, one thing in many files, trouble, questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assay.governance.cli.output import line, locator, short, table
from assay.governance.cli.words import pick, say
from assay.governance.domain import LinkKind, Words

if TYPE_CHECKING:
    from assay.governance.services import Services

__all__ = ["Thread", "threads", "tour"]

_THREADS, _ROWS, _ISSUES = 2, 9, 12
_TOLD_FIRST = ("audio", "video", "image", "email", "timeseries", "table", "spreadsheet", "document")
_WEIGHT = {"error": 0, "warning": 1, "info": 2}
_KINDS: Mapping[str, Words] = {
    "document": Words("document", "文档"),
    "spreadsheet": Words("spreadsheet", "电子表格"),
    "table": Words("table", "数据表"),
    "email": Words("mail", "邮件"),
    "image": Words("picture", "图片"),
    "audio": Words("recording", "音频"),
    "video": Words("film", "视频"),
    "archive": Words("archive", "压缩包"),
    "text": Words("text", "文本"),
    "timeseries": Words("time series", "时间序列"),
    "graph": Words("graph", "图数据"),
    "other": Words("other", "其他"),
}
_LINKED: Mapping[str, Words] = {
    "same-entity": Words("same person or thing", "同一主体"),
    "mentions-document": Words("names the document", "提及文件"),
    "same-event": Words("same event", "同一事件"),
    "derived-from": Words("made from the other", "派生自另一份"),
    "version-of": Words("another version", "不同版本"),
    "near-duplicate": Words("nearly the same", "近似重复"),
    "translation-of": Words("translation", "译文"),
    "contains": Words("inside", "包含"),
    "attached-to": Words("attached", "附件"),
    "similar-to": Words("alike in meaning", "含义相近"),
}


@dataclass(frozen=True, slots=True)
class Thread:
    """One number of a document, in all files that bear it: the file's id and the first evidence there."""

    says: Any
    masked: str
    places: Mapping[str, Mapping[str, Any]]


def tour(services: Services) -> None:
    """Print the catalog so that a newcomer sees in a minute what was found, why, and what waits."""
    shown = _shown(services)
    named = {asset["asset"]["id"]: asset["asset"] for asset in shown}
    edges = {edge["id"]: edge for key in named for edge in services.assets.links(key, depth=1)["edges"]}.values()
    figures = services.overview()
    kinds = ", ".join(f"{pick(_KINDS[kind])} {n}" for kind, n in figures["by_modality"].items())
    line(say("tour-files", assets=len(shown), kinds=kinds))
    _levels(figures, shown)
    for thread in threads(edges)[:_THREADS]:
        _thread(thread, named)
    joined = ", ".join(f"{pick(_LINKED[kind])} {n}" for kind, n in figures["links_by_kind"].items() if n)
    line(say("tour-links", links=figures["links"], kinds=joined))
    _issues(shown)
    _questions(services, figures)


def threads(edges: Iterable[Mapping[str, Any]]) -> list[Thread]:
    """Gather the links that a document's number made into one thread a number, however it is written or spoken.

    The longest thread comes first.
    """
    root: dict[tuple[str, str], tuple[str, str]] = {}
    places: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = defaultdict(dict)

    def find(value: tuple[str, str]) -> tuple[str, str]:
        while root.setdefault(value, value) != value:
            value = root[value]
        return value

    for edge in edges:
        if edge["kind"] != LinkKind.MENTIONS_DOCUMENT.value or not (edge["left_evidence"] and edge["right_evidence"]):
            continue
        ends = [(edge[side], edge[f"{side}_evidence"][0]) for side in ("left", "right")]
        if not all(it["label"] for _, it in ends):
            continue  # named by a title, not by a number
        values = [(it["label"], it["masked"]) for _, it in ends]
        for (asset, it), value in zip(ends, values, strict=True):
            places[value].setdefault(asset, it)
        root[find(values[0])] = find(values[1])
    grouped: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = defaultdict(dict)
    written: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for value, found in places.items():
        grouped[find(value)] |= found
        written[find(value)][value[1]] += len(found)
    made = [
        Thread(next(iter(found.values()))["says"], written[value].most_common(1)[0][0], found)
        for value, found in grouped.items()
    ]
    return sorted(made, key=lambda thread: -len(thread.places))


def _shown(services: Services) -> list[dict[str, Any]]:
    shown, cursor = [], None
    while True:
        page = services.assets.page(cursor=cursor, limit=100)
        shown += [services.assets.show(item["id"]) for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return sorted(shown, key=lambda it: (it["asset"]["name"], it["asset"]["uri"]))


def _levels(figures: Mapping[str, Any], shown: Sequence[Mapping[str, Any]]) -> None:
    rows, told = [], set()
    for level in figures["by_level"]:
        alike = [it for it in shown if it["sensitivity"]["code"] == level["code"] and it["sensitivity"]["basis"]]
        certain = sorted(alike, key=lambda it: (it["sensitivity"]["basis"][0]["rule"] in told, _rank(it)))
        example = certain[0] if certain else None
        basis = example["sensitivity"]["basis"][0] if example else {}
        told.add(basis.get("rule"))
        name = example["asset"]["name"] if example else ""
        rows.append((f"{pick(level['label'])} [{level['code']}]", level["n"], name, pick(basis.get("says"))))
    columns = (say("level"), say("number"), say("for-example"), say("because"))
    table(say("tour-levels", policy=figures["policy"]), columns, rows, right=(1,))


def _rank(shown: Mapping[str, Any]) -> int:
    kind = shown["asset"]["modality"]
    return _TOLD_FIRST.index(kind) if kind in _TOLD_FIRST else len(_TOLD_FIRST)


def _thread(thread: Thread, named: Mapping[str, Mapping[str, Any]]) -> None:
    met: Counter[str] = Counter()
    ordered: list[tuple[int, int, str]] = []
    for asset in sorted(thread.places, key=lambda key: (_rank({"asset": named[key]}), named[key]["name"])):
        kind = named[asset]["modality"]
        ordered.append((met[kind], len(ordered), asset))
        met[kind] += 1
    rows = []
    for _, _, asset in sorted(ordered)[:_ROWS]:  # one of each kind of file first
        it, known = thread.places[asset], named[asset]
        rows.append((known["name"], pick(_KINDS[known["modality"]]), short(it["masked"], 40), _where(it["locator"])))
    title = say("tour-thread", label=pick(thread.says), value=thread.masked, files=len(thread.places), kinds=len(met))
    table(title, (say("file"), say("modality"), say("written"), say("place")), rows)
    if len(ordered) > len(rows):
        line(say("tour-more", more=len(ordered) - len(rows)))


def _where(place: Mapping[str, Any]) -> str:
    """Return the page, the sheet's row, the line or "in the picture"; of anything else the Locator in a few signs."""
    row = place.get("row")
    if "page" in place:
        return say("tour-page", n=place["page"])
    if row is not None and "sheet" in place:
        return say("tour-row", sheet=place["sheet"], n=row)
    if row is not None and place.get("part", "body") == "body" and not {"member", "property", "column"} & place.keys():
        return say("tour-line", n=row)
    return say("tour-picture") if "box" in place and "time" not in place else locator(place)


def _issues(shown: Sequence[Mapping[str, Any]]) -> None:
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    for it in shown:
        for issue in it["issues"]:
            found[issue["type"]].append((it["asset"]["name"], issue))
    ranked = sorted(found.values(), key=lambda them: (_WEIGHT.get(them[0][1]["severity"], 3), -len(them)))[:_ISSUES]
    rows = [(pick(them[0][1]["says"]), len(them), them[0][0]) for them in ranked]
    table(say("tour-issues"), (say("issue"), say("number"), say("for-example")), rows, right=(1,))


def _questions(services: Services, figures: Mapping[str, Any]) -> None:
    asked: dict[str, list[str]] = defaultdict(list)
    for task in services.review.page(state="open", cursor=None, limit=200)["items"]:
        for says in task["says"]:
            asked[pick(says)].append(task["name"])
    rows = [(why, len(names), names[0]) for why, names in sorted(asked.items(), key=lambda item: -len(item[1]))]
    title = say("tour-questions", number=figures["reviews_open"])
    table(title, (say("why"), say("number"), say("for-example")), rows, right=(1,))
