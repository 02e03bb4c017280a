"""Which frames of a film or an animation show something that the frame before did not."""

from __future__ import annotations

from typing import Any

__all__ = ["Scenes"]

_CELLS, _CELL = 24, 8
_CHANGED = 10.0


class Scenes:
    """Remembers the frame that was taken last.

    Two frames are of one scene when no cell of a grid of 24 x 24 differs by more than 10 of 255 shades in the
    mean: a caption that changes is another scene, noise is not.
    """

    def __init__(self) -> None:
        self._last: Any = None

    def is_new(self, picture: Any) -> bool:
        """Say whether a Pillow image is to be looked at; if so, it is what the next one is compared with."""
        import numpy as np
        from PIL import Image

        side = _CELLS * _CELL
        grey = picture.convert("L").resize((side, side), Image.Resampling.BOX)
        cells = np.asarray(grey, dtype=np.float32).reshape(_CELLS, _CELL, _CELLS, _CELL).mean(axis=(1, 3))
        if self._last is not None and float(np.abs(cells - self._last).max()) <= _CHANGED:
            return False
        self._last = cells
        return True
