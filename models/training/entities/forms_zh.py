"""Chinese text with invented names in it: news, forms, mails, contracts, chats, CVs, minutes; and text that names nobody."""
# ruff: noqa: E501 - one template a line

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from assay.models.training.entities.examples import Example
from assay.models.training.entities.forms_en import fill
from assay.models.training.entities.names_zh import NamesZh
from assay.models.training.entities.sentences_zh import TOWN

__all__ = ["KINDS_ZH", "made_chinese"]

_ORGS = (
    "org",
    "co",
    "gov",
    "uni",
    "team",
    "med",
    "body",
    "known",
    "short",
    "state",
    "hos",
    "min",
    "party",
    "club",
    "bank",
    "bodyz",
    "latin",
)
_PLACES = ("loc", "cty", "city", "fcity", "abb", "town", "area", "vil", "site", "spot")
KINDS_ZH = (
    {"per": "person", "han": "person", "fper": "person", "lat": "person", "adr": "address", "cross": "address"}
    | dict.fromkeys(_ORGS, "organization")
    | (dict.fromkeys(_PLACES, "location"))
)

_NEWS = """\
{med}{city}{num}月{num}日电（记者{han}）{clause}
{med}{fcity}{num}月{num}日电 {clause}
据{med}报道，{clause}
本报{city}{num}月{num}日讯 记者{han}报道：{clause}
{cty}{job}{fper}{num}日在{fcity}{said}，{clause}
{cty}{job}{fper}和{cty}{job}{fper}{num}日举行会谈，双方就{thing}问题交换了意见。
{city}{job}{han}、{job}{han}等出席了{num}日的{meet}。
{job}{han}今天下午在{loc}会见了由{job}{fper}率领的{cty}{body}代表团。
{org}{job}{han}{said}，{clause}
{org}与{org}在{loc}签署了{thing}合作协议。
{abb}{abb}两国的{thing}合作发展顺利。
{abb}{abb}关系近年来不断改善，{cty}{job}{fper}将于{num}月访问{cty}。
{team}以{num}比{num}战胜{team}，{per}攻入{num}球。
在今晚进行的{meet}中，{team}的{per}为球队首开纪录，但{team}的{per}随后扳平比分。
{job}{per}认为，{team}本赛季的表现并不理想，{per}的伤势是主要原因。
{cty}选手{fper}夺得{meet}冠军，{cty}选手{per}名列第{num}。
{per}转会{team}，{team}{job}{fper}表示欢迎。
{city}{area}{town}{vil}农民{han}靠{thing}致富。
从{loc}到{loc}，从{loc}到{loc}，{plain}
{loc}、{loc}、{loc}等地今日有雨。
{loc}位于{loc}东南部，与{loc}接壤。
记者从{gov}获悉，{clause}
{gov}{job}{han}介绍，{clause}
{gov}依法对{han}立案侦查。
被告人{han}于{num}年{num}月在{loc}被{gov}抓获。
{co}（以下简称“{short}”）{num}日公告，{job}{han}辞去职务，{han}接任。
{short}、{short}和{short}等企业的{thing}份额继续上升。
{short}{job}{han}在接受{med}采访时{said}，{clause}
{cty}{state}发言人{fper}{num}日{said}，{clause}
{uni}教授{han}的研究小组与{body}合作，在{thing}方面取得进展。
毕业于{uni}的{han}现任{org}{job}。
{han}，{num}年生于{loc}，{num}年考入{uni}，现为{body}{job}。
{per}和{per}的新片将在{loc}上映，{job}{per}{said}：“{plain}”
《{word}》由{per}执导，{per}、{per}领衔主演。
《{word}{word}》，{per}著，{med}出版社出版。
{per}在《{word}》中饰演{per}。
玩家可以在游戏中扮演{per}，与{per}一起挑战{word}。
战队{short}在决赛中击败了{short}，{per}获得最有价值选手。
{num}年{num}月，{per}率军攻打{loc}，{per}退守{loc}。
{party}主席{fper}与{party}领导人{fper}就组阁问题举行会谈。
{min}、{min}联合发文，要求{plain}
{hos}{job}{han}提醒，{plain}
（{med}记者{han}摄）
（作者单位：{uni}{org}）
""".splitlines()
_OFFICE = """\
姓名：{han} 性别：男 电话：{num} 住址：{adr}
姓名：{han}\n单位：{org}\n地址：{adr}
客户{han}，{thing}，送货地址{adr}
收件人：{han}，{num}，{adr}
甲方：{co}\n乙方：{co}\n法定代表人：{han}
甲方（盖章）：{co} 地址：{adr} 联系人：{han}
本合同由{co}与{co}于{num}年{num}月在{loc}签订。
{han}先生：\n{plain}\n此致\n{co}
{han}您好，{plain}请联系{co}的{han}。
尊敬的{han}女士，您在{co}的{thing}已经寄出。
发件人：{han}\n收件人：{han}\n主题：{thing}\n{plain}
出席：{han}、{han}、{han}；记录：{han}
参会人员：{co}{han}，{co}{han}、{han}
会议由{han}主持，{han}汇报了{thing}的情况。
{han}负责{thing}，{han}负责与{org}对接。
{num}.{num}-{num}.{num} {co} {job}
{num}年至{num}年在{co}{loc}分公司任{job}
历任{org}{job}、{org}{job}，现任{co}{job}。
{han}，男，汉族，{loc}人，{uni}毕业，现任{co}{job}。
教育经历：{uni} {word}专业 本科
我叫{han}，家住{adr}，想咨询一下{thing}
喂你好我是{han}我住在{adr}麻烦查一下{thing}
嗯那个{han}说他下周去{loc}出差
你好，我找{han}，他是{co}的
请把文件寄到{adr}，{han}收。
公司位于{adr}，乘地铁可达。
患者{han}，{num}岁，{loc}人，因{word}入住{hos}。
{han}@{han} {plain}
转给{han}：{plain}
审批人：{han}　日期：{num}
发票抬头：{co}\n开户行：{short}银行{city}分行
{adr}
{city}{area}{road}附近有一家{word}店
{uni}、{uni}、{uni}
""".splitlines()
_NOBODY = """\
{plain}
{plain}{plain}
{thing}：{num}件，单价{num}元
{thing} {num} {num} {num}
第{num}条 {plain}
请{job}于{num}月{num}日前完成{thing}。
{job}和{job}共同负责{thing}的验收。
{word}{word}{word}，{plain}
本公司{thing}已通过审核，各部门遵照执行。
《{word}》和《{word}{word}》都已下载。
""".splitlines()
_CLAUSES = """\
{org}将在{loc}投资建设{thing}项目|{cty}愿意同{cty}加强{thing}领域的合作|{per}对{loc}的{thing}表示关切|{org}已经派人前往{loc}|\
今年以来{loc}的{thing}增长了{num}%|{org}与{org}达成了协议|{per}将出任{org}{job}|{loc}发生的事故已造成{num}人受伤|{plain}|{plain}|\
{org}{job}{han}等参加了{meet}|{per}的{thing}引起了广泛关注|来自{loc}、{loc}和{loc}的代表参加了{meet}|{per}曾在{org}工作|\
{loc}至{loc}的铁路将于{num}年通车|{org}的产品主要销往{loc}和{loc}"""
_PLAIN = """\
希望有关方面认真对待这个问题。|这项工作取得了明显成效。|双方的前景十分广阔。|大家都表示满意。|请在月底前提交报告。|这是一个好消息。|天气越来越冷了。|数据更新后自动同步。|\
合同自签字之日起生效。|违约金按日计算。|今天的会议改到下午三点。|他很高兴去旅行，方案已定。|各部门负责人要高度重视。|任何人不得泄露机密信息。|系统默认使用最新版本。|\
时间安排和方法见附件。|高级工程师负责安全生产。|任务完成，应该符合要求。|周五周末安排如下。|银行卡丢失请联系银行。|马路边停了很多车。|请联系客服处理。|明白了，谢谢。|\
王总说项目不错，李老师同意。|张工和小王在现场。|这款游戏的画面很好。|今年的收成比去年好。|价格比较便宜。|孩子们在操场上玩。|该函数返回一个列表。|参数必须为整数。|\
经济形势总体平稳。|改革开放以来，人民生活水平不断提高。|精神文明建设要常抓不懈。|比赛进行得非常激烈。|市场需求持续增长。|股价小幅上扬。|我觉得还不错。|哈哈哈太搞笑了"""
_THING = """\
经贸|能源|高技术|教育|环境保护|农业|反恐|旅游|订单|发票|年度预算|项目验收|培训|劳动合同|保险理赔|网络安全|住房|新能源汽车|货物运输|审计|退款|水果种植|文化交流|信息化|\
体检报告|年假|账单|设备采购|房贷|软件升级|基础设施|金融|医疗改革"""
_MEET = "开幕式|座谈会|新闻发布会|世界杯预选赛|联赛|半决赛|研讨会|锦标赛|董事会|签字仪式|论坛|奥运会|全运会|冠军杯|颁奖典礼|友谊赛"
_SAID = "说|表示|指出|强调|认为|透露|宣布|告诉记者|称|谈到"
_SPLIT = "|"


def made_chinese(
    count: int, *, seed: int, lists: Mapping[str, Any], kinds: tuple[float, float, float, float] = (5, 2.5, 1, 3.5)
) -> Iterator[Example]:
    """Yield `count` filled templates; `kinds` weighs news, office text, text without names, and towns and matches."""
    random_ = random.Random(seed)  # noqa: S311 - examples, not keys
    names = NamesZh(lists, random_)
    titles = list(lists["titles"])
    choices = {
        "plain": _PLAIN.split(_SPLIT), "thing": _THING.split(_SPLIT), "meet": _MEET.split(_SPLIT), "said": _SAID.split(_SPLIT),
        "job": titles, "word": lists["words"],
    }  # fmt: skip
    groups = [[line for line in group if line] for group in (_NEWS, _OFFICE, _NOBODY, TOWN)]
    clauses = _CLAUSES.split(_SPLIT)
    for _ in range(count):
        (group,) = random_.choices(groups, kinds)
        template = random_.choice(group).replace("\\n", "\n")
        while "{clause}" in template:
            template = template.replace(
                "{clause}", random_.choice(clauses) + random_.choice(("。", "。", "，{clause}", "。{plain}")), 1
            )
        yield fill(
            template,
            lambda slot: random_.choice(choices[slot]) if slot in choices else names.draw(slot),
            source="made", kinds=KINDS_ZH,
        )  # fmt: skip
