"""Topics at 0 to 128 examples a class, and the shipped heads, on texts that they never saw.

Topic figures are means over draws of the examples, tested on the rest of the half that is kept for reports
(`--part tune`: of the other one). Figures of topic, genre and level are those of their training: each scenario was
judged by heads that did not see it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from assay.models.heads import TOPIC_GRAMS, Described, HeadInfo, Prototypes, pull, shipped
from assay.models.training.encoder.measure import half
from assay.models.training.encoder.sources import read_rows
from assay.models.training.heads import fit
from assay.models.training.heads.judging import judged
from assay.models.training.heads.running import Features, features_of
from assay.models.training.heads.safety import CHINESE, ENGLISH, chinese, english

TOPIC, GENRE, LEVEL, GATE = "topic", "genre", "level", "gate"
PUBLIC = {
    "thucnews": "topic_zh_thucnews/dev.jsonl.gz", "agnews": "topic_en_agnews/dev.jsonl.gz",
    "cranfield": "retrieval_en_cranfield/corpus.jsonl.gz",
}  # fmt: skip
EXAMPLES = (8, 32, 128)
DRAWS = 10
TESTED = 2_000
ALARMS = 400
DESCRIPTIONS = {
    "thucnews": {
        "finance": "财经理财：基金、银行、保险、债券、外汇、黄金、利率、货币政策、投资理财产品",
        "realty": "房产：楼市、房价、楼盘、开盘、户型、均价、地产商、土地、二手房、租房、住宅",
        "stocks": "股票：股市、A股、港股、大盘、涨停、上市公司、券商、股份、公告、业绩、个股",
        "education": "教育：考试、高考、考研、四六级、公务员考试、大学、招生、录取、留学、学校、学生",
        "science": "科技：手机、电脑、互联网、软件、数码产品、芯片、网站、电信运营商、科学发现",
        "society": "社会：案件、警方、男子、女子、事故、法院、民生、家庭纠纷、奇闻、救助",
        "politics": "时政：政府、国家领导人、外交、总统、官员、军事、国际关系、政策、会议、外长",
        "sports": "体育：足球、篮球、NBA、比赛、球队、教练、冠军、奥运、联赛、进球、球员",
        "game": "游戏：网络游戏、玩家、公测、新版本、网游、副本、职业、任务、攻略、电子竞技",
        "entertainment": "娱乐：明星、电影、电视剧、导演、演唱会、歌手、票房、综艺、绯闻、演员",
    },
    "agnews": {
        "World": "World news: governments, presidents, elections, wars, attacks, troops, diplomacy, conflicts between "
        "countries, Iraq, United Nations",
        "Sports": "Sports: games, teams, players, coaches, championships, olympics, football, baseball, basketball, "
        "tennis, season, wins and losses",
        "Business": "Business: companies, stocks, profits, earnings, oil prices, economy, market, shares, mergers, "
        "banks, sales and jobs",
        "Sci/Tech": "Science and technology: computers, software, internet, Microsoft, Google, space, NASA, research, "
        "phones, security flaws, chips",
    },
}  # fmt: skip


def figures(data: Path, measure: Path, part: str = "report") -> dict[str, float]:
    """Return flat figures of topics and of the shipped heads; `part` is the half of the measuring data."""
    features = features_of()
    found = _shipped(data)
    found |= _alarms(measure, features, part)
    for name, folder in (("thucnews", "topic_zh_thucnews"), ("agnews", "topic_en_agnews")):
        rows = [
            (" ".join(filter(None, (row.get("title"), row["text"]))), str(row["label"]))
            for row in read_rows(measure / folder / "dev.jsonl.gz")
        ]
        chosen = [(text, label) for text, label in dict(rows).items() if half(text) == part]
        found |= _topics(f"topics.{name}", chosen, DESCRIPTIONS[name], features)
    return found


def _shipped(data: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for name in (TOPIC, GENRE, LEVEL, GATE):
        found |= shipped(name).info.metrics
    for name, read in ((CHINESE, chinese), (ENGLISH, english)):
        parts = read(data)
        if parts is not None:
            head, held = shipped(name), parts[1]
            right = [head.info.classes.index(label) for label in held.labels]
            positive = 1 if len(head.info.classes) == 2 else None
            found |= judged(head.probabilities(held.texts), right, of=name.replace("-", "."), positive=positive)
    return found


def _alarms(measure: Path, features: Features, part: str) -> dict[str, float]:
    """Return the share of published texts that the level head takes for confidential or more, a set each."""
    head = shipped(LEVEL)
    place = head.info.classes.index("confidential")
    found = {}
    for name, file in PUBLIC.items():
        texts = [row["text"][:700] for row in read_rows(measure / file)]
        texts = sorted(text for text in {*texts} if half(text) == part)[:ALARMS]
        chances = head.probabilities(texts, features(texts))[:, place:].sum(axis=1)
        found[f"level.alarms.{name}"] = float((chances >= 0.5).mean())
    return found


def _topics(
    name: str, rows: Sequence[tuple[str, str]], descriptions: Mapping[str, str], features: Features
) -> dict[str, float]:
    import numpy as np

    texts, labels = [text for text, _ in rows], np.array([label for _, label in rows])
    vectors = features(texts)
    described = Prototypes.of(dict(descriptions), features.embeddings)
    classes = np.array(described.classes)
    similar = described.similarities(texts, vectors)
    alone = Described(prototypes=described).logits(texts, vectors).argmax(axis=1)
    found = {f"{name}.descriptions": float((classes[alone] == labels).mean())}
    for examples in EXAMPLES:
        scores = []
        for draw in range(DRAWS):
            taken, tested = _drawn(labels, described.classes, examples, draw)
            info = HeadInfo(
                name=name, version="1", classes=described.classes, encoder=features.name, grams=TOPIC_GRAMS,
                described=pull(examples),
            )  # fmt: skip
            head = fit(
                [texts[at] for at in taken], vectors[taken], labels[taken].tolist(), info,
                beside=partial(_of, similar[taken]),
            )  # fmt: skip
            both = Described(prototypes=described, head=head, examples=examples)
            said = both.logits([texts[at] for at in tested], vectors[tested]).argmax(axis=1)
            scores.append(float((classes[said] == labels[tested]).mean()))
        spread = 1.96 * float(np.std(scores, ddof=1)) / DRAWS**0.5
        mean = float(np.mean(scores))
        found |= {
            f"{name}.{examples}": mean,
            f"{name}.{examples}.low": mean - spread,
            f"{name}.{examples}.high": mean + spread,
        }
    return found


def _of(rows: Any, places: Sequence[int]) -> Any:
    return rows[places]


def _drawn(labels: Any, classes: Sequence[str], examples: int, draw: int) -> tuple[Any, Any]:
    """Return the places of `examples` a class, and of up to 2,000 others to test on."""
    import numpy as np

    random = np.random.default_rng(draw)
    taken = np.concatenate([random.permutation(np.flatnonzero(labels == name))[:examples] for name in classes])
    rest = np.setdiff1d(np.arange(len(labels)), taken)
    return taken, random.permutation(rest)[:TESTED]


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and keep; figures of the half for tuning are printed alone."""
    from benchmarks.models import DATA, write

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("tune", "report"), default="report")
    part = parser.parse_args(argv).part
    if not DATA.is_dir():
        print("nothing measured: the data is not here")
        return
    found = figures(DATA / "train", DATA / "measure", part)
    if part == "report":
        write(found)
    for key, value in found.items():
        print(f"{key:44s} {value:10.4f}")
