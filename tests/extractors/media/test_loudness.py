"""Programme loudness against the signals of EBU Tech 3341 and of ITU-R BS.1770."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from assay.extractors.media.loudness import LoudnessMeter


def tone(level: float, seconds: float, *, rate: int = 48_000, channels: int = 2, pitch: float = 1_000.0):  # type: ignore[no-untyped-def]
    wave_form = 10 ** (level / 20) * np.sin(2 * np.pi * pitch * np.arange(int(seconds * rate)) / rate)
    return np.tile(wave_form.astype(np.float32), (channels, 1))


def heard(*parts, rate: int = 48_000, step: int = 1_024) -> float | None:  # type: ignore[no-untyped-def]
    meter = LoudnessMeter()
    whole = np.concatenate(parts, axis=1)
    for at in range(0, whole.shape[1], step):
        meter.take(whole[:, at : at + step], rate)
    return meter.lufs()


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(-23.0, 20)], -23.0),
        ([(-33.0, 20)], -33.0),
        ([(-36.0, 10), (-23.0, 60), (-36.0, 10)], -23.0),
        ([(-72.0, 10), (-36.0, 10), (-23.0, 60), (-36.0, 10), (-72.0, 10)], -23.0),
        ([(-26.0, 20), (-20.0, 20.1), (-26.0, 20)], -23.0),
    ],
)
def test_tones_are_as_loud_as_the_standard_says(parts, expected: float) -> None:  # type: ignore[no-untyped-def]
    assert heard(*(tone(*part) for part in parts)) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 96_000])
def test_the_rate_of_samples_does_not_matter(rate: int) -> None:
    assert heard(tone(0.0, 2, rate=rate, channels=1, pitch=997.0), rate=rate) == pytest.approx(-3.0, abs=0.1)


def test_channels_add_up_and_low_frequencies_do_not_count() -> None:
    six = np.zeros((6, 96_000), np.float32)
    six[3] = tone(-10.0, 2, channels=1)[0]
    assert heard(six) is None
    six[0] = six[3]
    assert heard(six) == pytest.approx(-13.0, abs=0.1)
    assert heard(tone(-10.0, 2, channels=2)) == pytest.approx(-10.0, abs=0.1)


def test_silence_and_what_is_too_short_have_no_loudness() -> None:
    assert heard(np.zeros((1, 48_000), np.float32)) is None
    assert heard(tone(-10.0, 0.3)) is None


@pytest.mark.parametrize("width", [1, 2])
def test_a_recording_says_its_loudness(read, width: int) -> None:  # type: ignore[no-untyped-def]
    samples = tone(-20.0, 2, rate=16_000, channels=2)
    whole = np.round(samples.T.reshape(-1) * (127 if width == 1 else 32_767))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(width)
        file.setframerate(16_000)
        file.writeframes((whole + 128).astype(np.uint8).tobytes() if width == 1 else whole.astype("<i2").tobytes())
    assert read(buffer.getvalue(), "a.wav").extraction.facts["lufs"] == pytest.approx(-20.0, abs=0.2)
