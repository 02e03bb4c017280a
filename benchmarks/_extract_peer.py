"""The library `unstructured` as a reader to be measured against, without what it would download.

Its readers of PDF want packages that pull a machine-learning framework in, for strategies that are not measured here.
For `fast`, which reads the text layer through pdfminer.six, names alone are asked of them: stand-ins are put in their
place, so that its own code does its own work.
"""

from __future__ import annotations

import importlib.util
import logging
import sys
import types
from enum import Enum
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

from benchmarks._unstructured import load_unstructured, model_folder

__all__ = ["READER", "prepare", "read"]

READER = "unstructured as it is called plainly, PDF by its strategy fast, tagged by " + (
    "its spaCy model" if model_folder() else "three regular expressions: its spaCy model is not here"
)
_INFERENCE = "unstructured_inference"


class _Thresholds:
    """Any setting of a layout model; `fast` reads none of them."""

    def __getattr__(self, name: str) -> float:
        return 0.5


class _IsExtracted(Enum):
    TRUE = "true"
    FALSE = "false"
    PARTIAL = "partial"


def prepare(*, light: bool = False) -> None:
    """Import it, `light` without its spaCy model; what it asks of packages that are not here is put in their place.

    Raises:
        ImportError: it or pdfminer.six is not installed.
    """
    load_unstructured(None if light else model_folder())
    logging.disable(logging.WARNING)
    if importlib.util.find_spec("pdfminer") is None:
        raise ImportError("pdfminer.six is not installed")
    nothing: dict[str, dict[str, Any]] = {
        _INFERENCE: {}, f"{_INFERENCE}.inference": {}, "pdf2image": {}, "pikepdf": {},
        f"{_INFERENCE}.config": {"inference_config": _Thresholds()},
        f"{_INFERENCE}.constants": {"FULL_PAGE_REGION_THRESHOLD": 0.99, "IsExtracted": _IsExtracted},
        f"{_INFERENCE}.inference.elements": {"Rectangle": type("Rectangle", (), {})},
        f"{_INFERENCE}.inference.layout": {"convert_pdf_to_image": None},
        f"{_INFERENCE}.inference.pdf_image": {"PdfRenderTooLargeError": type("RenderTooLargeError", (Exception,), {})},
    }  # fmt: skip
    for name, names in nothing.items():
        if name.partition(".")[0] in sys.modules or importlib.util.find_spec(name.partition(".")[0]) is None:
            module = types.ModuleType(name)
            module.__spec__, module.__path__ = ModuleSpec(name, None), []
            module.__dict__.update(names)
            sys.modules[name] = module


def read(path: Path) -> str:
    """Return the text of a file, an element a line.

    Raises:
        Exception: it cannot read the file, or one of its extras is missing.
    """
    if path.suffix.lower() == ".pdf":
        from unstructured.partition.pdf import partition_pdf

        elements = partition_pdf(str(path), strategy="fast")
    else:
        from unstructured.partition.auto import partition

        elements = partition(str(path))
    return "\n".join(element.text for element in elements if element.text)
