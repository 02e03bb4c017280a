"""How every network of ours is opened in ONNX Runtime: a set number of threads, no memory kept, and no slow fusion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["open_session"]

# Its kernel for x86 uses no vector instructions: a sixth of a transformer's time for what else takes a hundredth.
_SLOWER = ["SkipLayerNormFusion"]


def open_session(file: Path, *, threads: int) -> Any:
    """Return an `onnxruntime.InferenceSession` over a file that was inspected; it may be run by several threads.

    Names given to `disabled_optimizers` are those of ONNX Runtime's graph transformers; unknown ones do no harm.
    """
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # with lengths that vary it keeps the largest batch for ever,
    options.enable_mem_pattern = False  # and this a plan for every shape that was seen, 60 kB each
    return onnxruntime.InferenceSession(
        str(file), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
    )
