"""The packaged encoder as it ships: it knows both languages, and is the one that the manifest pins."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assay.governance import registry
from assay.models import BilingualEncoder, inspect_folder, model

CPU = Path("/proc/cpuinfo")
VNNI = CPU.exists() and "avx512_vnni" in CPU.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def encoder() -> BilingualEncoder:
    return BilingualEncoder(threads=1)


def rows(encoder: BilingualEncoder, texts: list[str]) -> Any:
    return np.frombuffer(encoder.encode(texts), "<f4").reshape(len(texts), encoder.dimensions)


def test_it_is_the_default_and_reads_both_languages(encoder: BilingualEncoder) -> None:
    assert registry.plugin("encoders", "embedded") is BilingualEncoder
    assert encoder.languages == {"en", "zh"}
    entry = model(encoder.name)
    assert encoder.version == f"{entry.version}+{entry.files['model.onnx'][:8]}"
    assert entry.path is not None
    assert inspect_folder(entry.path, entry.files) == []


@pytest.mark.parametrize(
    ("text", "same", "other"),
    [
        ("A cat sat on the mat.", "The kitten is lying on a rug.", "File the tax return."),
        ("请在三十天内支付发票。", "发票应于一个月内付清。", "今天下午会下雨。"),
        ("请在三十天内支付发票。", "Please pay the invoice within thirty days.", "It will rain this afternoon."),
        (
            "客戶投訴帳單金額偏高",
            "The customer complains that the bill is too high.",
            "The meeting was moved to Monday.",
        ),
        ("员工薪酬与考勤制度", "Policy on pay and attendance of employees", "Photos of the mountain trip"),
    ],
)
def test_what_means_the_same_is_near_in_one_language_and_across(
    text: str, same: str, other: str, encoder: BilingualEncoder
) -> None:
    found = rows(encoder, [text, same, other])
    assert float(found[0] @ found[1]) > float(found[0] @ found[2]) + 0.2


def test_features_end_with_the_vector_of_the_text(encoder: BilingualEncoder) -> None:
    texts = ["the annual report", "年度报告"]
    found = encoder.features(texts)
    assert found.shape == (2, 3 * encoder.dimensions)
    assert np.allclose(found[:, -encoder.dimensions :], rows(encoder, texts), atol=1e-6)
    assert np.allclose((found.reshape(2, 3, -1) ** 2).sum(2), 1, atol=1e-5)


def test_a_text_has_one_vector_whatever_is_read_with_it(encoder: BilingualEncoder) -> None:
    text = "The supplier 供应商 shall deliver within thirty days; 逾期按日支付违约金。"
    others = ["ok", "好", "请在三十天内支付发票。", "A cat sat on the mat.", f"{text} " * 9, "逾期 " * 200]
    alone = encoder.features([text])[0]
    for company in ([text, *others[:2]], [*others, text], [text] * 30, [f"{text}{n}" for n in range(20)] + [text]):
        found = encoder.features(company)[company.index(text)]
        # Each third has length one. Where the processor adds floats up in another order, bits may differ.
        assert np.array_equal(found, alone) if VNNI else float(found @ alone) > 3 * 0.9999


def test_it_is_served_without_torch_in_little_memory() -> None:
    code = (
        "import sys; from assay.models import BilingualEncoder; encoder = BilingualEncoder(threads=1);"
        "encoder.encode(['quiet', '安静']);"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules);"
        "assert 0 < encoder.memory_bytes < 300 << 20, encoder.memory_bytes"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
