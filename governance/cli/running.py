"""How a verb runs: settings and services around it, exceptions to exit codes."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

import typer

from assay.governance.cli.output import message
from assay.governance.cli.words import chinese, say
from assay.governance.domain import (
    AssayError,
    ForbiddenError,
    IntegrityError,
    LockedError,
    NotFoundError,
    PluginError,
    UnavailableError,
    UsageError,
)

if TYPE_CHECKING:
    from assay.governance.services import Services
    from assay.governance.services.tagging.deidentifying import Deidentifying
    from assay.governance.services.tagging.tag import TagService
    from assay.governance.settings import Settings

__all__ = [
    "DONE",
    "PARTIAL",
    "REJECTED",
    "UNAVAILABLE",
    "USAGE",
    "AsJson",
    "choose",
    "configured",
    "guarded",
    "opened",
    "read_text",
    "stateless",
    "tagging",
]

AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]

P = ParamSpec("P")
R = TypeVar("R")

_CHINESE: dict[type[AssayError], str] = {
    NotFoundError: "没有这样的对象，或无权查看",
    ForbiddenError: "当前角色无权执行此操作",
    LockedError: "其他进程正在使用",
    UnavailableError: "所需的服务或文件当前不可用",
    IntegrityError: "存储的内容与读取的不一致",
    PluginError: "插件缺失、损坏或重名",
}

DONE, REJECTED, USAGE, PARTIAL, UNAVAILABLE = range(5)

_flags: dict[str, Any] = {}


def choose(**flags: Any) -> None:
    """Remember the flags that stand before the verb."""
    _flags.clear()
    _flags.update(flags)


def configured(**flags: Any) -> Settings:
    """Read the settings, with the flags over everything else; set logging up."""
    from assay.governance import logging, settings

    chosen = {name: value for name, value in _flags.items() if value is not None}
    loaded = settings.load(**{**flags, **chosen})
    logging.configure(loaded.log_level)
    return loaded


@contextmanager
def opened(**flags: Any) -> Iterator[tuple[Services, Settings]]:
    """Build the services around a verb."""
    loaded = configured(**flags)
    from assay.governance import app
    from assay.governance.services.understanding.memory import settled

    with app.build(loaded) as services, settled():
        yield services, loaded


@contextmanager
def tagging(**flags: Any) -> Iterator[TagService]:
    """Build what tags and stores nothing: no home, no database."""
    with stateless(**flags) as (service, _):
        yield service


@contextmanager
def stateless(**flags: Any) -> Iterator[tuple[TagService, Deidentifying]]:
    """Build what stores nothing: tagging and masking."""
    loaded = configured(**flags)
    from assay.governance import app

    tag, masking, sandbox = app.build_stateless(loaded)
    with contextlib.closing(sandbox):
        yield tag, masking


def guarded(verb: Callable[P, R]) -> Callable[P, R]:
    """Turn what a verb raises into one line on stderr and an exit code of the contract."""

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(*args, **kwargs)
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            message(f"assay: {say('stopped')}")
            raise typer.Exit(PARTIAL) from None
        except AssayError as exc:
            _trace()
            message(f"assay: {_said(exc)}")
            raise typer.Exit(_code(exc)) from None
        except Exception as exc:  # noqa: BLE001 - the text of an exception that is not ours may hold content
            _trace()
            message(f"assay: {say('unexpected', kind=type(exc).__name__)}")
            raise typer.Exit(UNAVAILABLE) from None

    return run


def read_text(path: Path) -> str:
    """Return the text of a file, or of stdin for `-`.

    Raises:
        UsageError: it cannot be read, or is not UTF-8.
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as exc:
        raise UsageError(f"the file cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise UsageError("the file is not UTF-8 text") from exc


def _said(exc: AssayError) -> str:
    """Return what went wrong in the language that is spoken, where its Chinese is known."""
    if not chinese():
        return str(exc)
    from assay.governance.api.hints import HINTS

    hint = HINTS.get(str(exc))
    kind = next((zh for kind, zh in _CHINESE.items() if isinstance(exc, kind)), "")
    return exc.zh or (hint.zh.rstrip("。") if hint else f"{kind}（{exc}）" if kind else str(exc))


def _code(exc: AssayError) -> int:
    return UNAVAILABLE if isinstance(exc, UnavailableError | IntegrityError | PluginError) else USAGE


def _trace() -> None:
    if os.environ.get("ASSAY_DEBUG") == "1":
        traceback.print_exc()
