"""Of the first world: rules and their versions and translations, meetings, names in two scripts, and what is junk."""

from __future__ import annotations

from itertools import combinations

from benchmarks.world.engine import World
from benchmarks.world.invented import Inventor, spoken

__all__ = ["events", "further_kinds", "junk", "names_in_two_scripts", "translations", "versions"]

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August")


def versions(world: World) -> None:
    """Drafts and finals; and the same rules for another hall."""
    finals: list[str] = []
    for turn in range(8):
        zh, rng = bool(turn % 2), world.rng
        rules = [
            (f"第{k + 1}条　商户应在{rng.randrange(5, 23)}时前完成{rng.choice(('卸货', '清扫', '盘点', '消毒'))}，违者扣{rng.randrange(1, 9)}分，{rng.choice(('由巡查员记录', '由值班长登记', '报管理处备案'))}。" if zh else
             f"{k + 1}. Tenants finish {rng.choice(('unloading', 'sweeping', 'counting', 'cleaning'))} before {rng.randrange(5, 23)} o'clock, or lose {rng.randrange(1, 9)} points, {rng.choice(('noted by the warden', 'entered by the shift leader', 'reported to the office'))}.")
            for k in range(9)
        ]  # fmt: skip
        hall = f"{turn + 1}号厅管理细则" if zh else f"House rules of hall {turn + 1}"
        changed = [
            *rules[:3],
            (
                f"第四条　本厅禁止明火，电炉须登记，违者停业{turn + 2}日。"
                if zh
                else f"4. No open fire in this hall; stoves are entered in a list, or the stall closes for {turn + 2} days."
            ),
            *rules[4:],
        ]
        language, stem = ("zh" if zh else "en"), f"{'细则' if zh else 'rules'}-hall-{turn + 1}"
        draft = world.add(f"{stem}-{'草稿' if zh else 'draft'}.txt", "text", [hall, *rules], language=language)
        final = world.add(
            f"{stem}-{'定稿' if zh else 'final'}.docx", "document", [hall, *changed], language=language, title=hall
        )
        world.join(draft, final, "version-of", also=["near-duplicate", "mentions-document", "derived-from"])
        for other in finals:
            world.tempt(draft, other, "the rules of another hall")
            world.tempt(final, other, "the rules of another hall")
        finals += [draft, final]


def events(world: World, inventor: Inventor) -> None:
    """A visit in a calendar, a mail, the minutes and a photograph; the week after, and others on the same day."""
    earlier: list[list[str]] = []
    for turn in range(10):
        zh, day, hour = bool(turn % 2), 3 + turn, 9 + turn % 5
        guest, host = (inventor.person(), inventor.person()) if zh else (inventor.englishman(), inventor.englishman())
        names = (guest.zh, host.zh) if zh else (guest.en, host.en)
        place = f"{turn + 2}号会议室" if zh else f"Room {turn + 2}, east wing"
        language, people = ("zh" if zh else "en"), [guest.key, host.key]
        made = [
            world.add(f"invite-{turn:02d}.ics", "document", [("来访接待" if zh else "Visit"), f"202405{day:02d}T{hour:02d}0000", f"202405{day:02d}T{hour + 1:02d}0000", place, *names],
                      language=language, people=people, parts=["summary", "dtstart", "dtend", "location", "attendee", "attendee"], media_type="text/calendar"),
            world.add(f"visit-{turn:02d}.eml", "email", [f"2024年5月{day}日{hour}:00的会议在{place}举行，参加人：{names[0]}、{names[1]}。"] if zh else
                      [f"The meeting on {day} May 2024 at {hour}:00 is in {place}. It is attended by {names[0]} and {names[1]}."], language=language, people=people),
            world.add(f"{'纪要' if zh else 'minutes'}-05{day:02d}.md", "document", [f"会议时间：2024年5月{day}日{hour}时", f"地点：{place}", f"参会人：{names[0]}、{names[1]}", "会议听取了进度。"] if zh else
                      [f"Meeting of 2024-05-{day:02d}, {hour}:00", f"Place: {place}", f"Present: {names[0]}, {names[1]}", "The meeting heard how far things are."], language=language, people=people),
        ]  # fmt: skip
        for one, two in combinations(made, 2):
            world.join(one, two, "same-event", also=["same-entity"])
        later = world.add(
            f"next-{turn:02d}.eml", "email",
            [f"2024年5月{day + 14}日{hour}:00的会议在{place}举行，参加人：{names[0]}、{names[1]}。"] if zh else
            [f"The meeting on {day + 14} May 2024 at {hour}:00 is in {place}. It is attended by {names[0]} and {names[1]}."], language=language, people=people,
        )  # fmt: skip
        stranger = inventor.person() if zh else inventor.englishman()
        aside = world.add(
            f"other-{turn:02d}.txt", "text",
            [f"2024年5月{day}日{hour}:00，消防检查会议在南门举行，参加人：{stranger.zh}。"] if zh else [f"On {day} May 2024 at {hour}:00 the fire inspection meeting is at the south gate, with {stranger.en}."],
            language=language, people=[stranger.key],
        )  # fmt: skip
        for asset in made:
            world.tempt(asset, aside, "another meeting at the same time")
            world.allow(asset, later, "same-entity")
            for there in earlier[-2:]:
                for it in there:
                    world.tempt(asset, it, "the same kind of meeting on another day")
        earlier.append(made)


_PARALLEL = (
    ("冷库温度必须保持在零下十八度，每四小时记录一次，发现异常立即报告工程部。", "The cold store must be kept at minus eighteen degrees and is read every four hours; anything unusual is reported to the engineers at once."),
    ("员工入职满一年可享受五天带薪年假，满十年可享受十天，须提前两周申请。", "After one year employees have five days of paid leave, after ten years ten days, to be asked for two weeks ahead."),
    ("供应商应在交货后三十日内提供增值税发票，逾期不予付款。", "The supplier hands in a value added tax invoice within thirty days after delivery, or is not paid."),
    ("服务器密码每九十天更换一次，不得与最近五次使用过的密码相同。", "Passwords of servers are changed every ninety days and must differ from the last five."),
    ("火警发生时请沿绿色指示走楼梯撤离，不要使用电梯，到停车场集合。", "In case of fire leave by the stairs along the green signs, do not use the lift, and meet in the car park."),
    ("新商户需提交营业执照、食品许可证和法人身份证复印件各一份。", "New tenants hand in one copy each of business licence, food permit and the legal representative's identity card."),
    ("本季度客流量下降百分之十二，主要原因是地铁施工和天气。", "This quarter visitors fell by twelve percent, mainly because of the underground works and the weather."),
    ("报销差旅费须附原始票据，超过五百元的须经部门经理批准。", "Travel expenses need the original receipts; above five hundred yuan the head of department must approve."),
)  # fmt: skip


def translations(world: World) -> None:
    """The same rules in both languages; rules of the same kind in the other language are no translations."""
    made: list[tuple[str, str]] = []
    for turn, (zh, en) in enumerate(_PARALLEL):
        one = world.add(f"规定-{turn:02d}.docx", "document", [zh], language="zh")
        two = world.add(f"regulation-{turn:02d}.txt", "text", [en], language="en")
        world.join(one, two, "translation-of")
        for other_one, other_two in made:
            world.tempt(one, other_two, "a rule in the other language on another matter")
            world.tempt(two, other_one, "a rule in the other language on another matter")
        made.append((one, two))


def names_in_two_scripts(world: World, inventor: Inventor) -> None:
    """People and firms written in Chinese here and romanised there; namesakes at other firms are others."""
    for _ in range(10):
        firm, who = inventor.firm(), inventor.person()
        paper = world.add(
            f"授权书-{len(world.assets)}.pdf",
            "document",
            ["授权委托书", f"委托人：{firm.zh}", f"兹委托{who.zh}先生办理入场手续。"],
            language="zh",
        )
        mail = world.add(
            f"introduction-{len(world.assets)}.eml",
            "email",
            [f"Mr. {who.en} of {firm.en} will come on Monday.", "Please prepare a badge."],
        )
        variant = world.add(
            f"list-{len(world.assets)}.txt", "text", [f"Suppliers admitted: {firm.en_other}, gate two."]
        )
        other = inventor.firm()
        namesake = world.add(
            f"guest-{len(world.assets)}.txt", "text", [f"{who.en} of {other.en} asked for a parking card."]
        )
        world.join(paper, mail, "same-entity")
        world.join(mail, variant, "same-entity")
        world.allow(paper, variant, "same-entity")
        world.tempt(paper, namesake, "the same sound at another firm")
        world.tempt(variant, namesake, "a firm of the same town")


def junk(world: World) -> None:
    """Words that stand everywhere and name nobody."""
    notes = []
    for month in _MONTHS:
        for k in range(2):
            notes.append(world.add(
                f"note-{month.lower()}-{k}.txt", "text", [f"{month} was calm. The report will follow in {_MONTHS[(k + 3) % 8]}, says the Manager.", f"Stall {100 + len(world.assets)} is free."],
            ))  # fmt: skip
    for one, two in combinations(notes, 2):
        if world.rng.random() < 0.6:
            world.tempt(one, two, "months and offices name nobody")


def further_kinds(world: World, inventor: Inventor) -> None:
    """Films, series, graphs, archives and drawings: named by their files, or with a number that is said in them."""
    for turn in range(6):
        number = inventor.number("3######")
        film = world.add(
            f"tour-{turn}.mp4",
            "video",
            [
                "welcome to the tour of the site",
                f"the works were ordered under order number {spoken(number)}",
                "mind the step",
            ],
            numbers=[number],
        )
        order = world.add(
            f"works-{turn}.pdf",
            "document",
            [f"Purchase order {number}", "Masonry and paint at the west gate."],
            numbers=[number],
        )
        firm = inventor.english_firm() if turn < 2 else None
        files = {
            "timeseries": f"cold-room-{turn}-{world.rng.randrange(100, 999)}.csv", "graph": f"tenants-{turn}-{world.rng.randrange(100, 999)}.graphml",
            "archive": f"handover-{turn}-{world.rng.randrange(100, 999)}.zip", "other": f"floor-plan-{turn}-{world.rng.randrange(100, 999)}.dwg",
        }  # fmt: skip
        for modality, file in files.items():
            tables = (
                {
                    "": {
                        "time": [f"2024-05-{turn + 1:02d}T{h:02d}:00" for h in range(6)],
                        "celsius": [f"-{17 + h}" for h in range(6)],
                    }
                }
                if modality == "timeseries"
                else None
            )
            thing = world.add(
                file,
                modality,
                [firm.en] if firm and modality == "graph" else [],
                tables=tables,
                firms=[firm.key] if firm and modality == "graph" else [],
            )
            mail = world.add(
                f"note-on-{modality}-{turn}.eml", "email", [f"Attached to the ticket is {file}, please store it."]
            )
            world.join(thing, mail, "mentions-document")
            wrong = world.add(
                f"note-on-another-{modality}-{turn}.txt",
                "text",
                [f"The old {file.rpartition('-')[0]}-000.{file.rpartition('.')[2]} may be deleted."],
            )
            world.tempt(thing, wrong, "a file of nearly the same name")
        if firm:
            world.allow(order, film, "same-entity")
