"""Of the second world: what was made from what, drafts, gatherings, renderings, and names in two scripts."""

from __future__ import annotations

from itertools import combinations

from benchmarks.world.engine import World
from benchmarks.world.invented import Inventor, spoken
from benchmarks.world.second_people import Cast

__all__ = ["derived", "drafts", "gatherings", "renderings", "two_scripts"]

_WARDS = (
    "ward four",
    "the boiler house",
    "lecture theatre two",
    "dry dock one",
    "the blood bank",
    "the slipway",
    "the west stairwell",
    "the print room",
)
_WARDS_ZH = ("四病区", "锅炉房", "第二阶梯教室", "一号船坞", "血库", "船台", "西楼梯间", "文印室")
_FAULTS = (
    "a burst pipe",
    "a humming transformer",
    "a jammed shutter",
    "a smell of gas",
    "a flickering light",
    "a loose railing",
    "a leaking tap",
    "a broken hinge",
)
_FAULTS_ZH = ("水管爆裂", "变压器异响", "卷帘门卡死", "有煤气味", "灯光闪烁", "栏杆松动", "水龙头漏水", "合页断裂")  # fmt: skip


def derived(world: World, inventor: Inventor) -> None:
    """Hotline calls with transcript and summary, scans with their text, sheets with their exports."""
    calls: list[list[str]] = []
    scans: list[tuple[str, str]] = []
    for turn in range(8):
        zh, ticket, hours = turn % 2 == 1, inventor.number("7#######"), world.rng.randrange(2, 40)
        language, where, what = ("zh", _WARDS_ZH[turn], _FAULTS_ZH[turn]) if zh else ("en", _WARDS[turn], _FAULTS[turn])
        said = (
            ["这里是后勤热线请讲", f"{where}{what}了大概{hours}个小时", "有没有人受伤", "没有但是地上很滑", f"登记好了工单号{ticket}", f"维修组{hours % 7 + 1}号车马上出发", "请把门口先围起来", "明白"] if zh else
            ["estates hotline how can i help", f"there is {what} in {where} for some {hours} hours now", "is anybody hurt", "no but the floor is slippery",
             f"i have logged it under ticket number {spoken(ticket)}", f"van {hours % 7 + 1} is on its way", "please cordon off the entrance until then", "will do"]
        )  # fmt: skip
        audio = world.add(f"hotline_{turn}.mp3", "audio", said, language=language, numbers=[ticket])
        script = world.add(
            f"hotline_{turn}_{'文字稿' if zh else 'verbatim'}.docx", "document",
            ["通话记录" if zh else "Transcript of a recording", *(f"[{k:02d}] {line}" for k, line in enumerate(said))], language=language, numbers=[ticket],
        )  # fmt: skip
        brief = world.add(
            f"hotline_{turn}_{'小结' if zh else 'recap'}.txt", "text",
            [f"电话小结：{where}{what}，工单号 {ticket}，已派{hours % 7 + 1}号车，无人受伤。"] if zh else
            [f"Call recap: {what} in {where}, ticket number {ticket}, van {hours % 7 + 1} sent, nobody hurt."], language=language, numbers=[ticket],
        )  # fmt: skip
        world.join(audio, script, "derived-from", also=["near-duplicate"])
        world.join(script, brief, "derived-from")
        world.allow(audio, brief, "derived-from")
        for earlier in calls[turn % 2 :: 2]:
            for one in (audio, script, brief):
                for two in earlier:
                    world.tempt(one, two, "a call by the same script")
        calls.append([audio, script, brief])
        lines = (
            [f"{where}停用公告", f"因{what}，{where}自本月{turn + 9}日起停用{turn + 3}天。", f"需要借用场地的请到{turn + 1}号楼前台登记，押金{turn * 20 + 50}元。", f"钥匙由{turn + 2}组保管，遗失按第{turn + 4}条处理。"] if zh else
            [f"CLOSURE OF {where.upper()}", f"Owing to {what}, {where} is shut from the {turn + 9}th for {turn + 3} days.", f"Ask at the front desk of block {turn + 1} for another room; the deposit is {turn * 20 + 50} pounds.",
             f"Keys are with crew {turn + 2}; a lost key falls under clause {turn + 4}."]
        )  # fmt: skip
        noisy = [line.replace("front", "fr0nt").replace("登记", "登 记") for line in lines]
        scan = world.add(
            f"board_{turn}.jpeg", "image", noisy, language=language, facts={"dhash": f"{inventor.picture():016x}"}
        )
        text = world.add(f"board_{turn}_text.pdf", "document", lines, language=language)
        world.join(scan, text, "derived-from", also=["near-duplicate", "version-of"])
        scans.append((scan, text))
        rows = {
            ("批号" if zh else "Batch"): [inventor.number("LOT-######") for _ in range(12)],
            ("盒数" if zh else "Boxes"): [str(world.rng.randrange(3, 99)) for _ in range(12)],
        }
        book = world.add(
            f"{'药品' if zh else 'pharmacy'}_{turn}.ods", "spreadsheet", language=language, tables={"A": rows}
        )
        dump = world.add(
            f"{'药品' if zh else 'pharmacy'}_{turn}_dump.tsv", "table", language=language, tables={"": rows}
        )
        world.join(book, dump, "derived-from", also=["near-duplicate", "version-of"])
    for (one, two), (three, four) in combinations(scans, 2):
        for left in (one, two):
            for right in (three, four):
                world.tempt(left, right, "a notice of the same form")


def drafts(world: World) -> None:
    """Statutes in a first and a signed form; and those of another faculty."""
    kept: list[str] = []
    for turn in range(6):
        zh, rng = turn % 2 == 1, world.rng
        clauses = [
            (f"{k + 1}、申请人须在{rng.randrange(3, 29)}日前向{rng.choice(('教务处', '研究生院', '科研处'))}提交{rng.choice(('成绩单', '推荐信', '开题报告', '伦理审查表'))}，由{rng.choice(('院长', '系主任', '导师'))}签字。" if zh else
             f"{k + 1}. Before the {rng.randrange(3, 29)}th candidates hand {rng.choice(('a transcript of marks', 'two references', 'a proposal', 'an ethics form'))} to the {rng.choice(('registry', 'graduate school', 'research office'))}, signed by the {rng.choice(('dean', 'head', 'supervisor'))}.")
            for k in range(10)
        ]  # fmt: skip
        head = f"{turn + 1}号学院学位细则" if zh else f"Statutes of faculty {turn + 1}"
        stem, language = (f"学位细则{turn + 1}" if zh else f"statutes-f{turn + 1}"), "zh" if zh else "en"
        early = world.add(f"{stem}{'初稿' if zh else '_v1'}.md", "text", [head, *clauses], language=language)
        late = world.add(
            f"{stem}{'终稿' if zh else '_v2_signed'}.pdf", "document",
            [head, *clauses[:6], ("七、答辩委员会不少于五人，校外一人。" if zh else "7. A board has five members at least, one from outside."), *clauses[7:]], language=language,
        )  # fmt: skip
        world.join(early, late, "version-of", also=["near-duplicate", "derived-from", "mentions-document"])
        for other in kept:
            world.tempt(early, other, "statutes of another faculty")
            world.tempt(late, other, "statutes of another faculty")
        kept += [early, late]


def gatherings(world: World, cast: Cast) -> None:
    """A conference in a calendar, a mail, notes and a photograph; others the same day, and the next month's."""
    for turn in range(8):
        zh, day, hour = turn % 2 == 0, 4 + turn * 2, 8 + turn
        guests = [cast.person(), cast.person()]
        names = [it.zh if zh else it.en for it in guests]
        room, keys, language = (
            (f"{turn + 3}号报告厅" if zh else f"Room {310 + turn}"),
            [it.key for it in guests],
            ("zh" if zh else "en"),
        )
        made = [
            world.add(f"cal_{turn}.ics", "document", ["学术会议" if zh else "Case conference", f"202503{day:02d}T{hour:02d}3000", f"202503{day:02d}T{hour + 2:02d}0000", room, *names],
                      language=language, people=keys, parts=["summary", "dtstart", "dtend", "location", "attendee", "attendee"], media_type="text/calendar"),
            world.add(f"reminder_{turn}.eml", "email", [f"提醒：2025年3月{day}日{hour}:30在{room}开会，{names[0]}主讲，{names[1]}参会。"] if zh else
                      [f"A reminder that the conference starts at {hour}:30 on March {day}, 2025 in {room}; {names[0]} speaks and {names[1]} attends."], language=language, people=keys),
            world.add(f"{'记录' if zh else 'notes'}_{turn}.txt", "text", [f"2025-03-{day:02d} {hour}:30 会议记录", f"地点 {room}", f"到会 {names[0]} {names[1]}"] if zh else
                      [f"Notes, meeting of {day} March 2025, {hour}:30", f"in {room}", f"{names[0]} presented; {names[1]} took the minutes."], language=language, people=keys),
            world.add(f"DSC_{4400 + turn}.jpg", "image", [f"{room} 会议 2025年3月{day}日", *names] if zh else [f"Conference {day} March 2025", f"{room}", *names], language=language, people=keys,
                      facts={"dhash": f"{world.rng.getrandbits(64):016x}"}),
        ]  # fmt: skip
        for one, two in combinations(made, 2):
            world.join(one, two, "same-event", also=["same-entity"])
        stranger = cast.person()
        aside = world.add(
            f"aside_{turn}.eml", "email",
            [f"2025年3月{day}日{hour}:30 消防培训在北门集合，{stranger.zh}带队。"] if zh else [f"On March {day}, 2025 at {hour}:30 fire training meets at the north gate, led by {stranger.en}."],
            language=language, people=[stranger.key],
        )  # fmt: skip
        later = world.add(
            f"later_{turn}.eml", "email",
            [f"下次会议：2025年4月{day}日{hour}:30，{room}，{names[0]}主讲。"] if zh else [f"Next meeting: April {day}, 2025 at {hour}:30 in {room}, {names[0]} speaks."],
            language=language, people=keys[:1],
        )  # fmt: skip
        for it in made:
            world.tempt(it, aside, "another gathering at the same hour")
            world.allow(it, later, "same-entity")


_PARALLEL = (
    ("手术前十二小时禁食，前两小时禁水；长期用药者请提前告知麻醉科。", "Do not eat for twelve hours before surgery nor drink for two; tell the anaesthetist beforehand of any regular medicine."),
    ("借书期限为三十天，可续借一次；逾期每天每册罚款两角。", "Books are lent for thirty days and may be renewed once; every day overdue costs twenty cents a volume."),
    ("进入船坞必须佩戴安全帽和救生衣，严禁单独作业。", "Hard hats and life jackets are worn in the dock at all times, and nobody works alone."),
    ("宿舍晚上十一点关门，访客须在九点前离开并在前台登记。", "The residence closes at eleven at night; visitors sign in at the desk and leave by nine."),
    ("实验室废液分类收集，贴好标签，每周五由专人清运。", "Liquid waste of the laboratories is collected by kind, labelled, and taken away every Friday."),
    ("患者有权查阅本人病历，医院应在五个工作日内提供复印件。", "Patients may see their own records, and the hospital provides copies within five working days."),
)  # fmt: skip


def renderings(world: World) -> None:
    """House rules in both languages, as a paper and as a note; rules on other matters are no translations."""
    made: list[tuple[str, str]] = []
    for turn, (zh, en) in enumerate(_PARALLEL):
        one = world.add(f"须知{turn}.pdf", "document", [zh], language="zh")
        two = world.add(f"house_rule_{turn}.txt", "text", [en])
        world.join(one, two, "translation-of")
        for left, right in made:
            world.tempt(one, right, "a rule on another matter in the other language")
            world.tempt(two, left, "a rule on another matter in the other language")
        made.append((one, two))


def two_scripts(world: World, cast: Cast) -> None:
    """People and firms in Chinese here and in Latin letters there."""
    for turn in range(8):
        firm, who, other = cast.firm(), cast.person(), cast.firm()
        paper = world.add(
            f"聘书{turn}.docx", "document", [f"兹聘请{who.zh}先生担任技术顾问。", f"聘任单位：{firm.zh}"], language="zh"
        )
        mail = world.add(
            f"badge_{turn}.eml",
            "email",
            [f"{who.en} from {firm.en} needs a badge for the yard.", "Two weeks should do."],
        )
        badge = world.add(
            f"badge_{turn}.png",
            "image",
            ["VISITOR", who.en, firm.en_other],
            facts={"dhash": f"{world.rng.getrandbits(64):016x}"},
        )
        namesake = world.add(f"parking_{turn}.txt", "text", [f"{who.en} of {other.en} asks for a parking space."])
        world.join(paper, mail, "same-entity")
        world.join(mail, badge, "same-entity")
        world.allow(paper, badge, "same-entity")
        for it in (paper, mail, badge):
            world.tempt(it, namesake, "a namesake at another firm")
