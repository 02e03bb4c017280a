"""The default taxonomy and the tagger: one short text a topic and language, other taxonomies, silence when unsure."""

from __future__ import annotations

import pytest

from assay.classifiers import SeedTopicTagger
from assay.classifiers.taxonomies import load, names, parse
from assay.governance.domain import (
    Locator,
    NotFoundError,
    PolicyError,
    Segment,
    SegmentKind,
    Tagger,
    Taxonomy,
    Topic,
    Words,
)

TAGGER = SeedTopicTagger()
CHINESE = {
    "finance": "请各部门于本周五前把差旅报销单和记账凭证交到财务部，并核对应收账款余额。",
    "tax": "本期增值税进项税额已完成抵扣，请在十五日前完成纳税申报。",
    "treasury": "银行同意追加授信额度三千万元，贷款利率下调，按季还款。",
    "audit": "审计组抽查了采购循环，发现内控缺陷两项，要求三十日内整改。",
    "hr": "附件是候选人的简历，工作经历五年，拟安排下周面试，入职后试用期三个月。",
    "payroll": "本月工资条已发放，含绩效奖金与加班费，公积金和社保按新基数扣缴。",
    "legal": "甲方与乙方因违约责任发生争议，任何一方可向法院起诉或申请仲裁。",
    "compliance": "根据反洗钱监管要求，须对高风险客户开展客户身份识别并上报可疑交易。",
    "strategy": "董事会审议通过公司五年战略规划，明确了年度经营目标与业务布局。",
    "mna": "我方拟收购标的公司百分之六十股权，尽调与估值已完成，投资协议本周签署。",
    "sales": "客户已确认报价单，预计本月签单成交，请销售经理跟进回款。",
    "marketing": "新品发布会的海报和短视频广告下周投放，重点提升品牌曝光和转化率。",
    "customer": "客户来电投诉快递破损，客服已受理并登记工单，承诺当天退款。",
    "crm": "导出会员名单与客户画像，按消费记录和积分做用户分群。",
    "procurement": "本项目公开招标，共收到五家供应商的投标文件，评标委员会已确定中标人。",
    "supply": "仓库盘点后发现库存不足，已安排物流补货，运单号随后提供，货物明日入库。",
    "manufacturing": "车间三号产线因模具更换停产，工艺参数已调整，今日产量按排产计划完成。",
    "quality": "来料检验发现批次不合格，质检员出具检测报告并要求供方采取纠正措施。",
    "ehs": "厂区消防隐患排查完毕，危化品仓库废水排放达标，组织了应急演练。",
    "asset": "空调设备出现故障，已联系维修人员检修并更换备件，固定资产台账同步更新。",
    "rnd": "样机完成第二轮试验，实验数据支持现有技术方案，设计评审定于周三。",
    "ip": "公司新提交发明专利申请两项，商标注册证书已下发，需防范侵权。",
    "software": "后端接口已完成开发，数据库字段有调整，请前端同学更新代码并补充单元测试。",
    "itops": "机房服务器磁盘告警，监控显示带宽占满，运维值班人员已重启并扩容。",
    "security": "渗透测试发现高危漏洞和弱口令，攻击者可获取密钥，请尽快打补丁。",
    "admin": "现将会议纪要印发各部门，参会人员请于下午在会议室用印，特此通知。",
    "health": "患者主诉头痛三天，门诊诊断为高血压，医生开具处方并嘱复查血压。",
    "public": "市人民政府印发行政许可办事指南，群众可在政务服务大厅办理审批事项。",
}
ENGLISH = {
    "finance": "The general ledger is closed; accounts receivable and the balance sheet go to accounting on Monday.",
    "tax": "Please file the VAT return and the corporate income tax before the deadline set by the tax authority.",
    "treasury": (
        "The lender raised our credit facility; the loan carries a fixed interest rate and quarterly repayment."
    ),
    "audit": (
        "Internal audit tested segregation of duties and reported one control deficiency with a remediation plan."
    ),
    "hr": "The candidate sent a resume; after the interview we prepare onboarding and a probation of three months.",
    "payroll": (
        "Payroll ran today: base pay, overtime pay and the annual bonus are on your payslip with pension contribution."
    ),
    "legal": (
        "This agreement is subject to the governing law of England; either party may seek arbitration for breach."
    ),
    "compliance": (
        "Under anti-money laundering regulation we must complete KYC and sanctions screening of high risk clients."
    ),
    "strategy": "The board of directors approved the strategic plan and the growth plan for the next five years.",
    "mna": (
        "Due diligence on the target company is done; the acquisition closes after the share purchase and valuation."
    ),
    "sales": "The customer accepted our quotation; the sales pipeline shows two more deals and a discount request.",
    "marketing": "Our social media campaign raised brand awareness; the press release supports the launch event.",
    "customer": (
        "The caller made a complaint about a late refund; support agent opened a ticket and promised a callback."
    ),
    "crm": "Export the customer list with membership, purchase history and loyalty segments from the CRM.",
    "procurement": "Three bidders answered the request for proposal; the tender is awarded to the cheapest supplier.",
    "supply": (
        "The shipment left the warehouse; freight documents and the packing list went to "
        "the carrier for customs clearance."
    ),
    "manufacturing": (
        "Work order 12 moves to assembly line 3; the bill of materials changed and shop floor output is on plan."
    ),
    "quality": (
        "Inspection found defects outside tolerance; corrective action and root cause analysis follow under ISO 9001."
    ),
    "ehs": (
        "A near miss in the plant: no injury, but hazardous waste was spilled and a safety inspection is scheduled."
    ),
    "asset": (
        "Preventive maintenance of the elevator and the boiler needs spare parts; facilities will plan the downtime."
    ),
    "rnd": "The prototype passed the laboratory experiment; the technical specification goes to design review.",
    "ip": "We filed a patent application; the inventors searched prior art and the trademark was renewed.",
    "software": (
        "The pull request adds a REST API endpoint, a SQL schema change and a unit test in the Python repository."
    ),
    "itops": "Monitoring raised an alert: the server ran out of disk, backup failed and network latency went up.",
    "security": (
        "The penetration test found a critical vulnerability that lets an attacker steal credentials by phishing."
    ),
    "admin": (
        "Minutes of the meeting: attendees, agenda and action items; the next meeting is in the large meeting room."
    ),
    "health": (
        "The patient was diagnosed with hypertension; the physician wrote a prescription and checked blood pressure."
    ),
    "public": (
        "The ministry opened a public consultation on permits; citizens may send comments to the municipal council."
    ),
}


def tag(text: str, taxonomy: Taxonomy | None = None, kind: SegmentKind = SegmentKind.PARAGRAPH) -> list[str]:
    return [score.topic for score in TAGGER.tag([Segment(index=0, kind=kind, text=text)], taxonomy)]


def test_it_is_a_tagger() -> None:
    assert isinstance(TAGGER, Tagger)


def test_the_default_taxonomy_has_28_topics_in_both_languages() -> None:
    taxonomy = load()
    assert {topic.id for topic in taxonomy.topics} == CHINESE.keys() == ENGLISH.keys()
    for topic in taxonomy.topics:
        assert topic.label.en
        assert topic.label.zh
        assert topic.description.en
        assert topic.description.zh
        assert len(topic.seeds_en) >= 15
        assert len(topic.seeds_zh) >= 15


@pytest.mark.parametrize("texts", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_short_texts_have_their_topic_among_the_first_two(texts: dict[str, str]) -> None:
    missed = [topic for topic, text in texts.items() if topic not in tag(text)[:2]]
    assert len(missed) <= 4, missed


@pytest.mark.parametrize(
    "text", ["", "hello", "你好", "1 2 3", "The weather was nice and we walked home.", "今天天气不错，我们走路回家。"]
)
def test_it_says_nothing_when_unsure(text: str) -> None:
    assert tag(text) == []


def test_the_reason_names_our_words_and_counts_segments() -> None:
    segments = [Segment(index=i, kind=SegmentKind.PARAGRAPH, text="增值税申报 13800138000") for i in range(3)]
    (first, *_) = TAGGER.tag(segments)
    assert first.topic == "tax"
    assert first.why.startswith("seed words ")
    assert first.why.endswith("in segments 0, 1, 2")
    assert "138" not in first.why
    assert 0 < first.score <= 1


def test_a_title_weighs_more_than_a_paragraph() -> None:
    def score(kind: SegmentKind) -> float:
        tagged = TAGGER.tag([Segment(index=0, kind=kind, text="采购招标投标文件")])
        return tagged[0].score if tagged else 0.0

    assert score(SegmentKind.TITLE) > score(SegmentKind.PARAGRAPH) > score(SegmentKind.FOOTER)


def test_a_long_text_that_touches_a_topic_in_passing_is_not_about_it() -> None:
    text = "We walked along the river and talked about old friends. " * 400 + "The invoice came."
    assert tag(text) == []


def test_folders_and_authors_do_not_speak() -> None:
    segment = Segment(index=0, kind=SegmentKind.PROPERTY, text="税务 增值税 申报", locator=Locator(property="path"))
    assert TAGGER.tag([segment]) == []


def test_a_taxonomy_without_seeds_works_from_its_descriptions() -> None:
    taxonomy = Taxonomy(
        name="own",
        version="1",
        topics=(
            Topic(
                id="space",
                label=Words("Space flight", "航天"),
                description=Words("Rockets and satellites", "火箭与卫星"),
            ),
            Topic(id="food", label=Words("Food", "美食"), description=Words("Recipes and restaurants", "菜谱与餐厅")),
        ),
    )
    assert tag("The rocket carried two satellites", taxonomy) == ["space"]
    assert tag("这家餐厅的菜谱很好", taxonomy) == ["food"]
    assert tag("增值税申报", taxonomy) == []


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("she felt unwell, so she went home and lay down at once", {"health": 9.0}, ["health"]),
        ("she felt unwell, so she went home and lay down at once", {"health": 2.0}, []),
        ("she felt unwell", {"health": 9.0}, []),
        ("The hospital wrote down the diagnosis of the patient.", {}, ["health"]),
        ("The hospital wrote down the diagnosis of the patient.", {"health": 3.0}, ["health"]),
    ],
)
def test_what_is_near_in_meaning_counts_beside_the_words(
    text: str, near: dict[str, float], expected: list[str]
) -> None:
    logits = {topic.id: near.get(topic.id, 0.0) for topic in load().topics} if near else None
    segments = [Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)]
    scores = SeedTopicTagger().tag(segments, near=logits)
    assert [score.topic for score in scores] == expected
    assert all("by meaning" in score.why for score in scores) == bool(near)
    spoken = SeedTopicTagger().tag(segments, near=logits, spoke={"health": 7})
    assert all(score.why.endswith("most in segment 7") for score in spoken) == bool(near)


def test_taxonomies_are_found_by_name() -> None:
    assert "default" in names()
    with pytest.raises(NotFoundError):
        load("../default")


@pytest.mark.parametrize(
    "data",
    [
        {}, {"name": "x", "topics": []}, {"name": "x", "topics": [{"id": "a"}]},
        {"name": "x", "topics": [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}]},
        {"name": "x", "topics": [{"id": "A b", "label": "A"}]},
        {"name": "x", "topics": [{"id": "a", "label": "A", "parent": "b"}]},
    ],
)  # fmt: skip
def test_broken_taxonomies_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        parse(data)
