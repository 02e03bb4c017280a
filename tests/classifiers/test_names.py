"""People, organisations, addresses and places in both languages, with the traps that must stay silent."""

from __future__ import annotations

import time

import pytest

from assay.classifiers import NameDetector
from assay.governance.domain import Detector, Locator, Segment, SegmentKind, Subject

DETECTOR = NameDetector()


def found(
    text: str, label: str, *, kind: SegmentKind = SegmentKind.PARAGRAPH, context: str = "", field: str | None = None
) -> list[str]:
    segment = Segment(index=0, kind=kind, text=text, context=context, locator=Locator(property=field))
    detections = DETECTOR.detect([segment])
    assert all(text[d.start : d.end] == d.value and d.score < 1 for d in detections)
    return [detection.value for detection in detections if detection.label == label]


def test_it_is_a_detector() -> None:
    assert isinstance(DETECTOR, Detector)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("姓名：张伟，手机13800138000", ["张伟"]),
        ("联系人李晓明电话010-62302928", ["李晓明"]),
        ("客户王丽女士来电反映", ["王丽"]),
        ("法定代表人：欧阳建国", ["欧阳建国"]),
        ("经办人 刘洋 签字", ["刘洋"]),
        ("王小明表示满意", ["王小明"]),
        ("患者陈静，女，35岁", ["陈静"]),
        ("买买提·阿不都拉参加会议", ["买买提·阿不都拉"]),
        ("参会人员：张建国、李秀英、王磊", ["张建国", "李秀英", "王磊"]),
        ("- 参加人：江屿、贺兰亭、秦牧野、白露生", ["江屿", "贺兰亭", "秦牧野", "白露生"]),
        ("与会人员：产品、销售、市场", []),
        ("客户王秀英住在上海。", ["王秀英"]),
        ("主治医师：赵志强", ["赵志强"]),
        ("我叫陈佳怡，想咨询账单", ["陈佳怡"]),
        ("姓名:司马文", ["司马文"]),
        ("Dear Mr. John Smith,\nthe order is here.", ["John Smith"]),
        ("Best regards,\nAlice Brown", ["Alice Brown"]),
        ('From: "Robert Jones" <rj@example.com>', ["Robert Jones"]),
        ("说明 沈知遥 <a@example.com> 江屿 <b@example.com>", ["沈知遥", "江屿"]),
        ('信息中心 <info@example.com>，"客服" <help@example.com>', []),
        ("Contact: Maria Garcia", ["Maria Garcia"]),
        ("Dr. Emily O'Connor will see you", ["Emily O'Connor"]),
        ("we met Sarah Lindqvist in the office", ["Sarah Lindqvist"]),
        ("Patient name: Jürgen Weiß", ["Jürgen Weiß"]),
        ("signed by MICHAEL TURNER today", ["MICHAEL TURNER"]),
        ("客户 David Miller 的订单", ["David Miller"]),
    ],
)
def test_people_are_found(text: str, names: list[str]) -> None:
    assert found(text, "person") == names


@pytest.mark.parametrize(
    "text",
    [
        "他很高兴去黄山，方案已定", "王总说项目不错，李老师同意", "周五周末安排", "常州万科项目",
        "马路边的金额", "时间安排和方法",
        "银行卡丢失请联系银行", "张工和小王在现场", "任务完成，应该符合要求",
        "高级工程师负责安全生产", "姓名：无", "联系人：本公司",
        "全部客户均已通知", "明白了，谢谢", "宣传部部长",
        "Will you agree in May or June?", "Please contact Customer Service",
        "Dear Customer, thank you for your order", "Best regards,\nSales Department", "The Grace Period ends in April",
        "Art and Faith", "Terms and Conditions apply to Mark Sheet", "Dear Sir or Madam",
    ],
)  # fmt: skip
def test_traps_are_no_people(text: str) -> None:
    assert found(text, "person") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "北京华信科技有限公司与上海中天贸易股份有限公司签订合同",
            ["北京华信科技有限公司", "上海中天贸易股份有限公司"],
        ),
        ("甲方：深圳市腾飞电子有限公司", ["深圳市腾飞电子有限公司"]),
        ("2005年任渤海证券公司研究所研究员", ["渤海证券公司研究所"]),
        ("2009年7月至今任鼎捷软件股份有限公司监事。", ["鼎捷软件股份有限公司"]),
        ("2010年任天堂有限公司发布新机", ["任天堂有限公司"]),
        ("由华泰（中国）投资有限公司出具", ["华泰（中国）投资有限公司"]),
        ("开户银行：中国工商银行", ["中国工商银行"]),
        ("招商银行北京分行", ["招商银行北京分行"]),
        ("就读于清华大学", ["清华大学"]),
        ("杭州市税务局通知", ["杭州市税务局"]),
        ("Acme Widgets Ltd. and Globex Corporation signed", ["Acme Widgets Ltd.", "Globex Corporation"]),
        ("The Bank of England said", ["Bank of England"]),
        ("at Stanford University today", ["Stanford University"]),
        ("Müller Maschinenbau GmbH liefert", ["Müller Maschinenbau GmbH"]),
    ],
)
def test_organisations_are_found_with_their_left_edge(text: str, names: list[str]) -> None:
    assert found(text, "organization") == names


@pytest.mark.parametrize(
    "text",
    [
        "本公司及分公司",
        "请联系银行",
        "一家公司",
        "该公司的员工",
        "去医院看病",
        "商业银行",
        "the company is limited",
        "our bank",
    ],
)
def test_ordinary_words_are_no_organisations(text: str) -> None:
    assert found(text, "organization") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "收货地址：广东省深圳市南山区科技园路12号创业大厦3栋2单元501室",
            "广东省深圳市南山区科技园路12号创业大厦3栋2单元501室",
        ),
        ("家住上海市浦东新区张江镇碧波路690号2号楼", "上海市浦东新区张江镇碧波路690号2号楼"),
        ("地址：朝阳区建国路88号", "朝阳区建国路88号"),
        ("浙江省杭州市西湖区文三路100号5栋1单元302室", "浙江省杭州市西湖区文三路100号5栋1单元302室"),
        ("He lives at 221B Baker Street, London NW1 6XE", "221B Baker Street, London NW1 6XE"),
        ("1600 Pennsylvania Avenue NW, Washington, DC 20500", "1600 Pennsylvania Avenue NW, Washington, DC 20500"),
        (
            "office: 500 Market Street, Suite 300, San Francisco, CA 94105",
            "500 Market Street, Suite 300, San Francisco, CA 94105",
        ),
    ],
)
def test_addresses_follow_their_grammar(text: str, address: str) -> None:
    assert found(text, "address") == [address]


@pytest.mark.parametrize(
    "text", ["他从北京飞往广州", "市场路线图第3号文件", "上海市政府", "第12号通知", "5 Way Split", "see 10 Key Points"]
)
def test_places_and_numbers_are_no_addresses(text: str) -> None:
    assert found(text, "address") == []


def test_places_are_found() -> None:
    assert found("他从北京飞往广州，再到德国", "location") == ["北京", "广州", "德国"]
    assert found("from London to New York", "location") == ["London", "New York"]


def test_a_header_makes_each_cell_a_name() -> None:
    text = "张伟\n李娜\n无\n北京华信科技有限公司"
    column = {"kind": SegmentKind.COLUMN, "context": "客户名称"}
    assert found(text, "person", **column) == ["张伟", "李娜"]  # type: ignore[arg-type]
    assert found(text, "organization", **column) == ["北京华信科技有限公司"]  # type: ignore[arg-type]
    assert found("John Smith\nAna Lee\n\n12", "person", kind=SegmentKind.COLUMN, context="Name") == [
        "John Smith",
        "Ana Lee",
    ]
    assert found("幸福路1号\n未知", "address", kind=SegmentKind.COLUMN, context="地址") == ["幸福路1号"]


def test_an_author_property_is_a_person() -> None:
    assert found("Jane Roe", "person", kind=SegmentKind.PROPERTY, field="author") == ["Jane Roe"]


def test_equal_names_have_equal_normals() -> None:
    texts = ["Contact: Maria  Garcia", "Dear Ms. Maria Garcia,"]
    segments = [Segment(index=i, kind=SegmentKind.PARAGRAPH, text=text) for i, text in enumerate(texts)]
    assert {detection.normal for detection in DETECTOR.detect(segments)} == {"maria garcia"}
    pair = [
        Segment(index=i, kind=SegmentKind.PARAGRAPH, text=t)
        for i, t in enumerate(["华泰（中国）有限公司", "华泰(中国)有限公司"])
    ]
    assert len({detection.normal for detection in DETECTOR.detect(pair)}) == 1


def test_a_signature_is_a_business_contact() -> None:
    (detection,) = DETECTOR.detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text="Kind regards,\nAlice Brown")])
    assert detection.subject is Subject.BUSINESS_CONTACT


@pytest.mark.parametrize(
    "piece",
    ["A ", "1-", "A'", "A-", "Aa ", "1 Aa ", "张", "有限公司", "北京市", "a" * 50 + " ", "Mr. ", "·丽", "1号", "Ltd "],
)
def test_no_input_makes_it_slow(piece: str) -> None:
    DETECTOR.detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text="张伟在北京")])
    begun = time.process_time()
    DETECTOR.detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text=piece * (40_000 // len(piece)))])
    assert time.process_time() - begun < 6.0


@pytest.mark.parametrize(
    ("value", "nobody"),
    [
        ("库温", True), ("滤芯", True), ("李雷", False), ("老王", False), ("小李", False), ("阿王", False),
        ("库尔班", False),
        ("知遥", True), ("Li", False), ("王", False),
        ("冷藏库", True), ("冷却塔", True), ("高压泵", True), ("王小品", False), ("李金库", False), ("黄荣华", False),
    ],
)  # fmt: skip
def test_signs_that_cannot_be_a_name_are_nobody(value: str, nobody: bool) -> None:
    from assay.classifiers.names.learned import _nobody

    assert _nobody(value) is nobody
