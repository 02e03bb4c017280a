"""The first sound track as 16 kHz mono samples, and what it measures."""

from __future__ import annotations

import math
from typing import Any

from assay.extractors.media.loudness import LoudnessMeter
from assay.extractors.sandbox.pace import tick

__all__ = ["Listener"]

_RATE = 16_000
_WINDOW = _RATE // 50
_SILENT = 10 ** (-50 / 20)
_FULL = 0.998  # of full scale, before anything is resampled


class Listener:
    """Decodes one stream to the end, or to `most_seconds`; length is counted, not believed."""

    def __init__(self, stream: Any, *, most_seconds: float) -> None:
        self._stream, self._most = stream, int(most_seconds * _RATE)
        self._pieces: list[bytes] = []
        self.samples = self._clipped = self._heard = self._windows = self._silent = 0
        self._power = 0.0
        self._loudness = LoudnessMeter()
        self.stopped = False

    def listen(self, container: Any) -> bool:
        """Decode; True where the stream broke off."""
        import av

        resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
        broken = errors = 0
        try:
            for packet in container.demux(self._stream):
                try:
                    for frame in packet.decode():
                        self._measure(frame)
                        self._take(resampler.resample(frame))
                except av.FFmpegError:
                    errors += 1
                    continue
                if self.samples >= self._most:
                    self.stopped = True
                    break
            if not self.stopped:
                self._take(resampler.resample(None))
        except (av.FFmpegError, OSError, ValueError):
            broken = 1
        return bool(broken or errors > 2)

    def _take(self, frames: list[Any]) -> None:
        import numpy as np

        for frame in frames:
            values = frame.to_ndarray().reshape(-1)[: self._most - self.samples]
            if not values.size:
                continue
            tick()
            self.samples += int(values.size)
            self._pieces.append(values.tobytes())
            scaled = values.astype(np.float32) / 32_768
            self._power += float(np.square(scaled, dtype=np.float64).sum())
            whole = scaled[: scaled.size - scaled.size % _WINDOW].reshape(-1, _WINDOW)
            if whole.size:
                loud = np.sqrt(np.square(whole).mean(axis=1))
                self._windows += int(loud.size)
                self._silent += int((loud < _SILENT).sum())

    def _measure(self, frame: Any) -> None:
        """Count clipped samples and take loudness from all channels as they were recorded: mixed they are no longer."""
        import numpy as np

        values = frame.to_ndarray()
        if values.dtype == np.uint8:
            values = values.astype(np.int16) - 128
            full = 128.0
        else:
            full = 1.0 if values.dtype.kind == "f" else float(-np.iinfo(values.dtype).min)
        highest = full - 1 if full == 128 else full
        self._heard += int(values.size)
        self._clipped += int((values >= highest * _FULL).sum() + (values <= -highest * _FULL).sum())
        channels = values if frame.format.is_planar else values.reshape(-1, frame.layout.nb_channels).T
        self._loudness.take(channels.astype(np.float32) / np.float32(full), frame.sample_rate)

    def facts(self) -> dict[str, Any]:
        """Return seconds, loudness (RMS in dBFS, LUFS), the shares of clipped samples and silent 20 ms windows."""
        mean = self._power / self.samples if self.samples else 0.0
        lufs = self._loudness.lufs()
        return {
            **({} if lufs is None else {"lufs": lufs}),
            "seconds": round(self.samples / _RATE, 3),
            "loudness": round(10 * math.log10(mean), 1) if mean > 1e-10 else -100.0,
            "clipping": round(self._clipped / self._heard, 5) if self._heard else 0.0,
            "silence": round(self._silent / self._windows, 3) if self._windows else 1.0,
        }

    def pcm(self) -> bytes:
        """Return the samples, little-endian, and let go of them."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
