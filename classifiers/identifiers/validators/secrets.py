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
_CODE = re.compile(
    r"(?i)^(?:os\.|process\.|env[.\[(]|getenv|config[.\[(]|settings[.\[]|secrets?[.\[]|vault[:.]|self\.|this\.|args\.|"
    r"request\.|https?://)|^[A-Za-z_][\w.]*[(\[]$"  # a call that the quote of its argument cut off
)
_PROSE = re.compile(
    r"(?i)(?:sha|md|aes|r?sa|3?des|sm|bcrypt|pbkdf|hmac|tls|ssl|base|utf|wpa|v)[-_ ]?\d+\w{0,2}|"
    r"\d{1,3}[-–](?:char|digit|letter|day|bit|hour|minute|month|word|step|factor)|v?\d+(?:\.\d+)+|\d{1,4}[-/.]\d{1,2}"
    r"[-/.]\d{1,4}|\d{1,2}:\d{2}(?::\d{2})?|[a-z]+(?:[-_'’][a-z]+)*"
)
_GIVEN = re.compile(
    r"(?i)(?:码|口令|明文|pass\w*|pwd|pw|pin|secret|token)[\"'’s\]]{0,4}\s{0,3}(?:[:：=>是为填]|is|was|to)[\s\"'`“]{0,4}$"
)
_COUNTED = re.compile(
    r"[ -]?(?:[位次年月日天分秒个条人元%]|bits?\b|chars?\b|digits?\b|characters?\b|days?\b|times\b|users?\b)"
)
_MADE_UP = re.compile(
    r"(?:[A-Z]+_)*(?:PASSWORD|PASSWD|PASS|PWD|SECRET|TOKEN)|<[^<>]*>|\[[^\[\]]*\]|\$?\{.*\}|\$[A-Z_]{2,}|%[A-Z_]{2,}%|[xX]{3,}|[*.]+"
)
_RANDOM = 2.8  # bits a character; twelve to sixteen characters can hardly have more than 3.6
_WORDS = re.compile(r"[a-z]{4,}[-_.][a-z]{3,}", re.IGNORECASE)
_SENTENCE = re.compile(r"^[\u4e00-\u9fff，。；、]+$")


@check("password", "no placeholder")
def password(probe: Probe) -> Outcome:
    """A value that is neither a placeholder, nor code that fetches one, nor the next word of a sentence.

    Where no colon, equals sign or "is" gives it, it has letters and digits, letters and signs, or is a PIN of digits.
    """
    value = probe.value.strip("\"'`,;.!?，；。！？")
    if len(value) < 4 or _PLACEHOLDER.match(value) or _SENTENCE.match(value) or _CODE.match(value):
        return Outcome.FAILS
    if value.isdigit() and _COUNTED.match(probe.text, probe.end):
        return Outcome.FAILS
    if not _GIVEN.search(probe.text[max(0, probe.start - 24) : probe.start]):
        if _PROSE.fullmatch(value) or re.fullmatch(r"(?:19|20)\d{2}", value):
            return Outcome.FAILS
        kinds = sum(bool(re.search(kind, value)) for kind in ("[A-Za-z]", "[0-9]", "[!@#$%^&*+=?~]"))
        if not value.isdigit() and kinds < 2:
            return Outcome.FAILS
    mixed = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", "[0-9]", "[^0-9A-Za-z]"))
    return Outcome.PROVEN if mixed >= 2 or len(value) >= 8 else Outcome.PLAUSIBLE


@check("connection", "password inside")
def connection(probe: Probe) -> Outcome:
    """A string whose password is no placeholder such as `PASSWORD`, `<password>` or `${DB_PASSWORD}`."""
    given = re.search(r"(?i)(?:://[^:/@]*:([^@/]+)@|(?:password|pwd)=([^;&\s]+))", probe.value)
    secret = (given[1] or given[2] or "") if given else ""
    return Outcome.FAILS if not secret or _MADE_UP.fullmatch(secret) else Outcome.PROVEN


@check("secret", "no placeholder")
def secret(probe: Probe) -> Outcome:
    """What stands after the name of a key: no placeholder, no words with hyphens, and as random as keys are."""
    value = probe.value.strip("\"'`,;")
    mixed = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    if _PLACEHOLDER.match(value) or mixed < 2 or _bits(value) < _RANDOM:
        return Outcome.FAILS
    given = probe.text[max(0, probe.start - 4) : probe.start].rstrip(" \"'")[-1:] in {":", "=", ">"}
    if _WORDS.search(value) or not (given or mixed == 3 or len(value) >= 20):
        return Outcome.FAILS
    return Outcome.PROVEN


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
    return Outcome.PROVEN if _bits(probe.value) >= 2.5 else Outcome.FAILS


def _bits(value: str) -> float:
    """Return the entropy of a value in bits a character."""
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values())


_OTHER = (
    r"(?:door|gate|alarm|safe|entry|access|vault|garage|lock|keypad|unlock|zip|post|postal|area|country|dial\w*|"
    r"promo\w*|discount|coupon|voucher|referral|gift|product|item|part|error|exit|status|source|bar|qr|tax|sort|class|"
    r"course|colou?r|building|penal|civil|criminal|hs|sic|stock|swift|bank|branch|dress|airport|station|batch|lot|model|"
    r"unit|cost|account|project) ?codes?"
)
_OTHER_CODE = re.compile(rf"(?i){_OTHER}[ :]*(?:is |was )?$")
_IS_OTHER = re.compile(rf"(?i) (?:is|was) (?:the|your|my|our) {_OTHER}")
_OF_A_DOOR = re.compile(r"(?:门禁|门锁|密码锁|保险箱|保险柜|密码箱|储物柜|锁屏|开机)[^，。；\n]{0,10}$")


@check("otp", "code grammar")
def otp(probe: Probe) -> Outcome:
    """Four to eight digits that are no year, and no code of a place, a product or an error."""
    before = probe.text[max(0, probe.start - 20) : probe.start]
    other = _OTHER_CODE.search(before) or _OF_A_DOOR.search(before) or _IS_OTHER.match(probe.text, probe.end)
    return Outcome.FAILS if other or re.fullmatch(r"(?:19|20)\d{2}", probe.value) else Outcome.PLAUSIBLE


@check("handle", "account grammar")
def handle(probe: Probe) -> Outcome:
    """An account name with a digit, an underscore or a dash, or right after its label and a colon."""
    if re.search(r"[\d_-]", probe.value):
        return Outcome.PROVEN
    before = probe.text[max(0, probe.start - 3) : probe.start].rstrip()
    return Outcome.PLAUSIBLE if before.endswith((":", "：", "号", "是", "为")) else Outcome.FAILS
