"""Which language a text is in: by script, then by the small words of languages in Latin letters."""

from __future__ import annotations

import re
from collections import Counter
from typing import ClassVar, Literal

__all__ = ["ScriptLanguageIdentifier"]

_SAMPLE = 20_000
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile(r"[\u3041-\u30ff\uff66-\uff9f]")),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LINK = re.compile(r"https?://\S")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z\u00df-\u024f]+(?:'[a-z]+)?")
_SMALL_WORDS: dict[str, str] = {
    "en": "the of and to in is that for it on was with as at by this be are from or have an not you we which your "
          "has were will can if our their been all but there would should please any may these no its his her they i "
          "my name address city date amount total order customer number phone price invoice report meeting notes email",
    "de": "der die und das ist nicht den von zu mit sich des auf für im dem ein eine als auch es an werden aus er hat "
          "dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur "
          "wir ich",
    "fr": "le la les de des et est un une du que en dans pour qui sur par au ne pas plus avec ce il sont cette se vous "
          "nous aux ou son être leur mais été ces comme ont votre notre fait à où je elle sa ses même entre très",
    "es": "el la los de que y en un una del las por con para es se no su al lo como más pero sus le ha este esta entre "
          "cuando muy sin sobre también ser son está nos fue han desde todo donde hay usted nuestra qué o si porque",
    "it": "il di che la e un una è per in non del della con sono si le da come dei più ma gli alla nel delle anche ha "
          "questo al lo ed essere sul alle nella dal ci o se loro quando molto tutti i suo sua fra questa dalla",
    "pt": "o de que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando "
          "muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos são foi está nossa você às",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit door naar heeft "
          "wordt worden was deze ze hij dit wij we je kan tot over meer zo hebben onze geen of al wat moet zal ik u",
}  # fmt: skip
_PIECES: dict[str, str] = {
    "en": "ing tion the ght ould wh ' ough ee oo ly ck", "de": "sch ung ein ich cht tz ß ü ö ä ei zu keit lich",
    "fr": "eau eux ç é è ê aux ment qu' l' d' oi tion ou", "es": "ción ñ á é í ó ll ado idad mente que ía es",
    "it": "zione gli ità che ò ù ento tto zza gn are", "pt": "ção ões ã õ lh nh ê ç ade mente ão",
    "nl": "ij aa ee oo uu sch oe eu lijk heid cht ver ge",
}  # fmt: skip
_WEIGHTS: dict[str, dict[str, float]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _WEIGHTS.setdefault(_word, {})[_language] = 1.0
for _shares in _WEIGHTS.values():
    for _language in _shares:
        _shares[_language] = 1.0 / len(_shares)


class ScriptLanguageIdentifier:
    """Knows Chinese, Japanese, Korean and a few more by script; en, de, fr, es, it, pt, nl by their small words."""

    name: ClassVar[str] = "script-language"
    version: ClassVar[str] = "2"
    kind: ClassVar[Literal["language"]] = "language"

    def identify(self, text: str) -> str | None:
        """Return a BCP 47 code; None when there is too little text to say. Mixed text has its greater part's."""
        sample = _without_addresses(text[:_SAMPLE])
        han = len(_HAN.findall(sample))
        latin = len(_LATIN.findall(sample))
        counts = {code: len(pattern.findall(sample)) for code, pattern in _SCRIPTS}
        # A Han character says about as much as three Latin letters; Japanese mixes kana with Han.
        if counts["ja"] * 5 >= han and counts["ja"] >= 3 and (counts["ja"] + han) * 3 >= latin:
            return "ja"
        code, most = max(counts.items(), key=lambda item: item[1])
        if most >= 4 and most > han and most >= latin // 2:
            return code
        if han >= 2 and han * 3 >= latin:
            return "zh"
        return _latin(sample.lower()) if latin >= 12 else None


def _without_addresses(text: str) -> str:
    """Leave out links, and addresses of mail; word by word, for a line may be one word of any length."""
    if "@" not in text and "http" not in text:
        return text
    return " ".join(_LINK.split(word)[0] for word in text.split() if "@" not in word[1:-1])


def _latin(sample: str) -> str | None:
    plain = " ".join(word for word in sample.split() if not _DIGIT.search(word))
    words = _WORD.findall(plain)  # the letters of an order number are no words
    if len(words) < 3:
        return None
    scores: Counter[str] = Counter()
    for word in words:
        for language, weight in _WEIGHTS.get(word, {}).items():
            scores[language] += weight  # type: ignore[assignment]
    known = Counter(language for word in words for language in _WEIGHTS.get(word, {}))
    joined = " ".join(words)
    for language, pieces in _PIECES.items():
        scores[language] += 0.12 * sum(joined.count(piece) for piece in pieces.split())  # type: ignore[assignment]
    ranked = scores.most_common(2)
    if not ranked:
        return None
    (first, best), (_, second) = ranked[0], (ranked[1] if len(ranked) > 1 else ("", 0))
    # One word and many syllables are what names of columns and devices have, not what a sentence has.
    enough = (best >= 1.5 or best / len(words) >= 0.2) and known[first] >= 2
    return first if enough and best >= second * 1.15 else None
