"""How often a text that anybody may read is taken for a sensitive one by its meaning, under the pack `gbt-43697`.

Published texts of both languages, at most 250 a set; a set that is not here is left out.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

from assay.classifiers.meaning.sensitivity import strongest
from assay.classifiers.meaning.windows import lines, speaking
from assay.governance.domain import Segment, SegmentKind
from assay.governance.policy import Evidence, judge, load_pack
from assay.models import BilingualEncoder
from assay.models.heads import shipped
from assay.models.training.encoder.sources import read_rows

SETS = {
    "thucnews (zh headlines)": "measure/topic_zh_thucnews/dev.jsonl.gz",
    "agnews (en news in brief)": "measure/topic_en_agnews/dev.jsonl.gz",
    "bbc (en news)": "measure/topic_en_bbc/train.jsonl.gz",
    "cranfield (en abstracts)": "measure/retrieval_en_cranfield/corpus.jsonl.gz",
    "cisi (en abstracts)": "measure/retrieval_en_cisi/corpus.jsonl.gz",
    "cmrc (zh encyclopedia)": "train/retrieval_zh_cmrc2018/corpus.jsonl.gz",
    "sec (en company filings)": "train/ner_en/sec_filings_FIN5.jsonl.gz",
}
MOST, SEED = 250, 1


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print."""
    from benchmarks.models import DATA

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data sets")
    data: Path = parser.parse_args(argv).data
    encoder, pack = BilingualEncoder(threads=1), load_pack("gbt-43697")
    level, gate = shipped("level"), shipped("gate")
    print(f"{'set':28s} {'texts':>6s} {'length':>7s} {'raised':>7s} {'seconds':>8s}")
    count = alarms = 0
    for name, file in SETS.items():
        path = data / file
        if not path.is_file():
            continue
        texts = sorted({row["text"] for row in read_rows(path) if row.get("text")})
        random.Random(SEED).shuffle(texts)  # noqa: S311
        raised, begun = 0, time.monotonic()
        for text in texts[:MOST]:
            segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
            passages = strongest(level, gate, speaking(lines([segment])), encoder.features)
            raised += any(it.rule.startswith("meaning/") for it in judge(pack, Evidence(topics=tuple(passages))).basis)
        read = texts[:MOST]
        count, alarms = count + len(read), alarms + raised
        length = sum(map(len, read)) // len(read)
        print(f"{name:28s} {len(read):6d} {length:7d} {raised / len(read):7.3f} {time.monotonic() - begun:8.1f}")
    print(f"{alarms} of {count} public texts raise it")
