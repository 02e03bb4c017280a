"""What went wrong, in words that hold nothing of what was sent."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from assay.governance.api.problems import PROBLEMS, hint_of, status_of
from assay.governance.domain import Words

__all__ = ["wrong", "wrong_arguments"]

logger = logging.getLogger(__name__)

_KINDS: Mapping[str, Words] = {
    "missing": Words("is missing", "缺失"),
    "extra_forbidden": Words("is not an argument", "不是参数"),
    "value_error": Words("do not go together", "不能同时使用"),
}
_BAD = Words("has a value that is not taken ({kind})", "的值不被接受（{kind}）")


def wrong(exc: Exception, language: str) -> str:
    """Return what an exception means to a caller; what is not theirs to mend is logged by its class alone."""
    status = status_of(exc)
    if status >= 500:
        logger.error("a tool ended with %d for %s", status, type(exc).__name__)
    says = (hint_of(exc) if status < 500 else None) or PROBLEMS[status][1]
    return f"{PROBLEMS[status][0]}: {says.as_dict()[language]}"


def wrong_arguments(exc: ValidationError, model: type[BaseModel], language: str) -> str:
    """Return which arguments are wrong, and how: their names and kinds of mistake, no value and no foreign name."""
    known, told = model.model_fields, []
    for error in exc.errors(include_input=False, include_url=False, include_context=False)[:10]:
        place = [str(part) if isinstance(part, int) or part in known else "?" for part in error["loc"]]
        name = ".".join(place) or _THEY[language]
        told.append(f"{name} {_said(error, language)}")
    return f"validation: {'; '.join(told)}"


_THEY = {"en": "the arguments", "zh": "各参数"}


def _said(error: Mapping[str, Any], language: str) -> str:
    words = _KINDS.get(error["type"], _BAD).as_dict()[language]
    own = ": " + error["msg"].removeprefix("Value error, ") if error["type"] == "value_error" else ""
    return words.format(kind=error["type"]) + own
