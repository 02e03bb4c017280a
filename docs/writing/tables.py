"""Tables of the documentation that are made of the project's own data: settings, labels, packs and the like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """Return a Markdown table; bars and line ends in cells are escaped."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(head), "|" + "---|" * len(head), *map(line, rows)])


def _default(value: Any) -> str:
    if value is None:
        return "not set"
    if isinstance(value, tuple):
        return f"`{','.join(map(str, value))}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def settings() -> str:
    """Return the table of settings."""
    return table(("setting", "environment", "default", "means"), setting_rows())


def setting_rows() -> list[tuple[str, str, str, str]]:
    """Return each setting with its variable, its default and what it means."""
    from assay.governance.settings import Settings

    rows = []
    for name, field in Settings.model_fields.items():
        if name == "limits":
            continue
        default = _default(field.default)
        if field.default_factory:
            default = "the user's configuration folder" if name == "config_dir" else "none"
        rows.append((f"`{name}`", f"`ASSAY_{name.upper()}`", default, field.description or ""))
    return rows


_LIMITS = {
    "file_bytes": "bytes of one file",
    "unpacked_bytes": "bytes that an archive may unpack to",
    "unpack_ratio": "times that an archive may grow",
    "archive_entries": "members of an archive",
    "archive_depth": "archives inside archives",
    "pages": "pages read",
    "pixels": "pixels of a picture",
    "characters": "characters kept",
    "cpu_seconds_per_unit": "processor seconds for one page, or one second of sound",
    "cpu_seconds": "processor seconds for the whole file",
    "stall_seconds": "seconds without progress",
    "decoder_memory_bytes": "bytes of memory of a confined decoder",
    "reader_memory_bytes": "bytes of memory of a model worker",
    "ocr_pages": "pages that go through OCR",
    "ocr_pictures": "pictures beside the text of a PDF that go through OCR",
    "speech_seconds": "seconds of sound that are listened to",
}


def limits() -> str:
    """Return the table of limits."""
    return table(("setting", "environment", "default", "counts"), limit_rows())


def limit_rows() -> list[tuple[str, str, str, str]]:
    """Return each limit with its variable, its default and what it counts."""
    from assay.governance.settings import LimitSettings

    return [
        (f"`limits.{name}`", f"`ASSAY_LIMITS__{name.upper()}`", f"`{field.default}`", _LIMITS[name])
        for name, field in LimitSettings.model_fields.items()
    ]


def notices() -> str:
    """Return the table of settings of notices."""
    from assay.governance.settings import NotifySettings

    return table(
        ("setting", "environment", "default", "means"),
        (
            (f"`notify.{name}`", f"`ASSAY_NOTIFY__{name.upper()}`", f"`{field.default}`", field.description or "")
            for name, field in NotifySettings.model_fields.items()
        ),
    )


def labels() -> str:
    """Return the table of labels."""
    from assay.governance.domain import labels as known

    return table(
        ("label", "group", "English", "中文", "hidden"),
        ((f"`{x.id}`", x.group, x.says.en, x.says.zh, "yes" if x.hidden else "") for x in known().values()),
    )


def columns() -> str:
    """Return the table of types of columns."""
    from assay.classifiers.columns import load_types

    rows = []
    for kind in load_types():
        told = "its header" if kind.alone is None else f"its header, or {kind.alone:.0%} of its values"
        label = f"`{kind.label}`" if kind.label else ""
        rows.append((f"`{kind.id}`", kind.says.en, kind.says.zh, told, label))
    return table(("type", "English", "中文", "told by", "findings of its cells"), rows)


def peer() -> str:
    """Return the table of reasons why ours find something else than Presidio's own tests expect."""
    from pathlib import Path

    import yaml

    path = Path(__file__).parents[2] / "benchmarks" / "structured" / "presidio_tests.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = []
    for name, says in told["reasons"].items():
        found = [row for row in told["examples"] if row.get("why") == name]
        kinds = ", ".join(sorted({row["entity"] for row in found}))
        rows.append((kinds, len(found), f"`{found[0]['text']}`", says))
    same = sum("why" not in row for row in told["examples"])
    return table(("entities", "examples", "such as", "reason"), rows) + f"\n\nThe other {same} are found alike."


_NEEDS = {"none": "the pattern", "context": "context", "checksum": "checksum", "either": "checksum or context"}


def detectors() -> str:
    """Return the table of identifier detectors."""
    from assay.classifiers.identifiers.specs import load_specs
    from assay.classifiers.identifiers.validators import CHECKS
    from assay.governance.domain import labels as known

    names = known()
    rows = []
    for spec in sorted(load_specs(), key=lambda item: (list(names).index(item.label), item.id)):
        needs = ", ".join(_NEEDS[need] for need in sorted({pattern.needs.value for pattern in spec.patterns}))
        says = names[spec.label].says
        check = CHECKS[spec.check].says if spec.check else ""
        label = "" if spec.label == spec.id else f"`{spec.label}`"
        rows.append((f"`{spec.id}@{spec.version}`", label, f"{says.en} · {says.zh}", check, needs))
    return table(("detector", "label", "finds", "check", "reported on"), rows)


_PLACES = {
    "page": "page", "box": "box", "time": "seconds", "frame": "frame", "sheet": "sheet", "row": "row",
    "column": "column", "member": "member", "part": "part",
}  # fmt: skip
_PLACES_ZH = {
    "page": "页", "box": "方框", "time": "秒", "frame": "帧", "sheet": "工作表", "row": "行", "column": "列",
    "member": "成员", "part": "部分",
}  # fmt: skip
_FORMATS_HEAD = {
    "en": ("format", "media type", "reader", "Locator", "limits"), "zh": ("格式", "媒体类型", "读取器", "定位", "上限"),
}  # fmt: skip
_MOST_ENDINGS = 8


def formats(language: str = "en") -> str:
    """Return the table of formats in a language, one row a media type: endings, reader, kinds of place, limits."""
    from assay.extractors.sniffing.endings import endings_of
    from assay.governance.registry import plugins

    rows = []
    for name, decoder in sorted(plugins("extractors").items()):
        bounds = " ".join(f"`{bound}`" for bound in decoder.bounds)
        for kind in sorted(decoder.media_types):
            endings = endings_of(kind)
            more = ", …" if len(endings) > _MOST_ENDINGS else ""
            named, comma = (_PLACES_ZH, "、") if language == "zh" else (_PLACES, ", ")
            places = comma.join(named[place] for place in decoder.places_of(kind))
            rows.append(
                (
                    ", ".join(endings[:_MOST_ENDINGS]) + more or "–",
                    f"`{kind}`",
                    f"`{name}@{decoder.version}`",
                    places,
                    bounds,
                )
            )
    return table(_FORMATS_HEAD[language], rows)


def reasons() -> str:
    """Return the closed list of reasons."""
    from assay.governance.domain import REASONS

    return table(
        ("reason", "English", "中文"), ((f"`{reason.value}`", says.en, says.zh) for reason, says in REASONS.items())
    )


def roles() -> str:
    """Return what each role may do."""
    from assay.governance.domain import Permission, Role

    head = ("role", *(permission.value for permission in Permission))
    return table(
        head,
        ((f"`{role.value}`", *("yes" if p in role.permissions else "" for p in Permission)) for role in Role),
    )


def packs() -> str:
    """Return levels and rules of every policy pack, the flags of those without levels, and why people are asked."""
    from assay.governance.policy import asks, available, available_flags, load_flags, load_pack

    parts = []
    for name in available():
        pack = load_pack(name)
        parts += [f"## `{pack.ref}`", f"{pack.title.en} · {pack.title.zh}", f"{pack.standing.en} {pack.standing.zh}"]
        levels = (
            (f"`{level.code}`", level.rank, "the machine" if level.automatic else "people",
             f"{level.label.en} · {level.label.zh}", f"{level.handling.en} {level.handling.zh}")
            for level in pack.levels
        )  # fmt: skip
        parts.append(table(("level", "rank", "given by", "label", "handling"), levels))
        rules = (
            (f"`{rule.id}`", f"`{rule.level}`", ", ".join(filter(None, (rule.object, rule.degree))) or "–",
             f"{rule.says.en} {rule.says.zh}", f"{rule.source} {rule.clause}", rule.kind, rule.evidence)
            for rule in (pack.base, *load_pack("+".join((pack.id, *pack.offered))).rules)
        )  # fmt: skip
        parts.append(table(("rule", "level", "object, degree", "says", "source", "kind", "known"), rules))
        offered = ((f"`{pack.id}+{name}`", f"{words.en} {words.zh}") for name, words in pack.offered.items())
        parts += [table(("profile", "adds the rules `floor/…`"), offered)] if pack.offered else []
    for name in available_flags():
        flags = load_flags(name)
        parts += [f"## `{flags.ref}`", f"{flags.title.en} · {flags.title.zh}"]
        parts.append(f"{flags.standing.en} {flags.standing.zh}")
        shown = (
            (f"`{rule.code}`", f"{rule.says.en} {rule.says.zh}", f"{rule.source} {rule.clause}", rule.evidence)
            for rule in flags.rules
        )
        parts.append(table(("flag", "says", "source", "known"), shown))
    reasons = ((f"`{ask.code}`", f"{ask.says.en} {ask.says.zh}") for ask in asks().values())
    return "\n\n".join([*parts, "## Why a person is asked", table(("code", "says"), reasons)])


def catalogue() -> str:
    """Return the catalogue of quality issues."""
    from assay.governance.quality import catalogue as kinds

    rows = []
    for kind in kinds().values():
        limit = "–" if kind.threshold is None else f"{kind.threshold:g}"
        if kind.threshold_zh is not None:
            limit += f" (zh {kind.threshold_zh:g})"
        rows.append((
            f"`{kind.type}`", f"{kind.title.en} · {kind.title.zh}", f"{kind.description.en} {kind.description.zh}",
            kind.dimension, kind.indicator, kind.severity, limit, kind.source,
        ))  # fmt: skip
    head = ("type", "title", "what it means", "dimension", "indicator", "severity", "threshold", "source")
    return table(head, rows)
