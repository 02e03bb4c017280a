"""Sound and films: samples, pictures, tags and measures."""

from __future__ import annotations

import io
import math
import struct
import wave

import pytest

from assay.extractors.media.decoder import mended
from assay.governance.domain import Decoded, Limits, Modality, Reason, SegmentKind, Status


def tone(seconds: float, *, rate: int = 22_050, level: float = 0.5) -> list[int]:
    return [int(32_767 * level * math.sin(2 * math.pi * 440 * n / rate)) for n in range(int(seconds * rate))]


def wav(seconds: float = 2.0, *, rate: int = 22_050, level: float = 0.5, quiet: float = 0.0) -> bytes:
    samples = tone(seconds, rate=rate, level=level) + [0] * int(quiet * rate)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return buffer.getvalue()


def encoded(form: str, codec: str, *, seconds: float = 2.0, tags: dict[str, str] | None = None) -> bytes:
    import av
    import numpy as np

    buffer = io.BytesIO()
    with av.open(buffer, "w", format=form) as container:
        container.metadata.update(tags or {})
        stream = container.add_stream(codec, rate=48_000 if "opus" in codec else 44_100)
        stream.layout = "mono"
        rate = stream.rate
        samples = np.array(tone(seconds, rate=rate), dtype=np.int16).reshape(1, -1)
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = rate
        fifo = av.AudioFifo()
        for piece in resampler.resample(frame):
            fifo.write(piece)
        size = stream.codec_context.frame_size or 1_024
        while (piece := fifo.read(size)) is not None or (piece := fifo.read(0, partial=True)) is not None:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def film(form: str = "mp4", codec: str = "mpeg4", *, seconds: int = 4) -> bytes:
    import av
    import numpy as np

    buffer = io.BytesIO()
    with av.open(buffer, "w", format=form) as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p" if codec != "mjpeg" else "yuvj420p"
        stream.codec_context.gop_size = 10
        for number in range(seconds * 10):
            image = np.full((240, 320, 3), number * 5 % 255, dtype=np.uint8)
            image[40:80, number : number + 60] = (255, 0, 0)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def properties(done: Decoded) -> list[tuple[str | None, str]]:
    return [(s.locator.property, s.text) for s in done.extraction.segments if s.kind is SegmentKind.PROPERTY]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("+39.9042+116.4074/", ("gps", "39.9042000, 116.4074000")),
        ("-33.8598+151.2111+012.5/", ("gps", "-33.8598000, 151.2111000")),
        ("+00.0000+000.0000/", ("location", "+00.0000+000.0000/")),
    ],
)
def test_where_a_film_was_taken_is_a_place_as_a_pictures_is(read, said, found) -> None:  # type: ignore[no-untyped-def]
    told = properties(read(encoded("mp4", "aac", seconds=0.2, tags={"location": said}), "a.m4a"))
    assert [it for it in told if it[0] in ("gps", "location")] == [found]


def test_a_recording_becomes_sixteen_kilohertz_samples_and_measures(read) -> None:  # type: ignore[no-untyped-def]
    done = read(wav(2.0, quiet=2.0), "a.wav")
    facts = done.extraction.facts
    assert done.extraction.status is Status.COMPLETE
    assert len(done.sound.pcm) == 4 * 16_000 * 2
    assert (facts["seconds"], facts["sample_rate"], facts["channels"], facts["codec"]) == (4.0, 22_050, 1, "pcm_s16le")
    assert facts["loudness"] == pytest.approx(-12.0, abs=0.3)
    assert facts["silence"] == pytest.approx(0.5, abs=0.02)
    assert facts["clipping"] == 0
    assert read(wav(1.0, level=1.0), "a.wav").extraction.facts["clipping"] > 0


@pytest.mark.parametrize(
    ("form", "codec", "media_type"),
    [
        ("mp3", "libmp3lame", "audio/mpeg"),
        ("flac", "flac", "audio/flac"),
        ("ogg", "libopus", "audio/ogg"),
        ("ipod", "aac", "audio/mp4"),
        ("adts", "aac", "audio/aac"),
    ],
)
def test_compressed_sound_is_counted_not_believed(read, form: str, codec: str, media_type: str) -> None:  # type: ignore[no-untyped-def]
    done = read(encoded(form, codec, seconds=3.0), "recording")
    seen = done.extraction
    assert (seen.media_type, seen.status, seen.modality) == (media_type, Status.COMPLETE, Modality.AUDIO)
    assert seen.facts["seconds"] == pytest.approx(3.0, abs=0.15)
    assert len(done.sound.pcm) == pytest.approx(seen.facts["seconds"] * 32_000, abs=32)


def test_tags_are_content(read) -> None:  # type: ignore[no-untyped-def]
    done = read(encoded("mp3", "libmp3lame", tags={"title": "Call with Bob", "artist": "张三"}), "a.mp3")
    assert {("title", "Call with Bob"), ("artist", "张三")} <= set(properties(done))
    assert done.extraction.title == "Call with Bob"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三".encode("gb18030").decode("latin-1"), "张三"),
        ("café", "café"),
        ("Ann", "Ann"),
        ("张三".encode("gb18030").decode("utf-8", "surrogateescape"), "张三"),
    ],
)
def test_tags_in_the_wrong_encoding_are_mended(text: str, expected: str) -> None:
    assert mended(text) == expected


@pytest.mark.parametrize(
    ("form", "codec"), [("mp4", "mpeg4"), ("avi", "mjpeg"), ("matroska", "mpeg4"), ("mov", "mpeg4")]
)
def test_a_film_gives_a_few_key_frames_with_their_times(read, form: str, codec: str) -> None:  # type: ignore[no-untyped-def]
    done = read(film(form, codec), f"a.{form}")
    seen = done.extraction
    assert (seen.status, seen.modality, done.sound) == (Status.COMPLETE, Modality.VIDEO, None)
    assert (seen.facts["width"], seen.facts["height"], seen.facts["fps"]) == (320, 240, 10.0)
    times = seen.facts["frame_times"]
    assert 2 <= len(times) == len(done.bitmaps) <= 24
    assert [bitmap.place.time for bitmap in done.bitmaps] == [(at, at) for at in times]
    assert seen.checked["pictures"] == "partial"
    assert times == sorted(set(times))
    assert {(b.width, b.height) for b in done.bitmaps} == {(320, 240)}


def slides(scenes: int, *, seconds_each: int = 2, tracks: int = 0) -> bytes:
    """Return a film of still scenes, a shade and a bar each, with silent sound tracks."""
    import av
    import numpy as np

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as container:
        stream = container.add_stream("mpeg4", rate=2)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.codec_context.gop_size = 2
        sounds = [container.add_stream("pcm_s16le", rate=16_000, layout="mono") for _ in range(tracks)]
        for number in range(scenes * seconds_each * 2):
            scene = number // (2 * seconds_each)
            image = np.full((64, 96, 3), 40 + scene * 83 % 200, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))
        for sound in sounds:
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 16_000), np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts = 16_000, 0
            container.mux(sound.encode(frame))
            container.mux(sound.encode(None))
    return buffer.getvalue()


def test_a_scene_is_taken_once_however_long_it_is_shown(read) -> None:  # type: ignore[no-untyped-def]
    done = read(slides(3, seconds_each=6), "a.mkv")
    assert done.extraction.facts["frame_times"] == pytest.approx([0.0, 6.0, 12.0], abs=1.01)
    assert done.extraction.status is Status.COMPLETE


def test_more_scenes_than_are_taken_are_said_with_their_time(read) -> None:  # type: ignore[no-untyped-def]
    done = read(slides(30), "a.mkv")
    seen = done.extraction
    assert (len(done.bitmaps), seen.status, seen.reason) == (24, Status.PARTIAL, Reason.PICTURES_NOT_READ)
    assert seen.problems[0].locator.time[0] > seen.facts["frame_times"][-1]
    assert 0.5 < seen.coverage < 1


def test_a_second_sound_track_is_said_to_be_unheard(read) -> None:  # type: ignore[no-untyped-def]
    assert read(slides(1, tracks=1), "a.mkv").extraction.status is Status.COMPLETE
    seen = read(slides(1, tracks=2), "a.mkv").extraction
    assert (seen.status, seen.reason, seen.coverage) == (Status.PARTIAL, Reason.SPEECH_NOT_READ, 0.5)
    assert (seen.problems[0].locator.part, seen.facts["audio_tracks"]) == ("audio[2]", 2)


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_s24le", "pcm_f32le", "pcm_u8", "pcm_alaw"])
def test_clipping_is_counted_before_sound_is_mixed_and_resampled(read, codec: str) -> None:  # type: ignore[no-untyped-def]
    import av
    import numpy as np

    def stereo(level: float) -> bytes:
        wave_form = np.clip(level * np.sin(np.arange(44_100) / 20), -1, 1).astype(np.float32)
        both = np.stack([wave_form, np.zeros_like(wave_form)], axis=1).reshape(1, -1)  # the right channel is silent
        buffer = io.BytesIO()
        with av.open(buffer, "w", format="wav") as container:
            stream = container.add_stream(codec, rate=44_100, layout="stereo")
            frame = av.AudioFrame.from_ndarray(both, format="flt", layout="stereo")
            frame.sample_rate = 44_100
            resampler = av.AudioResampler(format=stream.format.name, layout="stereo", rate=44_100)
            for piece in resampler.resample(frame):
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))
        return buffer.getvalue()

    quiet, loud = (read(stereo(level), "a.wav").extraction.facts["clipping"] for level in (0.5, 3.0))
    assert quiet == 0
    assert loud == pytest.approx(0.39, abs=0.03) or codec == "pcm_alaw"


def test_a_recording_that_is_cut_is_partial_and_its_beginning_is_kept(read) -> None:  # type: ignore[no-untyped-def]
    for data, name in ((wav(4.0), "a.wav"), (encoded("flac", "flac", seconds=4.0), "a.flac")):
        done = read(data[: len(data) // 2], name)
        assert (done.extraction.status, done.extraction.reason) == (Status.PARTIAL, Reason.TRUNCATED), name
        assert done.extraction.coverage < 0.9
        assert len(done.sound.pcm) > 32_000


def test_a_film_without_its_index_is_truncated(read) -> None:  # type: ignore[no-untyped-def]
    data = film()
    done = read(data[: data.rfind(b"moov") - 4], "a.mp4").extraction
    assert (done.status, done.reason) == (Status.FAILED, Reason.TRUNCATED)


def test_the_speech_limit_is_said(read) -> None:  # type: ignore[no-untyped-def]
    done = read(wav(3.0), "a.wav", limits=Limits(speech_seconds=1.0))
    assert (done.extraction.status, done.extraction.reason) == (Status.PARTIAL, Reason.TIME_LIMIT)
    assert len(done.sound.pcm) == 32_000
    assert done.extraction.coverage == pytest.approx(1 / 3, abs=0.01)


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b"", Status.SKIPPED, Reason.EMPTY),
        (b"no recording" * 20, Status.FAILED, Reason.MALFORMED),
        (b"RIFF\x00\x00\x00\x00WAVE", Status.FAILED, Reason.TRUNCATED),
    ],
)
def test_what_is_no_recording_has_its_reason(read, data: bytes, status: Status, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.wav", media_type="audio/wav").extraction
    assert (done.status, done.reason) == (status, reason)


@pytest.mark.parametrize(
    ("form", "codec"),
    [("wav", "pcm_s16le"), ("flac", "flac"), ("ogg", "libopus"), ("ipod", "aac"), ("mp4", "mpeg4"), ("mov", "mpeg4"),
     ("avi", "mjpeg"), ("matroska", "mpeg4")],
)  # fmt: skip
def test_no_half_of_a_file_is_read_as_a_whole_one(read, form: str, codec: str) -> None:  # type: ignore[no-untyped-def]
    made = film(form, codec, seconds=8) if codec in ("mpeg4", "mjpeg") else encoded(form, codec, seconds=8.0)
    assert read(made, "whole").extraction.status is Status.COMPLETE
    seen = read(made[: len(made) // 2], "half").extraction
    assert seen.status in (Status.PARTIAL, Status.FAILED)
    assert seen.reason in (Reason.TRUNCATED, Reason.MALFORMED)
    assert seen.coverage < 1


@pytest.mark.parametrize(("form", "codec"), [("mp3", "libmp3lame"), ("adts", "aac")])
def test_half_of_a_stream_without_a_length_is_counted_as_it_is(read, form: str, codec: str) -> None:  # type: ignore[no-untyped-def]
    made = encoded(form, codec, seconds=8.0)
    seen = read(made[: len(made) // 2], "half").extraction
    assert seen.facts["seconds"] == pytest.approx(4.0, abs=0.4)
