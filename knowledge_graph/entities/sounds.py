"""How Chinese names sound: pinyin without tones, surnames by their own reading."""

from __future__ import annotations

from functools import lru_cache

from assay.knowledge_graph.entities.words import HAN, lexicon

__all__ = ["person_sound", "pinyin"]


@lru_cache(maxsize=65_536)
def pinyin(text: str) -> str:
    """Return the pinyin of Chinese signs as one word: `青岛` is `qingdao`; ü is written u."""
    from pypinyin import Style, lazy_pinyin

    told = lazy_pinyin("".join(HAN.findall(text)), style=Style.NORMAL, v_to_u=False)
    return "".join(told).replace("v", "u").casefold()


def person_sound(name: str) -> tuple[str, str]:
    """Return (surname, given name) of a Chinese name in pinyin."""
    signs = "".join(HAN.findall(name))
    known = lexicon().surnames
    length = 2 if signs[:2] in known and len(signs) > 2 else 1
    surname = known.get(signs[:length]) or pinyin(signs[:length])
    return surname, pinyin(signs[length:])
