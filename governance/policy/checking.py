"""What is wrong with a pack's text: YAML read strictly, the schema, and names that nobody declared."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from assay.governance.domain import UNGRADED, Reason
from assay.governance.policy.asks import asks
from assay.governance.policy.building import resolve
from assay.governance.policy.lines import Lines

__all__ = ["read_pack"]

_CHARACTERS = 1 << 20
_SHOWN = 40


def read_pack(text: str) -> tuple[Any, list[str]]:
    """Return a pack's plain data and its problems: line, field, what is wrong; the data stands where there are none."""
    import yaml

    if len(text) > _CHARACTERS:
        return None, [f"a pack may have {_CHARACTERS} characters"]
    try:
        loader = _strict_loader()(text)
        root = loader.get_single_node()
        data: Any = None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark is not None else ""
        return None, [f"{place}{getattr(error, 'problem', None) or 'not YAML'}"]
    except RecursionError:
        return None, ["nested too deeply"]
    kind, lines = _kind(data), Lines(root)
    problems = _against_schema(data, kind, lines)
    return data, problems or [_placed(lines.of(it.partition(": ")[0]), it) for it in _KINDS[kind](data)]


def _placed(line: int | None, problem: str) -> str:
    return problem if line is None else f"line {line}: {problem}"


def _kind(data: Any) -> str:
    if isinstance(data, dict) and str(data.get("schema", "")).startswith("assay.classes/"):
        return "classes"
    return "flags" if isinstance(data, dict) and "flags" in data else "levels"


@cache
def _strict_loader() -> Any:
    """Return a safe YAML loader that refuses aliases (they can explode) and keys that are there twice."""
    import yaml

    class Strict(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                raise yaml.MarkedYAMLError(problem="aliases are not allowed", problem_mark=mark)
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[Any] = set()
            for key, _ in node.value:
                if not isinstance(key, yaml.ScalarNode) or key.value in seen:
                    raise yaml.MarkedYAMLError(problem="a key is there twice or no word", problem_mark=key.start_mark)
                seen.add(key.value)
            return super().construct_mapping(node, deep)

    return Strict


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    return Draft202012Validator(json.loads(files(__package__).joinpath(f"{name}.schema.json").read_text("utf-8")))


def _against_schema(data: Any, kind: str, lines: Lines) -> list[str]:
    from jsonschema.exceptions import best_match  # type: ignore[import-untyped]

    errors = _validator("classes" if kind == "classes" else "pack").iter_errors(data)
    found = sorted((best_match([error]) for error in errors), key=lambda error: str(error.json_path))
    return [
        _placed(lines.at(list(error.absolute_path)), f"{error.json_path}: {_short(error.message)}") for error in found
    ]


def _short(message: str) -> str:
    return message if len(message) <= 2 * _SHOWN else f"{message[:_SHOWN]} … {message[-_SHOWN:]}"


def _against_itself(data: dict[str, Any]) -> list[str]:
    """Check what a schema cannot: that every name that is used is there."""
    problems: list[str] = []
    codes = [level["code"] for level in data["levels"]]
    ranks = [level["rank"] for level in data["levels"]]
    automatic = {level["code"] for level in data["levels"] if level.get("automatic", True)}
    if len(set(codes)) < len(codes) or UNGRADED in codes:
        problems.append("levels: a code is there twice, or is `ungraded`")
    if ranks != sorted(set(ranks)):
        problems.append("levels: ranks must rise from one level to the next")
    if not automatic:
        problems.append("levels: one at least must be automatic")

    def known(where: str, code: str, among: Any, what: str) -> None:
        if code not in among:
            problems.append(f"{where}: no {what} `{code}`")

    for name, row in data["matrix"].items():
        known("matrix", name, data["objects"], "object")
        for degree, code in row.items():
            known(f"matrix.{name}", degree, data["degrees"], "degree")
            known(f"matrix.{name}.{degree}", code, codes, "level")
    known("base", data["base"]["level"], automatic, "automatic level")
    for part in ("partial", "names", "pictures"):
        known(f"unread.{part}", data["unread"][part], automatic, "automatic level")
    reasons = [reason.value for reason in Reason]
    for reason in data["unread"].get("harmless", ()):
        known("unread.harmless", reason, reasons, "reason")
    for reason, code in data["unread"].get("candidates", {}).items():
        known("unread.candidates", reason, reasons, "reason")
        known("unread.candidates", code, codes, "level")
    sets = data.get("sets", {})
    problems += _unresolved_sets(sets)
    seen: set[str] = set()
    profiled = [rule for profile in data.get("profiles", {}).values() for rule in profile["rules"]]
    for rule in (*data["rules"], *profiled):
        name = rule["id"]
        if name in seen:
            problems.append(f"rules: `{name}` is there twice")
        seen.add(name)
        if rule.get("needs", 1) > len(rule["all"]):
            problems.append(f"{name}: needs more conditions than it has")
        if "level" in rule:
            known(name, rule["level"], codes, "level")
        elif rule["degree"] not in data["matrix"].get(rule["object"], {}):
            problems.append(f"{name}: the matrix has no `{rule['object']}` × `{rule['degree']}`")
        for ask in rule.get("asks", ()):
            known(name, ask, asks(), "ask")
        problems += _unresolved_conditions(name, rule["all"], sets)
    return problems


def _flags_against_themselves(data: dict[str, Any]) -> list[str]:
    sets = data.get("sets", {})
    problems = _unresolved_sets(sets) + _unresolved_conditions("given", data.get("given", ()), sets)
    for rule in data["flags"]:
        if rule.get("needs", 1) > len(rule["all"]):
            problems.append(f"{rule['code']}: needs more conditions than it has")
        problems += _unresolved_conditions(rule["code"], rule["all"], sets)
    return problems


def _classes_against_themselves(data: dict[str, Any]) -> list[str]:
    sets = data.get("sets", {})
    problems = _unresolved_sets(sets)
    for row in data["nodes"]:
        where = "/".join(row["path"])
        problems += [f"{where}: no name `{name}`" for name in row["path"] if name not in data["names"]]
        problems += _unresolved_conditions(where, row["any"], sets)
    return problems


def _unresolved_sets(sets: dict[str, Any]) -> list[str]:
    return [problem for name in sets for problem in _unresolved(f"sets.{name}", name, sets)]


def _unresolved_conditions(where: str, conditions: Iterable[dict[str, Any]], sets: dict[str, Any]) -> list[str]:
    terms = [condition["of"] for condition in conditions if "of" in condition]
    return [problem for one in terms for problem in _unresolved(where, one, sets)]


def _unresolved(where: str, terms: Any, sets: dict[str, Any]) -> list[str]:
    try:
        if not resolve(terms, sets):
            return [f"{where}: names no label"]
    except KeyError as error:
        return [f"{where}: no label, group or set {error}"]
    except RecursionError:
        return [f"{where}: a set holds itself"]
    return []


_KINDS = {"levels": _against_itself, "flags": _flags_against_themselves, "classes": _classes_against_themselves}
