"""Sound: the call (spoken by flite), a Chinese call (by espeak-ng), a message box in which nobody speaks.

The committed recordings need neither program any more.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import wave
from pathlib import Path
from typing import Any

from making.files import write
from making.story import CALL, SEED

__all__ = ["write_calls"]

_CALL, _CHINESE = "calls/call-2024-04-02.wav", "calls/来电-2024-04-03.mp3"
_SAID = "您好，我是银湖集市的财务。上个月的账单我们还没有付款，请把更正后的发票发给我，谢谢。"


def _spoken(command: list[str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "said.wav"
        subprocess.run([str(target) if word == "TARGET" else word for word in command], check=True)  # noqa: S603
        return target.read_bytes()


def _telephoned(sound: bytes) -> bytes:
    """Return a recording as a telephone passes it on: 300 to 3,400 Hz, a little hiss, MP3."""
    import av
    import numpy as np

    with wave.open(io.BytesIO(sound)) as file:
        rate = file.getframerate()
        heard: Any = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    bins, places = np.fft.rfft(heard), np.fft.rfftfreq(len(heard), 1 / rate)
    bins[(places < 300) | (places > 3400)] = 0
    heard = np.fft.irfft(bins, len(heard)) + np.random.default_rng(SEED).normal(0, 60, len(heard))
    frame: Any = av.AudioFrame.from_ndarray(np.clip(heard, -32768, 32767).astype("<i2")[None, :], "s16", "mono")
    frame.sample_rate = rate
    resampler, buffer = av.AudioResampler(format="s16p", layout="mono", rate=16000), io.BytesIO()
    with av.open(buffer, "w", format="mp3", options={"fflags": "+bitexact"}) as file:
        stream: Any = file.add_stream("libmp3lame", rate=16000, layout="mono")
        stream.bit_rate = 32000
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return buffer.getvalue()


def _silent() -> bytes:
    """Return six seconds of an empty line, 8 kHz: hiss at -70 dB and the click of a receiver."""
    import numpy as np

    hiss = np.random.default_rng(SEED).normal(0, 9, 6 * 8000)
    hiss[41_000:41_040] += 2200 * np.sin(np.arange(40))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(hiss.astype("<i2").tobytes())
    return buffer.getvalue()


def write_calls(root: Path, kept: Path | None = None) -> None:
    """Write `calls/`; without its program a recording in `kept` is copied.

    Raises:
        FileNotFoundError: neither the program nor a recording is there.
    """
    flite, espeak = shutil.which("flite"), shutil.which("espeak-ng")
    if flite is not None:
        write(root, _CALL, _spoken([flite, "-voice", "slt", "-t", CALL, "-o", "TARGET"]))
    if espeak is not None:
        chinese = _spoken([espeak, "-v", "cmn", "-s", "165", "-p", "38", "-w", "TARGET", _SAID])
        write(root, _CHINESE, _telephoned(chinese))
    for name, program in ((_CALL, flite), (_CHINESE, espeak)):
        if program is None:
            if kept is None:
                raise FileNotFoundError("install the packages flite and espeak-ng to record the calls again")
            write(root, name, (kept / name).read_bytes())
    write(root, "calls/voicemail-0417.wav", _silent())
