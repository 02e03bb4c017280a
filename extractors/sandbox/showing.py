"""In the confined child: one page as pixels, or one stretch of sound as samples, of a file or a file inside it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from assay.extractors.sandbox.decoders import Decoders
from assay.governance.domain import Bitmap, Decoded, Decoder, Extraction, Limits, Modality, Sound, Wanted

__all__ = ["show"]

_BYTES = 2


def show(file: BinaryIO, name: str, media_type: str, *, decoders: Decoders, limits: Limits, wanted: Wanted) -> Decoded:
    """Return what is wanted as a `Decoded` without text; without a picture and sound where there is none to show."""
    for member, turn in wanted.members:
        inside = _inside(file, name, media_type, decoders, limits, member, turn)
        if inside is None:
            return _answer(media_type)
        file, name = BytesIO(inside), member
        media_type = _sniff(file, member)
    decoder = decoders.find(media_type)
    if decoder is None:
        return _answer(media_type)
    if wanted.page is not None:
        return _answer(media_type, picture=_page(decoder, file, name, media_type, limits, wanted.page))
    begin, end = wanted.time or (0.0, 0.0)
    decoded = _decoded(decoder, file, name, media_type, limits)
    facts = {"seconds": len(decoded.sound.pcm) / (_BYTES * decoded.sound.rate)} if decoded.sound else {}
    return _answer(media_type, sound=_cut(decoded.sound, begin, end) if decoded.sound else None, facts=facts)


def _inside(
    file: BinaryIO, name: str, media_type: str, decoders: Decoders, limits: Limits, member: str, turn: int
) -> bytes | None:
    decoder = decoders.find(media_type)
    if decoder is None:
        return None
    same = [it.data for it in _decoded(decoder, file, name, media_type, limits).children if it.member == member]
    return same[turn - 1] if len(same) >= turn else None


def _page(decoder: Decoder, file: BinaryIO, name: str, media_type: str, limits: Limits, number: int) -> Bitmap | None:
    """Draw a page where the decoder can draw; else give the picture that was looked at, of pictures alone."""
    file.seek(0)
    draw = getattr(decoder, "draw", None)
    if draw is not None:
        from assay.extractors.shared.draft import Stop

        try:
            picture: Bitmap | None = draw(file, number)
        except Stop:  # encrypted or broken: what could not be read cannot be drawn
            picture = None
        return picture
    if not media_type.startswith(("image/", "video/")):
        return None
    bitmaps = _decoded(decoder, file, name, media_type, limits).bitmaps
    numbered = [it for it in bitmaps if it.place.page == number]
    if numbered or any(it.place.page is not None for it in bitmaps):
        return numbered[0] if numbered else None
    return bitmaps[number - 1] if number <= len(bitmaps) else None


def _decoded(decoder: Decoder, file: BinaryIO, name: str, media_type: str, limits: Limits) -> Decoded:
    file.seek(0)
    return decoder.decode(file, name=name, media_type=media_type, limits=limits)


def _cut(sound: Sound, begin: float, end: float) -> Sound:
    first, last = int(begin * sound.rate) * _BYTES, int(end * sound.rate) * _BYTES
    return replace(sound, pcm=sound.pcm[max(0, first) : max(0, last)])


def _sniff(file: BinaryIO, name: str) -> str:
    from assay.extractors.sniffing.sniff import sniff

    return sniff(file.read(65_536), name, file)


def _answer(
    media_type: str, *, picture: Bitmap | None = None, sound: Sound | None = None, facts: dict[str, float] | None = None
) -> Decoded:
    shell = Extraction(media_type=media_type, modality=Modality.OTHER, facts=facts or {})
    return Decoded(extraction=shell, bitmaps=(picture,) if picture else (), sound=sound)
