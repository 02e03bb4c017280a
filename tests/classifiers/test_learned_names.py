"""What the tagger reads is put right before it counts: edges, little words, and Latin words among Chinese ones."""

from __future__ import annotations

import pytest

from assay.classifiers.names.learned import find_learned
from assay.models.tagger import Reading
from assay.models.tagger_decode import Tagged


class Reads:
    """Reads the one name between brackets `⟦…⟧` in a text that is given apart."""

    def __init__(self, kind: str, start: int, end: int, score: float) -> None:
        self._name = Tagged(start, end, kind, score)

    def read(self, text: str) -> Reading:
        return Reading((self._name,), (), len(text), 0)


def kept(marked: str, kind: str, score: float) -> list[str]:
    text = marked.replace("⟦", "").replace("⟧", "")
    tagger = Reads(kind, marked.index("⟦"), marked.index("⟧") - 1, score)
    return [text[it.start : it.end] for it in find_learned(text, tagger)]


@pytest.mark.parametrize(
    ("marked", "kind", "score", "names"),
    [
        ("使用⟦HTTP⟧而非 FTP 或 SMTP 传输", "organization", 0.67, []),
        ("据⟦NBA⟧官方消息，比赛改期", "organization", 0.67, ["NBA"]),
        ("函数返回⟦ValueError⟧而不是空值", "organization", 0.67, []),
        ("支持⟦IPv4Network 和 IPv6Network⟧两种写法", "organization", 0.67, []),
        ("与⟦Oakmere Logistics⟧签订了合同", "organization", 0.86, ["Oakmere Logistics"]),
        ("我们在⟦AC米兰队⟧比赛之后见面", "organization", 0.67, ["AC米兰队"]),
        ("Ask ⟦Oakmere⟧ about it.", "organization", 0.6, ["Oakmere"]),
        ("参数⟦fd⟧必须是整数", "person", 0.67, []),
        ("The hall opens at ⟦nine.\nJohn Carter⟧ was born", "address", 0.72, []),
        ("Send it to ⟦12 Bridge Street\nLeeds LS1 4AP⟧, please.", "address", 0.72, ["12 Bridge Street\nLeeds LS1 4AP"]),
        ("到会 ⟦欧阳照晚 费松年⟧", "person", 0.68, ["欧阳照晚", "费松年"]),
        ("With ⟦Helen Carter⟧", "person", 0.68, ["Helen Carter"]),
        ("感谢⟦Kevin Smith⟧的贡献", "person", 0.67, ["Kevin Smith"]),
        ("他提到b⟦lueberr⟧y这种植物", "person", 0.8, []),
        ("⟦与法国信贷委员会⟧会谈", "organization", 0.8, ["法国信贷委员会"]),
        ("⟦海合会敦促⟧各方停火", "organization", 0.74, ["海合会"]),
        ("⟦向保险公司⟧报案", "organization", 0.86, []),
        ("⟦中国建设银行⟧今日公告", "organization", 0.7, ["中国建设银行"]),
        ("⟦招商局集团⟧今日公告", "organization", 0.6, ["招商局集团"]),
        ("he works at ⟦the Harbour Trust⟧ now", "organization", 0.9, ["Harbour Trust"]),
        ("path/⟦Harbour⟧", "organization", 0.9, []),
        ("⟦云汀⟧今日公告", "organization", 0.4, []),
    ],
)
def test_what_is_read_is_put_right(marked: str, kind: str, score: float, names: list[str]) -> None:
    found = kept(marked, kind, score)
    assert found == names
