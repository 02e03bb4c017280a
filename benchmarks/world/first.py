"""The first world: the one on which the thresholds of the linkers were set."""

from __future__ import annotations

from itertools import combinations, pairwise

from benchmarks.world.engine import World
from benchmarks.world.first_rules import (
    events,
    further_kinds,
    junk,
    names_in_two_scripts,
    translations,
    versions,
)
from benchmarks.world.invented import Firm, Inventor, Person, fingerprint, flipped, spoken

__all__ = ["make"]

_HOUSE_EN = "Beichen Market Services Ltd., Harbour House, telephone 0571-8800 1122"
_HOUSE_ZH = "北辰集市管理有限公司　电话 0571-88001122"
_TITLES_EN = (
    "Cold room loss study for Ningbo", "Rent review of the northern halls", "Lift maintenance plan", "Waste water survey",
    "Night shift staffing report", "Roof repair feasibility study", "Parking demand forecast", "Fire drill evaluation",
    "Tenant satisfaction survey results", "Forklift safety assessment",
)  # fmt: skip
_TITLES_ZH = ("北区租金复核报告", "冷库能耗分析报告", "夜班排班优化方案", "屋顶修缮可行性研究", "商户满意度调查结果", "停车需求预测", "叉车安全评估意见", "污水处理改造方案")  # fmt: skip


def make() -> World:
    """Return the world."""
    world = World(20261130, "a")
    inventor = Inventor(world.rng)
    _contracts(world, inventor)
    _customers(world, inventor)
    _titles(world)
    _recordings(world, inventor)
    _scans_and_exports(world, inventor)
    _likenesses(world)
    versions(world)
    events(world, inventor)
    translations(world)
    names_in_two_scripts(world, inventor)
    further_kinds(world, inventor)
    junk(world)
    return world


def _contracts(world: World, inventor: Inventor) -> None:
    """Contracts with all that speaks of them; the next one differs in a digit, or is the same text for others."""
    signed: list[str] = []
    for turn in range(12):
        zh, number = bool(turn % 2), inventor.number("5######")
        firm, who = (inventor.firm(), inventor.person()) if zh else (inventor.english_firm(), inventor.englishman())
        invoice, order = inventor.number("FP-2024-####" if zh else "INV-####-7"), inventor.number("PO######")
        contract = _contract(world, zh, number, firm, who)
        bill = world.add(
            f"{'账单' if zh else 'bill'}-{turn:02d}.png", "image",
            (["北辰集市管理有限公司 账单", f"账单编号：{invoice}", f"合同编号：{number}", f"付款方 {firm.zh}", "应付金额 ¥48,960.00"] if zh else
             ["Beichen Market Services Ltd. INVOICE", f"Invoice number: {invoice}", f"Contract no. {number}", f"Bill to: {firm.en}", "Amount due 48,960.00"]),
            language="zh" if zh else "en", numbers=[number, invoice], firms=[firm.key], facts={"dhash": f"{inventor.picture():016x}"},
        )  # fmt: skip
        mail = world.add(
            f"{'关于账单' if zh else 'about-the-bill'}-{turn:02d}.eml", "email",
            ([f"您好，合同{number}项下的账单（账单编号 {invoice}）金额有误，请核对。", _HOUSE_ZH] if zh else
             [f"Dear colleagues, invoice number {invoice} under contract {number} is too high. Please check it.", _HOUSE_EN]),
            language="zh" if zh else "en", numbers=[number, invoice],
            properties={"subject": "账单有误" if zh else "A question about the bill", "date": f"Mon, {turn + 1:02d} Jul 2024 09:10:00 +0800"},
        )  # fmt: skip
        call = world.add(
            f"call-{turn:02d}.wav", "audio",
            ([f"你好我想问一下合同编号{number}的账单", "金额比去年高了很多", "好的我们查一下"] if zh else
             ["hello i am calling about our bill", f"it is contract number {spoken(number)}", "the amount is higher than last year", "thank you we will look into it"]),
            language="zh" if zh else "en", numbers=[number],
        )  # fmt: skip
        sheet = world.add(
            f"{'订单' if zh else 'orders'}-{turn:02d}.xlsx", "spreadsheet", language="zh" if zh else "en", numbers=[number, order],
            tables={"订单" if zh else "Orders": {"订单号" if zh else "Order number": [order, inventor.number("PO######")], "合同编号" if zh else "Contract number": [number, number]}},
        )  # fmt: skip
        note = world.add(
            f"{'到货' if zh else 'delivery'}-{turn:02d}.txt", "text",
            [f"订单号：{order} 已于周二到货，少了两箱。"] if zh else [f"Purchase order {order} arrived on Tuesday, two boxes short."],
            language="zh" if zh else "en", numbers=[order],
        )  # fmt: skip
        wrong, digits = inventor.near(number), number
        other = _contract(
            world,
            zh,
            wrong,
            *(
                (inventor.firm(), inventor.person())
                if zh and turn < 8
                else (inventor.english_firm(), inventor.englishman())
            )
            if turn < 8
            else (None, None),
        )
        same_digits = world.add(
            f"{'流水' if zh else 'ledger'}-{turn:02d}.txt", "text",
            [f"本期营业额 ¥{digits}.00 元，环比增长。"] if zh else [f"Turnover of the period {digits} yuan, somewhat more than before."],
            language="zh" if zh else "en",
        )  # fmt: skip
        for asset in (contract, bill, mail, call, sheet):
            world.tempt(asset, other, "a number that differs in one digit")
            world.tempt(asset, same_digits, "the same digits as an amount")
        world.tempt(contract, note, "an order of another paper")
        signed += [contract, other]
    for one, two in combinations(signed, 2):
        world.tempt(one, two, "the same form for other parties")


def _contract(world: World, zh: bool, number: str, firm: Firm | None, who: Person | None) -> str:
    name, sign = (
        (firm.zh, who.zh)
        if firm and who
        else ("另行填写", "另行填写")
        if zh
        else ("to be filled in", "to be filled in")
    )
    texts = (
        ["集市服务合同", f"合同编号：{number}", f"甲方：{name}", "乙方：北辰集市管理有限公司", "一、乙方提供冷库、货梯及垃圾清运服务，费用按季度支付。",
         "二、甲方应于每季度首月十日前付款，逾期按日万分之五支付违约金。", "三、合同期限二年，期满前三十日内可书面续签。", f"甲方代表：{sign}"] if zh else
        ["Service contract", f"Contract number: {number}", f"between {name} and Beichen Market Services Ltd.",
         "1. The provider runs cold rooms, lifts and waste collection against a quarterly fee.",
         "2. The customer pays until the tenth day of each quarter; later payments bear interest.",
         "3. The contract runs for two years and may be renewed in writing thirty days before its end.", f"Signed for the customer: {sign}"]
    )  # fmt: skip
    return world.add(
        f"{'合同' if zh else 'contract'}-{len(world.assets):03d}.docx", "document", texts, language="zh" if zh else "en",
        numbers=[number], firms=[firm.key] if firm else [], people=[who.key] if who else [], footer=_HOUSE_ZH if zh else _HOUSE_EN,
    )  # fmt: skip


def _customers(world: World, inventor: Inventor) -> None:
    """One customer on a form, in a list and in a mail; others carry the same name, or live at the next number."""
    for turn in range(12):
        zh = bool(turn % 2)
        who = inventor.person() if zh else inventor.englishman()
        name = who.zh if zh else who.en
        others = [inventor.person() if zh else inventor.englishman() for _ in range(4)]
        form = world.add(
            f"form-{turn:02d}.jpg", "image",
            (["客户登记表", f"姓名：{name}", f"手机号：{who.mobile}", "住址另附"] if zh else ["Customer form", f"Name: {name}", f"Mobile: {who.mobile}", "Address on the back"]),
            language="zh" if zh else "en", ids=[who.mobile], people=[who.key], facts={"dhash": f"{inventor.picture():016x}"},
        )  # fmt: skip
        table = world.add(
            f"{'客户' if zh else 'customers'}-{turn:02d}.csv", "table", language="zh" if zh else "en", ids=[who.mobile], people=[who.key],
            tables={"": {"姓名" if zh else "Name": [(o.zh if zh else o.en) for o in others] + [name], "手机号" if zh else "Mobile": [o.mobile for o in others] + [who.mobile]}},
        )  # fmt: skip
        mail = world.add(
            f"{'回电' if zh else 'call-back'}-{turn:02d}.eml", "email",
            [f"请给{name}回电，手机 {who.mobile}，她想续租。"] if zh else [f"Please call {name} back on mobile {who.mobile}, she wants to renew."],
            language="zh" if zh else "en", ids=[who.mobile], people=[who.key],
        )  # fmt: skip
        for k, _asset in enumerate((form, table, mail)):
            namesake = world.add(
                f"{'来访' if zh else 'visit'}-{turn:02d}-{k}.txt", "text",
                [f"访客{('张伟', '李娜', '王芳')[k]}，手机 {inventor.near(who.mobile)}，找三号门。"] if zh else
                [f"Visitor {('John Smith', 'Mary Brown', 'David Jones')[k]}, mobile {inventor.near(who.mobile)}, looks for gate three."],
                language="zh" if zh else "en",
            )  # fmt: skip
            for it in (form, table, mail):
                world.tempt(it, namesake, "a number of a telephone that differs in one digit")
            if turn >= 2:
                world.tempt(namesake, f"a{int(namesake[1:]) - 12:04d}", "the same common name with another telephone")


def _titles(world: World) -> None:
    """Papers that others name by their title or file name; titles that every other paper has; titles half right."""
    papers = []
    for turn, title in enumerate((*_TITLES_EN, *_TITLES_ZH)):
        zh = turn >= len(_TITLES_EN)
        file = f"{'附件' if zh else 'annex'}-{world.rng.randrange(1000, 9999)}-{('rent', 'loss', 'roof', 'park', 'fire', 'lift')[turn % 6]}.pdf"
        paper = world.add(
            file, "document",
            [title, "本报告由工程部编写，数据截至上月。" if zh else "Written by the building department on last month's figures.", f"第{turn}号样本" if zh else f"Sample {turn} was taken twice."],
            language="zh" if zh else "en", title=title,
        )  # fmt: skip
        mail = world.add(
            f"fw-{turn:02d}.eml", "email",
            [f"请在周五前阅读《{title}》，会上讨论。"] if zh else [f"Please read \"{title}\" before Friday, we shall discuss it."], language="zh" if zh else "en",
        )  # fmt: skip
        call = world.add(
            f"talk-{turn:02d}.mp3", "audio",
            [f"那份{title}你看了吗", "还没有明天看"] if zh else [f"have you seen the {title.lower()} yet", "no i will look at it tomorrow"], language="zh" if zh else "en",
        )  # fmt: skip
        chat = world.add(
            f"chat-{turn:02d}.txt", "text", [f"文件在共享盘：{file}，麻烦看下。"] if zh else [f"The file is on the share: {file} - have a look."], language="zh" if zh else "en"
        )  # fmt: skip
        world.join(paper, mail, "mentions-document")
        world.join(paper, call, "mentions-document")
        world.join(paper, chat, "mentions-document")
        for one, two in combinations((mail, call, chat), 2):
            world.allow(one, two, "same-entity")
        half = title[:4] if zh else " ".join(title.split()[:2])
        wrong = world.add(
            f"misc-{turn:02d}.txt", "text",
            [f"{half}的事下次再说。"] if zh else [f"The matter of {half.lower()} can wait."], language="zh" if zh else "en",
        )  # fmt: skip
        world.tempt(paper, wrong, "half of a title")
        papers.append(paper)
    for one, two in pairwise(papers):
        world.tempt(one, two, "reports of one department")
    common = [world.add(f"{name}-{k}.docx", "document", [title, text], title=title, language=language)
              for name, title, language, texts in (("minutes", "Meeting minutes", "en", ("The hall was quiet.", "Two stalls moved.", "Rain came in at gate four.")),
                                                   ("纪要", "会议纪要", "zh", ("一号厅客流正常。", "两个摊位调整。", "四号门漏雨。")))
              for k, text in enumerate(texts)]  # fmt: skip
    asking = [world.add("ask-minutes.eml", "email", ["Where are the meeting minutes? I did not get the report."]),
              world.add("要纪要.eml", "email", ["会议纪要发了吗？报告也没有收到。"], language="zh")]  # fmt: skip
    for mail in asking:
        for paper in common:
            world.tempt(mail, paper, "a title that many papers have")


def _recordings(world: World, inventor: Inventor) -> None:
    """Recordings with their transcripts and summaries; other calls follow the same script."""
    made: list[list[str]] = []
    things = (
        "the cold room door",
        "a broken lift",
        "the parking card",
        "a wet ceiling",
        "the waste bins",
        "a lost key",
        "the night lamp",
        "a late delivery",
        "the loading ramp",
        "a blocked drain",
    )
    zh_things = (
        "冷库门",
        "货梯故障",
        "停车卡",
        "天花板漏水",
        "垃圾桶",
        "钥匙遗失",
        "夜间照明",
        "送货延误",
        "装卸平台",
        "下水道堵塞",
    )
    for turn in range(10):
        zh = bool(turn % 2)
        ticket, thing = inventor.number("4#######"), (zh_things if zh else things)[turn]
        days = world.rng.randrange(3, 28)
        said = (
            ["您好这里是集市服务台", f"我要报修{thing}已经坏了{days}天", f"工单号{ticket}我们马上派人", f"师傅说要换{world.rng.choice(('电机', '轴承', '线路'))}还要等{days // 2}天", "费用由谁承担呢", "按照约定由管理方承担", "好的谢谢再见"] if zh else
            ["hello this is the service desk", f"i want to report {thing} it has been bad for {days} days", f"the ticket number is {spoken(ticket)}",
             f"the fitter says he needs a new {world.rng.choice(('motor', 'bearing', 'cable'))} and {days // 2} more days", "and who is going to pay for that",
             "the market pays as it was agreed", "all right thank you and goodbye"]
        )  # fmt: skip
        language = "zh" if zh else "en"
        audio = world.add(f"desk-{turn:02d}.wav", "audio", said, language=language, numbers=[ticket])
        transcript = world.add(
            f"desk-{turn:02d}-{'转写' if zh else 'transcript'}.txt", "text",
            [("通话转写" if zh else "Transcript"), *(f"{'甲乙'[k % 2] if zh else 'AB'[k % 2]}: {line}" for k, line in enumerate(said))], language=language, numbers=[ticket],
        )  # fmt: skip
        summary = world.add(
            f"desk-{turn:02d}-{'摘要' if zh else 'summary'}.md", "document",
            [f"通话摘要：报修{thing}，工单号：{ticket}，等待{days // 2}天，费用由管理方承担。"] if zh else
            [f"Summary of the call. {thing[0].upper()}{thing[1:]} was reported, ticket number {ticket}; {days // 2} more days, the market pays."],
            language=language, numbers=[ticket],
        )  # fmt: skip
        world.join(audio, transcript, "derived-from", also=["near-duplicate"])
        world.join(transcript, summary, "derived-from")
        world.allow(audio, summary, "derived-from")
        for earlier in made[turn % 2 :: 2]:
            for one in (audio, transcript, summary):
                for two in earlier:
                    world.tempt(one, two, "a call by the same script")
        made.append([audio, transcript, summary])


def _scans_and_exports(world: World, inventor: Inventor) -> None:
    """Scans with what OCR made of them, sheets with what was exported; the next month's look the same."""
    scans, sheets = [], []
    streets = (
        "Mill Lane",
        "Orchard Row",
        "Station Approach",
        "Chapel Hill",
        "Canal Side",
        "Weavers Yard",
        "Quarry Bank",
        "Old Wharf",
    )
    for turn in range(8):
        zh = bool(turn % 2)
        lines = (
            [f"关于{_TITLES_ZH[turn][:4]}的通知", f"自{turn + 2}月{turn + 5}日起，{turn + 1}号通道封闭施工，货车改由{turn + 3}号门进出。", f"施工期间每日{turn + 6}时至{turn + 12}时断电，请各商户提前转移冷冻货物。", f"因此造成的{turn + 11}项损失由施工方承担，联系窗口在{turn + 2}楼。", "特此通知。"] if zh else
            [f"Notice on {streets[turn]}", f"From the {turn + 5}th on passage {turn + 1} is closed and lorries use gate {turn + 3} instead.", f"Power is off from {turn + 2} to {turn + 7} each day, so please move frozen goods beforehand.", f"The builder answers for losses under item {turn + 11}; ask at window {turn + 2} near {streets[turn]}.", "Thank you for your patience."]
        )  # fmt: skip
        language = "zh" if zh else "en"
        noisy = [
            line.replace("passage", "pasage").replace("通道", "通 道") if k == 1 else line
            for k, line in enumerate(lines)
        ]
        scan = world.add(
            f"scan-{turn:02d}.tiff", "image", noisy, language=language, facts={"dhash": f"{inventor.picture():016x}"}
        )
        text = world.add(f"scan-{turn:02d}-ocr.txt", "text", lines, language=language)
        world.join(scan, text, "derived-from", also=["near-duplicate"])
        scans.append((scan, text))
        rows = [
            (
                inventor.number("SKU-#####"),
                world.rng.randrange(5, 900),
                world.rng.choice(("pears", "plums", "leeks", "cod", "rice", "tea")),
            )
            for _ in range(14)
        ]
        columns = {
            "货号" if zh else "Item": [r[0] for r in rows],
            "数量" if zh else "Quantity": [str(r[1]) for r in rows],
            "品名" if zh else "Goods": [r[2] for r in rows],
        }
        sheet = world.add(
            f"{'库存' if zh else 'stock'}-{turn:02d}.xlsx", "spreadsheet", language=language, tables={"Sheet1": columns}
        )
        export = world.add(
            f"{'库存' if zh else 'stock'}-{turn:02d}.csv", "table", language=language, tables={"": columns}
        )
        world.join(sheet, export, "derived-from", also=["near-duplicate", "version-of"])
        sheets.append((sheet, export))
    for made, why in ((scans, "a notice of the same form"), (sheets, "a stock list of another month")):
        for (one, two), (three, four) in combinations(made, 2):
            for left in (one, two):
                for right in (three, four):
                    world.tempt(left, right, why)


def _likenesses(world: World) -> None:
    """Pictures and sounds twice, and others that only resemble them."""
    rng = world.rng
    pictures, sounds = [], []
    for turn in range(10):
        value, sound = rng.getrandbits(64), fingerprint(rng)
        one = world.add(f"stall-{turn}.jpg", "image", facts={"dhash": f"{value:016x}"})
        two = world.add(
            f"stall-{turn}-small.png", "image", facts={"dhash": f"{flipped(value, rng.sample(range(64), 3)):016x}"}
        )
        far = world.add(
            f"stall-{turn}-next.jpg", "image", facts={"dhash": f"{flipped(value, rng.sample(range(64), 14)):016x}"}
        )
        world.join(one, two, "near-duplicate", also=["version-of"])
        world.tempt(one, far, "a picture of the next stall")
        world.tempt(two, far, "a picture of the next stall")
        pictures += [one, far]
        loud = world.add(f"jingle-{turn}.wav", "audio", facts={"sound_print": _hex(sound)})
        low = world.add(
            f"jingle-{turn}-low.mp3",
            "audio",
            facts={
                "sound_print": _hex([flipped(v, rng.sample(range(32), rng.choice((0, 0, 1, 2, 4)))) for v in sound[5:]])
            },
        )
        remix = world.add(
            f"jingle-{turn}-other.wav", "audio", facts={"sound_print": _hex(sound[:6] + fingerprint(rng))}
        )
        world.join(loud, low, "near-duplicate", also=["version-of"])
        world.tempt(loud, remix, "the same first second")
        world.tempt(low, remix, "the same first second")
        sounds += [loud, remix]
    for one, two in pairwise(pictures):
        world.tempt(one, two, "pictures of one hall")


def _hex(values: list[int]) -> str:
    return "".join(f"{value:08x}" for value in values)
