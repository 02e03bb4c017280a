"""More Chinese templates: matches and clubs, houses and quarters, branches and offices inside of longer names, travel."""
# ruff: noqa: E501 - one template a line

from __future__ import annotations

__all__ = ["TOWN"]

TOWN = tuple(
    line
    for line in """\
{club}主场迎战{club}，{club}客场成绩不佳。
{club}在主场{num}比{num}击败{club}，{per}梅开二度。
{per}：{club}难言稳胜，{club}可搏冷。
本轮{club}做客{fcity}挑战{club}，此前{num}战{num}胜{num}平。
欧赔对{club}的信心不足，平赔低开，{club}值得一防。
亚洲盘{club}主场让平半中水。
{club}主帅{fper}在赛后{said}，{club}的防守出了问题。
{club}前锋{fper}上轮对{club}打入{num}球。
{cty}联赛第{num}轮，{club}对{club}
{club}vs{club} 推荐：{num}
德比战：{club}和{club}近{num}次交锋{club}占优。
{per}从{club}转会{club}，身价{num}万欧元。
{team}队长{per}赛后{said}：“{plain}”
在{meet}上，{club}负于{club}，{club}则战平{club}。
今晚的比赛在{fcity}的{site}举行，{club}志在必得。
{site}位于{city}{area}，距{site}仅{num}公里。
项目地处{city}{area}{site}，紧邻{site}，周边有{hos}、{uni}。
{city}{site}的房价上涨了{num}%，{site}、{site}一带最为明显。
{short}{city}分公司{job}{han}{said}，{site}项目即将开盘。
{short}{city}区域{job}{han}介绍，{plain}
{gov}{said}，{city}{site}将建成新的商务中心。
{cross}附近新开了一家{word}店。
家住{city}{site}的{han}先生{said}，{plain}
{city}市民{han}女士将{short}告上{gov}。
在{city}{site}门口，记者见到了{han}。
地点：{city}{area}{site}
活动在{city}{site}{num}层举行，{short}{job}{han}到场。
{site}、{site}、{site}的写字楼租金持平。
{co}{city}分行{job}{han}{said}，{plain}
{bank}{city}分行{job}{han}{said}，该行信用卡业务增长{num}%。
{bank}{city}{area}支行一位客户经理{said}，{plain}
记者从{bank}{city}分行了解到，{plain}
{bank}与{short}签署战略合作协议。
{city}福利彩票发行中心公布了第{num}期号码。
{bodyz}一位负责人{said}，{plain}
{bodyz}{job}{han}{said}，{clause}
{bodyz}、{bodyz}联合主办的{meet}在{city}{site}举行。
据{bodyz}介绍，{clause}
{cty}国家队{job}{fper}{said}，{plain}
{cty}空军和{cty}海军在{spot}附近举行演习。
{cty}{fcity}以南{num}公里处发生地震。
{cty}东部的{fcity}、{fcity}两地遭到袭击。
从{fcity}出发，先到{spot}，再去{spot}，最后在{fcity}住一晚。
{spot}和{spot}离{fcity}机场都不远。
玩家可以在{spot}找到{per}，再前往{spot}完成任务。
{per}在《{word}{word}》里饰演{per}，《{word}》由{fper}执导。
推荐人：{per} {plain}
主持人：请{per}谈谈{thing}。
{per}：各位网友大家好，我是{short}{job}{han}。
新浪网友{num}：{plain}
客户 {lat} 的{thing}
{lat}（{fper}）是{latin}的{job}。
{job}{lat}在{latin}{meet}上{said}，{plain}
联系人：{lat}，{num}
发信人 {lat} 抄送 {lat}：{plain}
欧洲和亚洲的选手实力相当，北美选手也不弱。
世界各大城市的{thing}都在增长。
大家都喜欢吃汉堡，也喜欢喝茅台。
""".splitlines()
    if line
)
