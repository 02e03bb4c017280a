"""Passwords, tokens and keys: what is a real one and what is a placeholder."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections import Counter

from assay.classifiers.identifiers.validators.base import Outcome, Probe, check

__all__: list[str] = []

_PLACEHOLDER = re.compile(
    r"(?i)^(?:x+|\*+|•+|\.+|-+|_+|\$\{.*|<.*|\{.*|%.*|changeme|password|passwd|secret|token|example|your[-_ ].*|"
    r"null|none|true|false|required|optional|string|redacted|见附件.*|如下.*|不能.*|错误.*|长度.*|必须.*|为空.*|"
    r"is|are|was|for|the|and|you|your|here|reset|incorrect|should|must|will|has|have|can|please|field|again.*)$"
)
_SENTENCE = re.compile(r"^[\u4e00-\u9fff，。；、]+$")


@check("password", "no placeholder")
def password(probe: Probe) -> Outcome:
    """A value that is neither a placeholder nor the next word of a sentence."""
    value = probe.value.strip("\"'`,;，；。")
    if len(value) < 4 or _PLACEHOLDER.match(value) or _SENTENCE.match(value):
        return Outcome.FAILS
    mixed = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", "[0-9]", "[^0-9A-Za-z]"))
    return Outcome.PROVEN if mixed >= 2 or len(value) >= 8 else Outcome.PLAUSIBLE


@check("secret", "no placeholder")
def secret(probe: Probe) -> Outcome:
    """What stands after the name of a key: no placeholder, and no word of a sentence."""
    value = probe.value.strip("\"'`,;")
    if _PLACEHOLDER.match(value) or len(set(value)) < 5:
        return Outcome.FAILS
    mixed = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return Outcome.PROVEN if mixed >= 2 and re.search("[0-9]|[a-z][A-Z]", value) else Outcome.FAILS


@check("jwt", "decoded header")
def jwt(probe: Probe) -> Outcome:
    """The header is JSON that names an algorithm."""
    head = probe.value.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, binascii.Error):
        return Outcome.FAILS
    return Outcome.PROVEN if isinstance(header, dict) and "alg" in header else Outcome.PLAUSIBLE


@check("entropy", "entropy")
def entropy(probe: Probe) -> Outcome:
    """Random-looking: at least three bits a character."""
    counts = Counter(probe.value)
    size = len(probe.value)
    bits = -sum(n / size * math.log2(n / size) for n in counts.values())
    return Outcome.PROVEN if bits >= 2.5 else Outcome.FAILS


@check("connection", "password inside")
def connection(probe: Probe) -> Outcome:
    """The password part is no placeholder."""
    inside = re.search(r"://[^:@/]*:([^@]+)@", probe.value)
    return Outcome.PROVEN if inside and not _PLACEHOLDER.match(inside[1]) else Outcome.FAILS


@check("otp", "code grammar")
def otp(probe: Probe) -> Outcome:
    """Four to eight digits that are no year."""
    return Outcome.FAILS if re.fullmatch(r"(?:19|20)\d{2}", probe.value) else Outcome.PLAUSIBLE


@check("handle", "account grammar")
def handle(probe: Probe) -> Outcome:
    """An account name with a digit, an underscore or a dash, or right after its label and a colon."""
    if re.search(r"[\d_-]", probe.value):
        return Outcome.PROVEN
    before = probe.text[max(0, probe.start - 3) : probe.start].rstrip()
    return Outcome.PLAUSIBLE if before.endswith((":", "：", "号", "是", "为")) else Outcome.FAILS
