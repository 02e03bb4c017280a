"""Findings as a gate for repositories: those that are known, those that are new, and both as SARIF."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

import assay
from assay.governance.cli.output import locator
from assay.governance.domain import UsageError, labels

__all__ = ["Baseline", "Seen", "sarif", "wanted"]

_SCHEMA = "assay.baseline/1"
_IGNORE = Path(".assayignore")
_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A finding in a file, its fingerprint, and whether it is new."""

    file: str
    fingerprint: str
    new: bool
    finding: Mapping[str, Any]


@dataclass(slots=True)
class Baseline:
    """Fingerprints of findings: of file, label, mask and turn, never of a value, so that a moved line stays known."""

    known: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, seen: Iterable[Seen]) -> Baseline:
        """Return a baseline that knows these findings."""
        return cls(Counter(it.fingerprint for it in seen))

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Read a baseline; one that is not there knows nothing.

        Raises:
            UsageError: it is none.
        """
        if not path.exists():
            return cls()
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            if document["schema"] != _SCHEMA:
                raise ValueError("another schema")
            return cls(Counter({str(key): int(count) for key, count in document["findings"].items()}))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise UsageError("the baseline cannot be read; write it anew with --update-baseline") from None

    def write(self, path: Path) -> None:
        """Write the baseline, in an order that makes small differences."""
        document = {"schema": _SCHEMA, "findings": dict(sorted(self.known.items()))}
        path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")

    def judge(self, file: str, result: Mapping[str, Any]) -> list[Seen]:
        """Return the findings of a result that identify somebody or open something, and which of them are new."""
        member = result["asset"].get("uri") if result["asset"].get("parent") else None
        left = Counter(self.known)
        seen = []
        for finding in result["findings"]:
            if not labels()[finding["label"]].identifying:
                continue
            plain = "\0".join((PurePath(file).as_posix(), member or "", finding["label"], finding["masked"]))
            mark = hashlib.sha256(plain.encode()).hexdigest()[:32]
            seen.append(Seen(file=file, fingerprint=mark, new=left[mark] <= 0, finding=finding))
            left[mark] -= 1
        return seen


def wanted(files: Sequence[str]) -> list[str]:
    """Return the files that `.assayignore` in this folder does not leave out."""
    if not _IGNORE.is_file():
        return list(files)
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(_IGNORE.read_text(encoding="utf-8").splitlines())
    return [file for file in files if file == "-" or not spec.match_file(file)]


def sarif(seen: Sequence[Seen]) -> dict[str, Any]:
    """Return findings as a SARIF 2.1.0 log; messages hold masks, never values."""
    rules = sorted({it.finding["label"] for it in seen})
    return {
        "$schema": _SARIF,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Assay", "version": assay.__version__,
                        "rules": [
                            {"id": rule, "shortDescription": {"text": labels()[rule].says.en}} for rule in rules
                        ],
                    }
                },
                "results": [_result(it, rules) for it in seen],
            }
        ],
    }  # fmt: skip


def _result(it: Seen, rules: Sequence[str]) -> dict[str, Any]:
    place = it.finding["locator"]
    physical = {
        "artifactLocation": {"uri": PurePath(it.file).as_posix()}, "region": {"startLine": place.get("row") or 1},
    }  # fmt: skip
    return {
        "ruleId": it.finding["label"], "ruleIndex": rules.index(it.finding["label"]),
        "level": "error" if it.new else "note", "baselineState": "new" if it.new else "unchanged",
        "message": {"text": f"{labels()[it.finding['label']].says.en}: {it.finding['masked']} ({it.finding['why']})"},
        "locations": [
            {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": locator(place) or "file"}]}
        ],
        "partialFingerprints": {"assay/1": it.fingerprint},
    }  # fmt: skip
