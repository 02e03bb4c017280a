"""Names of organisations: read without their endings, compared over scripts, letter by letter and part by part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from assay.governance.domain import NameForm, Sameness
from assay.knowledge_graph.entities.sounds import pinyin
from assay.knowledge_graph.entities.words import HAN, latin_words, lexicon

__all__ = ["compare_organisations", "read_organisation"]

_SHORTEST_BRAND = 4
_FUZZY_FROM = 6
_ALIKE = 0.8
_MOST_WORDS = 12
_ROOMS = ("会议室", "办公室", "接待室", "楼", "层")
_LATIN = re.compile(r"[A-Za-z]")


def read_organisation(name: str) -> NameForm | None:
    """Read a name; None where it names nobody: common words alone, a month, a number, a single sign."""
    return _read_han(name) if HAN.search(name) else _read_latin(name)


def _read_latin(name: str) -> NameForm | None:
    known, words = lexicon(), list(latin_words(name))
    legal = ""
    while len(words) > 1 and words[-1] in known.legal:
        legal = known.legal[words.pop()]
    if words[:1] == ["the"]:
        words = words[1:]
    before = words[: words.index("of")] if legal and "of" in words else []
    if before and not set(before) & known.generic:
        words = words[len(before) + 1 :]  # somebody of a firm
    telling = [it for it in words if len(it) > 1 and not it.isdigit() and it not in known.generic | known.months]
    if not telling or len(words) > _MOST_WORDS or any(it[0].isdigit() for it in words):
        return None
    if len(words) == 1 and not legal and (len(words[0]) < _SHORTEST_BRAND or not name[:1].isupper()):
        return None
    keys = {it for it in telling if len(it) >= _SHORTEST_BRAND and it not in _trade_words() and not _place(it)}
    keys.update(f"{it[:_SHORTEST_BRAND]}~" for it in telling[:1] if len(it) >= _FUZZY_FROM and not _place(it))
    keys.add(" ".join(sorted(words)))
    keys.update(one + two for one, two in pairwise(words) if len(one + two) <= _MOST_WORDS)
    return NameForm(script="latin", words=tuple(words), keys=tuple(sorted(keys)), legal=legal)


def _read_han(name: str) -> NameForm | None:
    """Read a Chinese name as place, name of its own, and trades: the words of its form, in that order.

    Where there is no place or no trade, that word is empty; trades are joined by a bar.
    """
    known = lexicon()
    bare = unicodedata.normalize("NFKC", name).split("(")[0] if name.rstrip().endswith((")", "）")) else name
    text = "".join(c for c in unicodedata.normalize("NFKC", bare) if HAN.match(c) or c.isalnum())
    if text in known.generic_zh or text.endswith(_ROOMS) or (_LATIN.search(text) and not text.endswith(known.legal_zh)):
        return None
    ending = next((it for it in known.legal_zh if text.endswith(it)), "")
    core = text.removesuffix(ending)
    place = next((it for it in known.places_zh if core.startswith(it)), "")
    rest = core.removeprefix(place).removeprefix("省").removeprefix("市") if place else core
    trades: list[str] = []
    while (trade := _trade_at_end(rest)) and len(rest) > len(trade):
        trades.insert(0, trade)
        rest = rest.removesuffix(trade)
    if len(rest) < 2 or rest in known.generic_zh or core in known.generic_zh or not HAN.search(rest):
        return None
    sound = pinyin(rest)
    keys = {f"{pinyin(place)}{sound}", sound, *([pinyin(rest[:2])] if len(rest) > 2 else [])}
    return NameForm(
        script="han", words=(place, rest, "|".join(trades)), keys=tuple(sorted(it for it in keys if it)), legal=ending
    )


def _trade_at_end(text: str) -> str:
    trades = lexicon().trades
    return next((text[-length:] for length in range(min(6, len(text)), 0, -1) if text[-length:] in trades), "")


@cache
def _trade_words() -> frozenset[str]:
    return frozenset(word for names in lexicon().trades.values() for words in names for word in words)


def compare_organisations(left: NameForm, right: NameForm) -> Sameness | None:
    """Say how sure it is that two names are of one organisation; None where nothing says so."""
    if left.script != right.script:
        han, latin = (left, right) if left.script == "han" else (right, left)
        return _across(han.words, latin.words)
    return _both_han(left, right) if left.script == "han" else _both_latin(left, right)


def _both_latin(left: NameForm, right: NameForm) -> Sameness | None:
    apart = bool(left.legal and right.legal and left.legal != right.legal)
    if left.words == right.words:
        return Sameness(score=0.75 if apart else 0.97, why="the same name but for its legal ending")
    if apart:
        return None
    if "".join(left.words) == "".join(right.words):
        return Sameness(score=0.95, why="the same name, written apart")
    if len(left.words) == len(right.words) and _one_letter_off(left.words, right.words):
        return Sameness(score=0.86, why="the same name but for a letter or two")
    short, long = sorted((left.words, right.words), key=len)
    rest = long[len(short) :]
    if long[: len(short)] == short and (len(short) > 1 or len(short[0]) >= _FUZZY_FROM) and _plain(rest):
        return Sameness(score=0.76, why="the beginning of the other name")
    return None


def _plain(words: Sequence[str]) -> bool:
    return all(it in lexicon().generic or it in _trade_words() for it in words)


def _one_letter_off(left: Sequence[str], right: Sequence[str]) -> bool:
    """Say whether all words but one are the same, and that one is long and nearly so, and no number."""
    from rapidfuzz.distance import DamerauLevenshtein

    differing = [(one, two) for one, two in zip(left, right, strict=True) if one != two]
    if len(differing) != 1:
        return False
    one, two = differing[0]
    least = min(len(one), len(two))
    common = lexicon().generic | _trade_words()
    if least < _FUZZY_FROM or {one, two} & common:
        return False
    return DamerauLevenshtein.normalized_similarity(one, two) >= _ALIKE and (len(left) > 1 or least > _FUZZY_FROM + 2)


def _both_han(left: NameForm, right: NameForm) -> Sameness | None:
    (place, own, trades), (other_place, other_own, other_trades) = left.words, right.words
    if own != other_own or (place and other_place and place != other_place):
        return None
    one, two = set(filter(None, trades.split("|"))), set(filter(None, other_trades.split("|")))
    if trades == other_trades:
        return Sameness(score=0.97 if place == other_place else 0.84, why="the same name but for its legal ending")
    if one <= two or two <= one:
        return Sameness(score=0.80 if place == other_place else 0.76, why="a short form of the other name")
    return None


def _across(han: Sequence[str], latin: Sequence[str]) -> Sameness | None:
    """Compare a Chinese name with one in Latin letters: place and own name by their sound, trades by their words."""
    place, own, joined = han
    trades = [it for it in joined.split("|") if it]
    words, at_place = list(latin), pinyin(place)
    rest = _without(words, at_place) if at_place else None
    own_sound = pinyin(own)
    left = _without(rest if rest is not None else words, own_sound)
    if left is None or len(own_sound) < _SHORTEST_BRAND:
        return None
    if rest is None and at_place and left and _place(left[0]):
        return None  # begins with another place
    met, unmet = 0, [it for it in left if it not in {"and", "of"}]
    for trade in trades:
        for english in sorted(lexicon().trades[trade], key=len, reverse=True):
            if all(word in unmet for word in english):
                met += 1
                for word in english:
                    unmet.remove(word)
                break
    strange = [it for it in unmet if it not in lexicon().generic]
    share = met / len(trades) if trades else float(not strange)
    score = 0.70 + 0.15 * share + (0.10 if rest is not None else 0.0) - 0.12 * min(2, len(strange))
    return Sameness(score=round(score, 4), why="the same name in the other script") if score >= 0.7 else None


def _place(word: str) -> bool:
    """Say whether a word is the sound of a Chinese place that firms are named after."""
    return word in _place_sounds()


@cache
def _place_sounds() -> frozenset[str]:
    return frozenset(pinyin(it) for it in lexicon().places_zh)


def _without(words: Sequence[str], sound: str) -> list[str] | None:
    """Return the words without those that together are a sound, however it is cut; None where it is not there."""
    for start in range(len(words)):
        said = ""
        for end in range(start, len(words)):
            said += words[end]
            if said == sound:
                return [*words[:start], *words[end + 1 :]]
            if not sound.startswith(said):
                break
    return None
