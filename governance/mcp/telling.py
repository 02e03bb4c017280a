"""Answers of the services as agents get them: in one language, without what is empty, with places in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assay.governance.domain import Locator, cited, explain_place
from assay.governance.services.searching.quoting import inert, speaks_to_machines

__all__ = ["Json", "Teller", "full", "machines", "quiet"]

Json = dict[str, Any]

_FACET = 8  # values of a facet that are told
_FIRST = 10  # findings, issues and parts of one asset that are told at once
_EVIDENCE = 2  # places at one end of a link


class Teller:
    """Tells in a language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, words: Mapping[str, str] | None) -> str:
        """Return words in the language."""
        return words[self.language] if words else ""

    def place(self, locator: Mapping[str, Any]) -> str | None:
        """Return a place as people say it; None where it is the whole file."""
        told = explain_place(Locator.from_dict(dict(locator))).as_dict()[self.language]
        return told or None

    def level(self, grade: Mapping[str, Any] | None) -> Json | None:
        """Return a grade as its level."""
        if grade is None:
            return None
        pack = grade["policy"].partition("@")[0]
        return {
            "code": f"{pack}:{grade['code']}", "label": self.say(grade["label"]),
            "needs_review": grade.get("needs_review") or None,
        }  # fmt: skip

    def hit(self, hit: Mapping[str, Any]) -> Json:
        """Return a hit of a search."""
        return {
            "asset": hit["asset"], "name": hit["name"], "path": hit["path"] or None, "modality": hit["modality"],
            "level": self.level(hit["sensitivity"]), "snippet": hit["snippet"].strip(),
            "place": self.place(hit["locator"]), "score": hit["score"], "why": hit["why"],
            "copies": hit["copies"] or None, "speaks_to_machines": machines(hit["snippet"]),
        }  # fmt: skip

    def linked(self, hit: Mapping[str, Any]) -> Json:
        """Return what is linked to a hit."""
        kept = {name: hit[name] for name in ("asset", "name", "modality", "kind", "score", "via", "why")}
        return {**kept, "level": self.level(hit["sensitivity"])}

    def passage(self, it: Mapping[str, Any]) -> Json:
        """Return a passage of an answer."""
        return {
            "passage": it["passage"], "asset": it["asset"], "name": it["name"], "place": self.place(it["locator"]),
            "level": self.level(it["sensitivity"]), "text": it["text"], "score": it["score"],
            "speaks_to_machines": it["speaks_to_machines"] or None,
        }  # fmt: skip

    def brief(self, it: Mapping[str, Any]) -> Json:
        """Return an asset of a list."""
        return {
            "id": it["id"], "name": it["name"], "path": it["path"] or None, "modality": it["modality"],
            "language": it["language"], "status": it["status"], "reason": it["reason"],
            "level": self.level(it["sensitivity"]), "topics": [self.say(topic["label"]) for topic in it["topics"]],
            "findings": it["findings"], "issues": it["issues"], "owner": it["owner"],
        }  # fmt: skip

    def tagged(self, it: Mapping[str, Any]) -> Json:
        """Return a TagResult with its first findings."""
        grade, asset = it["sensitivity"], it["asset"]
        folder = (asset["uri"] or "").rpartition("/")[0]
        governance = {name: value for name, value in it["governance"].items() if value and name != "set_by"}
        return {
            "id": asset["id"], "name": asset.get("name"), "path": folder.strip("/") or None, "title": asset["title"],
            "modality": asset["modality"], "media_type": asset["media_type"],
            "bytes": asset["bytes"], "language": asset["language"], "status": it["status"], "reason": it["reason"],
            "coverage": it["coverage"], "unchecked": [name for name, how in it["checked"].items() if how == "partial"],
            "level": self.level(grade), "state": grade["state"], "certainty": grade["certainty"],
            "explanation": self.say(grade["explanation"]), "reasons": [self.why(one) for one in grade["basis"]],
            "other_levels": [self.level(one) for one in it["grades"]],
            "flags": [self.why({**one, "rule": f"{one['policy'].partition('@')[0]}:{one['code']}"})
                      for one in it["flags"]],
            "topics": [self.counted(one) for one in it["topics"]],
            "categories": [self.say(one["label"]) for one in it["categories"]],
            "parts": [{"place": self.place(one["locator"]) or "", "code": one["code"]} for one in it["parts"][:_FIRST]],
            "found": _counted(one["label"] for one in it["findings"]),
            "findings": [self.finding(one) for one in it["findings"][:_FIRST]],
            "issues": [self.issue(one) for one in it["issues"][:_FIRST]],
            "governance": {name: ", ".join(value) if isinstance(value, list | tuple) else str(value)
                           for name, value in governance.items()},
            "access": [f"{one['principal']}: {one['right']}" for one in it.get("permissions", ())],
            "gone": asset.get("gone") or None,
        }  # fmt: skip

    def why(self, basis: Mapping[str, Any]) -> Json:
        """Return a rule or a flag."""
        return {
            "rule": basis["rule"],
            "says": self.say(basis["says"]),
            "clause": self.say(cited(basis["clause"]).as_dict()),
        }

    def counted(self, it: Mapping[str, Any]) -> Json:
        """Return something with an id, a label and perhaps a count."""
        return {"id": it.get("id") or it["code"], "label": self.say(it["label"]), "n": it.get("n")}

    def finding(self, it: Mapping[str, Any]) -> Json:
        """Return a finding."""
        return {
            "id": it["id"], "label": it["label"], "masked": it["masked"], "says": self.say(it["explanation"]),
            "count": it["count"] if it["count"] > 1 else None,
        }  # fmt: skip

    def issue(self, it: Mapping[str, Any]) -> Json:
        """Return a quality issue."""
        return {
            "id": it.get("id"), "asset": it.get("asset"), "name": it.get("name"), "type": it["type"],
            "dimension": it["dimension"], "severity": it["severity"], "state": it.get("state"),
            "says": self.say(it["says"]), "place": self.place(it["locator"]),
        }  # fmt: skip

    def node(self, it: Mapping[str, Any]) -> Json:
        """Return a node of the graph."""
        return {
            "id": it["id"], "name": self.say(it["label"]) if "label" in it else it["name"],
            "kind": it["kind"] if it["kind"] != "asset" else None, "modality": it.get("modality"),
            "level": self.level(it.get("sensitivity")), "hop": it.get("hop"),
        }  # fmt: skip

    def link(self, it: Mapping[str, Any], says: Mapping[str, str] | None) -> Json:
        """Return an edge of the graph."""
        return {
            "kind": it["kind"], "left": it["left"], "right": it["right"], "score": it["score"],
            "status": it["status"] if it["status"] != "proposed" else None, "says": self.say(says) or None,
            "left_evidence": self._evidence(it["left_evidence"]),
            "right_evidence": self._evidence(it["right_evidence"]),
        }  # fmt: skip

    def _evidence(self, evidence: Sequence[Mapping[str, Any]]) -> list[Json] | None:
        told = [
            {"masked": it["masked"] or None, "label": it["label"] or None, "place": self.place(it["locator"])}
            for it in evidence[:_EVIDENCE]
        ]
        return [it for it in told if any(it.values())] or None


def full(facets: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Return the facets that count something, each with its most frequent values."""
    told = {name: sorted(counts.items(), key=lambda it: (-it[1], it[0]))[:_FACET] for name, counts in facets.items()}
    return {name: dict(counts) for name, counts in told.items() if counts}


def machines(text: str) -> bool | None:
    """Return True where a text tells a language model what to do, and else nothing."""
    return speaks_to_machines(text) or None


def quiet(value: Any) -> Any:
    """Return an answer without what is None, and without signs in its texts that nobody sees but a machine reads."""
    if isinstance(value, str):
        return inert(value)[0] if not value.isascii() or not value.isprintable() else value
    if isinstance(value, Mapping):
        return {name: quiet(it) for name, it in value.items() if it is not None}
    return [quiet(it) for it in value] if isinstance(value, list | tuple) else value


def _counted(labels: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(labels).items(), key=lambda it: (-it[1], it[0])))
