"""What the start of the program may load, and how the packages may be named."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "onnxruntime",
    "numpy",
    "streamlit",
    "fastapi",
    "sqlalchemy",
    "unstructured",
)


def loaded_by(statement: str) -> set[str]:
    script = f"import sys, json\n{statement}\nprint(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_importing_assay_loads_nothing_heavy() -> None:
    assert loaded_by("import assay, assay.governance.domain").isdisjoint(HEAVY)


def test_the_nouns_load_the_standard_library_alone() -> None:
    assert loaded_by("import assay.governance.domain") - set(sys.stdlib_module_names) - {"assay", "_virtualenv"} <= {
        name for name in loaded_by("pass") if name not in sys.stdlib_module_names
    }


def test_no_module_is_imported_by_a_bare_name() -> None:
    bare = re.compile(r"^\s*(?:from|import) (?:governance|extractors|classifiers|knowledge_graph|models|ui)\b", re.M)
    files = [path for folder in ("governance", "extractors", "classifiers", "knowledge_graph", "models", "ui", "tests")
             for path in (ROOT / folder).rglob("*.py")]  # fmt: skip
    assert [str(path.relative_to(ROOT)) for path in files if bare.search(path.read_text(encoding="utf-8"))] == []
    assert len(files) > 20
