"""Chinese people: a surname, plausible characters after it, and words around that speak for a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assay.classifiers.names.lexicon import Chinese, chinese
from assay.classifiers.names.spans import Span
from assay.classifiers.words import segmenter, tags

__all__ = ["find_chinese_people", "looks_like_chinese_name", "name_end"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_SOUNDS = (
    "阿埃艾爱安奥澳巴白拜班邦包保鲍贝本比彼毕宾玻波伯勃博布不查茨兹察楚达戴黛丹道德登邓狄迪蒂丁东杜顿多恩尔法凡范菲费芬丰冯夫弗福富盖甘冈高戈哥格葛根古瓜圭哈海汉汗"
    "豪赫合黑亨洪胡华怀惠霍基吉季加迦佳嘉贾江简杰金京津卡凯坎康考柯科可克肯库奎昆拉莱赖兰朗劳勒雷蕾莉里理力利丽莲廉良列林琳龙隆卢鲁路露伦罗洛吕马玛买麦迈曼芒毛梅蒙孟米"
    "密明缪摩莫墨姆木穆那娜纳乃奈南内妮尼涅宁牛纽农努诺欧帕潘庞培佩彭蓬皮平珀普齐奇乔切钦琼丘屈让热仁日荣茹儒瑞若萨塞赛桑瑟森沙莎山珊尚绍舍申圣施什史士舒顺斯丝司思苏索所"
    "塔太泰坦唐陶特腾提廷图吐托陀瓦万汪旺威韦维卫温文翁沃乌伍西锡席夏香肖谢辛欣休许逊雅亚延扬耶叶伊依以因英永尤于约宰赞泽扎詹珍朱宗祖佐别都大琴柏焦赋佛修"
)
_DOTTED = re.compile(f"[{_SOUNDS}]{{1,8}}(?:[·•‧・][{_SOUNDS}]{{1,8}}){{1,3}}")
_SENTENCE = re.compile(r"[\u3400-\u9fff]{2,400}")
_ITEM = re.compile(r"[\u3400-\u9fff]{2,4}(?=[、,;。\s]|$)")
_ADDRESSED = frozenset("总工董姐哥叔")  # 王总, 张工: how one is addressed, not what one is called
_BEFORE_ADDRESS = re.compile(r"(?<![\u3400-\u9fff])([\u3400-\u9fff]{2,4})[\"']? ?<[^<>@\s]{1,64}@")
_NOT_GIVEN = frozenset("一二三大小人中为")
_LABELLED, _TITLED, _SAID, _PLAUSIBLE = 0.93, 0.88, 0.72, 0.62


@cache
def _labelled() -> re.Pattern[str]:
    words = "|".join(map(re.escape, chinese().labels))
    return re.compile(
        rf"(?:{words})(?:[(][^()\n]{{0,8}}[)])?(?:[ \t]{{0,3}}[::][ \t]{{0,3}}|[ \t|]{{1,3}}|为|是)?(?=[\u4e00-\u9fff])"
    )


@cache
def _above() -> re.Pattern[str]:
    """A label that is a line, or a cell, of its own: the name stands in the next."""
    words = "|".join(map(re.escape, chinese().labels))
    return re.compile(rf"(?:^|\n)(?:{words})[ \t]{{0,3}}:?[ \t]{{0,3}}\n(?:\x1d\n)?(?=[\u4e00-\u9fff])")


def find_chinese_people(text: str) -> Iterator[Span]:
    """Yield people in a normalised text; labelled ones first, mere plausibility last."""
    words = chinese()
    for match in _labelled().finditer(text):
        end = name_end(text, match.end(), strict=match[0][-1:] not in set(":: |\t"))
        if end:
            yield Span("person", match.end(), end, _LABELLED, "label before a surname")
            yield from _listed(text, end)
    for match in _above().finditer(text):
        end = name_end(text, match.end())
        if end and text[end : end + 1] in {"", "\n", " "}:
            yield Span("person", match.end(), end, 0.9, "label above a surname")
    for match in _roles().finditer(text):
        end = name_end(text, match.end(), strict=True)
        if end and text[match.end()] not in words.ordinary and _ends(text, end, words):
            yield Span("person", match.end(), end, _TITLED, "surname after a role")
    for match in _BEFORE_ADDRESS.finditer(text):
        if looks_like_chinese_name(match[1]) and not _common(match[1]):
            yield Span("person", match.start(1), match.end(1), _TITLED, "name before a mail address")
    for match in _titled().finditer(text):
        start = _before_title(text, match.start(), words)
        if start is not None:
            yield Span("person", start, match.start(), _TITLED, "surname before a title")
    for match in _DOTTED.finditer(text):
        if len(match[0]) >= 4:
            yield Span("person", match.start(), _dotted_end(match, words), 0.8, "name with a middle dot")
    for match in _SENTENCE.finditer(text):
        yield from _in_sentence(match[0], match.start(), words)


@cache
def _roles() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, chinese().roles)))


def _ends(text: str, end: int, words: Chinese) -> bool:
    """Say whether a name may end here: no Chinese character follows, or a small word, a title or a verb of people."""
    after = text[end : end + 4]
    following = (*words.stops, *words.titles, *words.verbs)
    return not _HAN.match(after) or any(after.startswith(word) for word in following)


@cache
def _titled() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, chinese().titles)))


def _before_title(text: str, end: int, words: Chinese) -> int | None:
    """Return where the name before a title begins: surname and one or two given-name characters."""
    for size in (3, 2):
        name = text[max(0, end - size) : end]
        given = name[1:]
        if len(name) < size or name[0] not in words.surnames or not all(char in words.given for char in given):
            continue
        weak = name[0] in words.ordinary and (size == 2 or given[0] in words.surnames)
        if not weak and name not in words.never and given not in words.never and not _common(name):
            return end - size
    return None


def _dotted_end(match: re.Match[str], words: Chinese) -> int:
    """Cut off what follows the last part of a dotted name: verbs, titles and small words."""
    last = max(match[0].rfind(dot) for dot in "·•‧・") + 1
    tail = match[0][last:]
    cuts = [tail.find(word) for word in (*words.verbs, *words.titles, *words.stops) if tail.find(word, 1) > 0]
    return match.start() + last + min((cut for cut in cuts if cut > 0), default=len(tail))


def _listed(text: str, end: int) -> Iterator[Span]:
    """Yield the names of a list such as 张三、李四、王五; an item that stands between two marks is taken whole."""
    while text[end : end + 1] in {"、", ","} and end < len(text) - 1:
        item = _ITEM.match(text, end + 1)
        whole = item is not None and looks_like_chinese_name(item[0]) and not _common(item[0])
        following = item.end() if item is not None and whole else name_end(text, end + 1, strict=True)
        if not following:
            return
        yield Span("person", end + 1, following, 0.85, "listed after a name")
        end = following


def name_end(text: str, start: int, *, strict: bool = False) -> int | None:
    """Return where a name that begins at `start` ends, None where there is none.

    `strict` wants plausible given-name characters, as where no colon stands between label and name.
    """
    words = chinese()
    run = re.match(r"[\u3400-\u9fff]{2,12}", text[start : start + 12])
    if run is None:
        return None
    chars = run[0]
    surname = next((name for name in words.compound if chars.startswith(name)), chars[0])
    if surname not in words.compound and surname not in words.surnames:
        return None
    rest = chars[len(surname) :]
    if not rest:
        return None
    if rest[0] in _ADDRESSED | {"某"} or any(chars.startswith(word) for word in words.never):
        return None
    for title in words.titles:
        if rest.startswith(title):
            return None
    size = _given_size(rest, words)
    given = rest[:size]
    if not size or chars[: len(surname) + size] in words.never:
        return None
    if strict and not (all(char in words.given for char in given) and not _common(surname + given)):
        return None
    return start + len(surname) + size


def _given_size(rest: str, words: Chinese) -> int:
    """Return how many characters of the given name there are, 0 to 2."""
    if any(rest.startswith(stop) for stop in words.stops if len(stop) > 1 or len(rest) > 2):
        return 0
    if len(rest) == 1:
        return 1
    if any(rest[1:].startswith(stop) for stop in (*words.stops, *words.titles, *words.verbs)):
        return 1
    return 2


def _common(word: str) -> bool:
    """Say whether the dictionary knows a word as something other than a person's name."""
    tag = tags().get(word)
    return tag is not None and not tag.startswith("nr")


def looks_like_chinese_name(value: str) -> bool:
    """Say whether a whole cell may be a Chinese name."""
    words = chinese()
    if not 2 <= len(value) <= 4 or not all(map(_HAN.match, value)) or value in words.never:
        return False
    compound = any(value.startswith(name) for name in words.compound)
    return compound or (value[0] in words.surnames and (len(value) <= 3 or value[1] in words.surnames))


def _in_sentence(sentence: str, offset: int, words: Chinese) -> Iterator[Span]:
    """Yield people among the words of a run of Han characters."""
    if not any(char in words.surnames for char in sentence[:-1]):
        return
    tokens = segmenter().lcut(sentence)
    places = [0]
    for token in tokens:
        places.append(places[-1] + len(token))
    index = 0
    while index < len(tokens):
        size = _name_tokens(tokens, index, words)
        if size:
            start, end = places[index], places[index + size]
            span = _weigh(sentence, start, end, words)
            if span is not None:
                yield Span("person", offset + start, offset + end, span[0], span[1])
                index += size
                continue
        index += 1


def _name_tokens(tokens: list[str], index: int, words: Chinese) -> int:
    """Return how many words from `index` make a name: one (张伟), or a surname and what follows (李 晓明)."""
    token = tokens[index]
    surname = next((name for name in words.compound if token.startswith(name)), token[0])
    if surname not in words.compound and surname not in words.surnames:
        return 0
    given = token[len(surname) :]
    if given:
        fits = len(given) <= 2 and len(token) <= 4 and token not in words.never and given not in words.titles
        if not fits or _common(token):
            return 0
        if len(given) == 1 and index + 1 < len(tokens) and _continues(tokens[index + 1], given, words):
            return 2
        return int(all(char in words.given for char in given))
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    if following in words.stops or following in words.verbs or following in words.titles:
        return 0
    if (
        1 <= len(following) <= 2
        and all(char in words.given for char in following)
        and not _ordinary(token, following, words)
    ):
        return 2
    return 0


def _continues(token: str, given: str, words: Chinese) -> bool:
    return (
        len(token) == 1
        and token in words.given
        and given in words.given
        and token not in words.stops
        and token not in _NOT_GIVEN
    )


def _ordinary(surname: str, following: str, words: Chinese) -> bool:
    """Say whether a lone surname character before a word is more likely an ordinary word."""
    if surname in words.ordinary and len(surname) == 1:
        return True
    tag = tags().get(following, "x")
    known = len(following) == 2 and tag[:1] in {"v", "n", "a", "d", "t"} and not tag.startswith("nr")
    return known or following in words.never


def _weigh(sentence: str, start: int, end: int, words: Chinese) -> tuple[float, str] | None:
    """Return score and reason of a candidate, None where too little speaks for it."""
    before, after, name = sentence[max(0, start - 6) : start], sentence[end : end + 4], sentence[start:end]
    if name[:2] in words.never or (len(name) == 2 and name[1] in _ADDRESSED):
        return None
    if any(after.startswith(title) for title in words.titles):
        return _TITLED, "surname before a title"
    if any(before.endswith(role) for role in words.roles):
        return _TITLED, "surname after a role"
    if any(after.startswith(verb) for verb in words.verbs):
        return _SAID, "surname before a verb of people"
    if name[0] in words.ordinary:
        return None
    if len(name) >= 3 and tags().get(name, "") in {"nr", "nrfg"}:
        return 0.66, "name in the dictionary"
    if len(name) == 3:
        return _PLAUSIBLE, "surname and given-name characters"
    if len(name) == 2 and not tags().get(name) and (end == len(sentence) or start == 0):
        return 0.6, "surname and given-name characters"
    return None
