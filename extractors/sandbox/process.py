"""Starting a worker: a fresh interpreter with an environment of its own that knows nothing of ours."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Sequence

from assay.extractors.sandbox import channel

__all__ = ["Worker"]

_SILENT = {
    "DO_NOT_TRACK": "1", "SCARF_NO_ANALYTICS": "true", "UNSTRUCTURED_DISABLE_NOTICE": "1", "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "ANONYMIZED_TELEMETRY": "false",
    "ORT_DISABLE_TELEMETRY": "1",
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1",
    "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1",
    "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin",
}  # fmt: skip
_CLOSE_SECONDS = 2.0


class Worker:
    """A child interpreter that runs one of the sandbox's modules, and our end of its control socket.

    `closed` says that it has ended, or talks nonsense.
    """

    def __init__(self, module: str, arguments: Sequence[str] = ()) -> None:
        self.control, theirs = channel.pair()
        self.closed = False
        environment = dict(_SILENT)
        for name in ("PYTHONPATH", "LD_LIBRARY_PATH"):
            if name in os.environ:
                environment[name] = os.environ[name]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-W", "ignore", "-m", module, str(theirs.fileno()), *arguments],
                pass_fds=[theirs.fileno()], env=environment, cwd="/", start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def ended(self) -> int | None:
        """Return the exit code of a process that has hung up, negative for a signal; None while it still runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(_CLOSE_SECONDS)
        return None

    def await_message(self, seconds: float) -> channel.Message | None:
        """Return the next message; None when nothing was said in time, or, with `closed` set, ever will be."""
        self.control.settimeout(seconds)
        try:
            message, _ = channel.receive(self.control)
            self.control.settimeout(None)
        except TimeoutError:
            return None
        except (OSError, *channel.MALFORMED):
            message = None
        self.closed = message is None
        return message

    def close(self) -> None:
        """End the process: it goes by itself when its control socket closes, and is killed if it does not."""
        with contextlib.suppress(OSError):  # it is gone already
            self.control.shutdown(socket.SHUT_RDWR)
        self.control.close()
        try:
            self.process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
