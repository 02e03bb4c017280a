"""What all models of the hub profile share: libraries that keep quiet and offline, and the device they run on."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["device", "quiet_and_offline"]

_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
}


@contextmanager
def quiet_and_offline(threads: int) -> Iterator[None]:
    """Set the libraries up for one load: no network, no words, at most `threads` cores."""
    os.environ.update(_QUIET)
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from transformers.utils import logging as noise

        torch.set_num_threads(threads)
        noise.set_verbosity_error()  # type: ignore[no-untyped-call]
        noise.disable_progress_bar()  # type: ignore[no-untyped-call]
        yield


def device() -> str:
    """Return `cuda` where there is such a device, else `cpu`."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
