"""The second world: a hospital, a university and a shipyard, made after the thresholds were frozen."""

from __future__ import annotations

from itertools import combinations, pairwise

from benchmarks.world.engine import World
from benchmarks.world.invented import Inventor, fingerprint, flipped, spoken
from benchmarks.world.second_papers import derived, drafts, gatherings, renderings, two_scripts
from benchmarks.world.second_people import Cast

__all__ = ["make"]

_FOOT_EN = "Tern Bay Teaching Hospital, Procurement, switchboard +44 20 7946 0555"
_FOOT_ZH = "燕鸥湾附属医院 采购中心　总机 021-5588 0099"


def make() -> World:
    """Return the world."""
    world = World(20270214, "b")
    inventor, cast = Inventor(world.rng), Cast(world.rng)
    _purchases(world, inventor, cast)
    _patients(world, inventor, cast)
    _reading_lists(world)
    derived(world, inventor)
    _doubles(world)
    drafts(world)
    gatherings(world, cast)
    renderings(world)
    two_scripts(world, cast)
    _equipment(world, inventor)
    _chatter(world)
    return world


def _purchases(world: World, inventor: Inventor, cast: Cast) -> None:
    """Agreements on equipment, with what is written and said of them in either language; the next is one digit off."""
    made: list[str] = []
    for turn in range(10):
        zh, number = turn % 3 == 1, inventor.number("8##-####")
        firm, order, invoice = cast.firm(), inventor.number("4500######"), inventor.number("RE-2025-#####")
        language = "zh" if zh else "en"

        def agreement(code: str, buyer: str, zh: bool = zh) -> list[str]:
            return (
                [f"医疗设备采购协议（合同号：{code}）", f"供方为{buyer}，需方为燕鸥湾附属医院。", "设备到货后由需方验收，质保期三十六个月，自验收之日起算。",
                 "供方在质保期内免费更换损坏部件，响应时间不超过二十四小时。", "付款分三次：签约后三成，到货后五成，验收后两成。"] if zh else
                ["AGREEMENT ON THE SUPPLY OF MEDICAL EQUIPMENT", f"Contract No.: {code}", f"Supplier: {buyer}. Purchaser: Tern Bay Teaching Hospital.",
                 "The warranty of thirty-six months begins with acceptance by the purchaser.",
                 "Damaged parts are replaced at no charge, with an engineer on site within a day.",
                 "Thirty per cent is due on signature, fifty on delivery and twenty on acceptance."]
            )  # fmt: skip

        name = firm.zh if zh else firm.en
        paper = world.add(
            f"{'采购协议' if zh else 'supply-agreement'}_{turn}.pdf", "document", agreement(number, name), language=language,
            numbers=[number], firms=[firm.key], footer=_FOOT_ZH if zh else _FOOT_EN,
        )  # fmt: skip
        scan = world.add(
            f"IMG_{2210 + turn}.jpg", "image",
            [f"{name}", f"发票号码：{invoice}", f"合同编号 {number}", "合计 ¥1,204,000.00"] if turn % 2 else
            [f"{name}", f"INVOICE NO. {invoice}", f"Your contract number: {number}", "Total due 1,204,000.00"],
            language="zh" if turn % 2 else "en", numbers=[number, invoice], firms=[firm.key], facts={"dhash": f"{inventor.picture():016x}"},
        )  # fmt: skip
        mail = world.add(
            f"RE_ equipment {turn}.eml", "email",
            [f"Could you check invoice number {invoice} against contract no. {number}? The discount seems to be missing.", _FOOT_EN] if turn % 2 == 0 else
            [f"麻烦核对一下发票号码{invoice}和合同编号{number}，折扣好像没有算进去。", _FOOT_ZH],
            language="en" if turn % 2 == 0 else "zh", numbers=[number, invoice],
        )  # fmt: skip
        voice = world.add(
            f"voicemail_{turn}.m4a", "audio",
            ["喂您好我是设备科的", f"合同编号{spoken_zh(number)}那台机器还没装好", "麻烦回个电话"] if zh else
            ["hi this is the ward manager", f"about contract number {spoken(number)}", "the machine has not been installed yet please ring me back"],
            language=language, numbers=[number],
        )  # fmt: skip
        book = world.add(
            f"{'到货登记' if zh else 'goods-received'}_{turn}.xlsx", "spreadsheet", language=language, numbers=[number, order],
            tables={"2025": {"订单编号" if zh else "Purchase order": [order, inventor.number("4500######")], "合同编号" if zh else "Contract no.": [number, number]}},
        )  # fmt: skip
        log = world.add(
            f"pneumatic_{turn}.log", "text", [f"2025-02-{turn + 3:02d} 07:12 WARN parcel for order no. {order} held at station {turn + 2}"],
            numbers=[order],
        )  # fmt: skip
        wrong = inventor.near(number)
        other = world.add(
            f"{'采购协议' if zh else 'supply-agreement'}_{turn}b.pdf", "document", agreement(wrong, cast.firm().zh if zh else cast.firm().en),
            language=language, numbers=[wrong],
        )  # fmt: skip
        budget = world.add(
            f"{'预算' if zh else 'budget'}_{turn}.txt", "text",
            [f"本年度设备预算结余 {number.replace('-', '')} 元。"] if zh else [f"The balance of the equipment budget stands at {number.replace('-', '')} this year."],
            language=language,
        )  # fmt: skip
        for asset in (paper, scan, mail, voice, book):
            world.tempt(asset, other, "a number that differs in one digit")
            world.tempt(asset, budget, "the same digits as a sum")
        world.tempt(paper, log, "an order of another paper")
        made += [paper, other]
    for one, two in combinations(made, 2):
        world.tempt(one, two, "the same form for other parties")


def spoken_zh(number: str) -> str:
    """Return how a number is transcribed from Chinese speech: as digits."""
    return "".join(c for c in number if c.isdigit())


def _patients(world: World, inventor: Inventor, cast: Cast) -> None:
    """A patient on a card, in a ward's list, in a mail and on the telephone; others have nearly the same number."""
    for turn in range(10):
        who, others = cast.person(), [cast.person() for _ in range(5)]
        zh = turn % 2 == 0
        mobile, language = who.mobile, "zh" if zh else "en"
        name = who.zh if zh else who.en
        card = world.add(
            f"admission_{turn}.png", "image",
            ["入院登记卡", f"患者姓名 {name}", f"联系电话 {mobile}", "过敏史 无"] if zh else ["ADMISSION CARD", f"Patient {name}", f"Phone {mobile}", "Allergies none"],
            language=language, ids=[mobile], people=[who.key], facts={"dhash": f"{inventor.picture():016x}"},
        )  # fmt: skip
        ward = world.add(
            f"{'病区' if zh else 'ward'}_{turn}.csv", "table", language=language, ids=[mobile], people=[who.key],
            tables={"": {"床号" if zh else "bed": [str(k) for k in range(1, 7)],
                         "姓名" if zh else "full name": [*((it.zh if zh else it.en) for it in others), name],
                         "联系电话" if zh else "mobile phone": [*(it.mobile for it in others), mobile]}},
        )  # fmt: skip
        mail = world.add(
            f"appointment_{turn}.eml", "email",
            [f"复诊改到周四上午，请电话通知{name}（{mobile}）。"] if zh else [f"The check-up moves to Thursday morning; please ring {name} on {mobile}."],
            language=language, ids=[mobile], people=[who.key],
        )  # fmt: skip
        twin = world.add(
            f"{'家属' if zh else 'relative'}_{turn}.txt", "text",
            [f"家属李强来电，号码{inventor.near(mobile)}，询问探视时间。"] if zh else [f"A relative, Paul Miller, rang from {inventor.near(mobile)} to ask about visiting hours."],
            language=language,
        )  # fmt: skip
        for it in (card, ward, mail):
            world.tempt(it, twin, "a telephone number one digit off")


_BOOKS_EN = (
    "Sterile Supply Turnaround Audit", "Estuary Dredging Noise Assessment", "Graduate Supervision Handbook Revision",
    "Hull Coating Durability Trials", "Outpatient Queue Simulation", "Library Opening Hours Consultation",
)  # fmt: skip
_BOOKS_ZH = ("手术器械周转率审计", "河口疏浚噪声评估", "研究生导师手册修订稿", "船体涂层耐久试验", "门诊排队仿真研究", "图书馆开放时间征询")  # fmt: skip


def _reading_lists(world: World) -> None:
    """Papers named by title in a mail, on a slide and in a talk, or by their file in a message."""
    papers = []
    for turn, title in enumerate((*_BOOKS_EN, *_BOOKS_ZH)):
        zh = turn >= len(_BOOKS_EN)
        language = "zh" if zh else "en"
        file = f"{'TB' if turn % 2 else 'UNI'}{world.rng.randrange(100, 999)}_{('audit', 'noise', 'guide', 'trial', 'queue', 'hours')[turn % 6]}_{2023 + turn % 3}.docx"
        paper = world.add(
            file, "document", [title, "样本取自三个院区，方法见附录。" if zh else "Samples come from three sites; see the appendix for the method.", f"n = {120 + turn * 7}"],
            language=language, title=title,
        )  # fmt: skip
        mail = world.add(
            f"heads_up_{turn}.eml", "email", [f"《{title}》周三前请各组反馈意见。"] if zh else [f"Comments on the {title} are due on Wednesday, thank you all."], language=language
        )  # fmt: skip
        slide = world.add(
            f"{'汇报' if zh else 'slides'}_{turn}.png", "image", [f"数据来源：{title}"] if zh else [f"Source: {title}"], language=language,
            facts={"dhash": f"{world.rng.getrandbits(64):016x}"},
        )  # fmt: skip
        talk = world.add(
            f"standup_{turn}.wav", "audio", [f"我昨天把{title}看完了"] if zh else [f"yesterday i finished {title.lower()} and sent my notes"], language=language
        )  # fmt: skip
        chat = world.add(
            f"im_{turn}.txt", "text", [f"新版在这里 {file} 别用旧的"] if zh else [f"use {file} not the one from last term"], language=language
        )  # fmt: skip
        for it in (mail, slide, talk, chat):
            world.join(*((it, paper) if it < paper else (paper, it)), "mentions-document")
        for one, two in combinations((mail, slide, talk, chat), 2):
            world.allow(one, two, "same-entity", "near-duplicate")
        half = title[:3] if zh else title.split()[0].lower()
        stray = world.add(
            f"stray_{turn}.txt", "text", [f"{half}的耗材又涨价了。"] if zh else [f"{half} prices went up again, says purchasing."], language=language
        )  # fmt: skip
        world.tempt(paper, stray, "a word of a title")
        papers.append(paper)
    for one, two in pairwise(papers):
        world.tempt(one, two, "papers of one house")


def _doubles(world: World) -> None:
    """X-rays and recordings of wards twice; and what only looks or sounds like them."""
    rng, kept = world.rng, []
    for turn in range(8):
        value, sound = rng.getrandbits(64), fingerprint(rng, 140)
        one = world.add(f"hull_{turn}.tif", "image", facts={"dhash": f"{value:016x}"})
        two = world.add(
            f"hull_{turn}_web.jpg", "image", facts={"dhash": f"{flipped(value, rng.sample(range(64), 4)):016x}"}
        )
        far = world.add(
            f"hull_{turn}_port.tif", "image", facts={"dhash": f"{flipped(value, rng.sample(range(64), 12)):016x}"}
        )
        world.join(one, two, "near-duplicate", also=["version-of"])
        world.tempt(one, far, "the other side of the hull")
        clip = world.add(f"horn_{turn}.flac", "audio", facts={"sound_print": _hex(sound)})
        soft = world.add(
            f"horn_{turn}_phone.ogg", "audio",
            facts={"sound_print": _hex([flipped(it, rng.sample(range(32), rng.choice((0, 1, 2, 3)))) for it in sound[9:]])},
        )  # fmt: skip
        film = world.add(
            f"horn_{turn}_clip.mp4", "video",
            facts={"sound_print": _hex([flipped(it, rng.sample(range(32), rng.choice((0, 0, 1, 2)))) for it in sound[:120]])},
        )  # fmt: skip
        strange = world.add(f"horn_{turn}_other.flac", "audio", facts={"sound_print": _hex(fingerprint(rng, 140))})
        world.join(clip, soft, "near-duplicate", also=["version-of"])
        world.join(clip, film, "near-duplicate", also=["version-of", "derived-from"])
        world.allow(soft, film, "near-duplicate", "version-of", "derived-from")
        world.tempt(clip, strange, "another horn")
        kept += [one, far]
    for one, two in pairwise(kept):
        world.tempt(one, two, "pictures of one yard")


def _equipment(world: World, inventor: Inventor) -> None:
    """Series, graphs, archives and films, named by file or by a number that is said."""
    for turn in range(5):
        order = inventor.number("6######")
        world.add(
            f"dock-{turn}.mov", "video", ["mind your head", f"we are fitting the pump from purchase order number {spoken(order)}"], numbers=[order]
        )  # fmt: skip
        world.add(
            f"pump-{turn}.pdf",
            "document",
            [f"Purchase order no. {order}", "One bilge pump with spares."],
            numbers=[order],
        )
        for modality, ending in (("timeseries", "parquet"), ("graph", "graphml"), ("archive", "zip")):
            file = f"{('sonar', 'ward', 'campus')[turn % 3]}-{modality[:4]}-{world.rng.randrange(1000, 9999)}.{ending}"
            thing = world.add(file, modality, [])
            mail = world.add(
                f"fwd-{modality}-{turn}.eml",
                "email",
                [f"The file {file} is too big for the mail system, it lies on the drive."],
            )
            world.join(thing, mail, "mentions-document")
            near = world.add(
                f"old-{modality}-{turn}.txt",
                "text",
                [f"{file.rpartition('-')[0]}-0000.{ending} was deleted in spring."],
            )
            world.tempt(thing, near, "a file of nearly the same name")


def _chatter(world: World) -> None:
    """Months, offices and greetings that stand everywhere."""
    notes = [
        world.add(f"{day.lower()}-{k}.txt", "text", [f"{day}: the Department was busy, see the Report of {month}. Regards, the Office"])
        for k, month in enumerate(("March", "April", "May"))
        for day in ("Monday", "Tuesday", "Friday")
    ]  # fmt: skip
    for one, two in combinations(notes, 2):
        world.tempt(one, two, "days, months and offices name nobody")


def _hex(values: list[int]) -> str:
    return "".join(f"{value:08x}" for value in values)
