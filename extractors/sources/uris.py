"""What every remote URI must hold to: no secret in it, no sign that means one thing here and another there."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

from assay.governance.domain import UsageError

__all__ = ["refuse_secrets", "split"]

_STRANGE = re.compile(r"[\x00-\x20\x7f\\]|[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]|[\ud800-\udfff]")
_SECRET_NAME = re.compile(
    r"(?i)pass(?:word|wd|phrase)?|pwd|secret|token|credential|signature|(?:^|[-_])(?:key|sig|auth)$|^(?:sig|apikey)$"
)


def refuse_secrets(uri: str) -> None:
    """Refuse a URI with a password or a signed query: it would stand in histories, lists of processes and the catalog.

    Raises:
        UsageError: there is one, or a control character.
    """
    if _CONTROL.search(uri):
        raise UsageError("a URI with control characters is not read", "不读取含控制字符的地址")
    authority = uri.partition("://")[2].partition("/")[0]
    user, at, _ = authority.rpartition("@")
    if at and ":" in user:
        raise UsageError(
            "a password does not belong in a URI; name credentials in the settings of the source",
            "密码不得写在地址中；请在来源设置中指明凭据",
        )
    query = uri.partition("?")[2].partition("#")[0]
    if any(_SECRET_NAME.search(name) for name, _ in parse_qsl(query, keep_blank_values=True, separator="&")):
        raise UsageError(
            "a secret does not belong in a URI; name credentials in the settings of the source",
            "密钥不得写在地址中；请在来源设置中指明凭据",
        )


def split(uri: str) -> SplitResult:
    """Split a URI that has no secret and no strange sign in it.

    Raises:
        UsageError: it has, or it cannot be split.
    """
    refuse_secrets(uri)
    if _STRANGE.search(uri):
        raise UsageError(
            "a URI with blanks or backslashes is not read; percent-encode them",
            "不读取含空格或反斜杠的地址；请用百分号编码",
        )
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        raise UsageError("this cannot be read as a URI", "无法识别为地址") from None
    return parts
