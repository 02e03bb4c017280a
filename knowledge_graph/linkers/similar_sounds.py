"""Links recordings that sound the same though their bytes differ: recompressed, cut at the ends, quieter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ClassVar

from assay.governance.domain import Evidence, JoinKey, Link, LinkKind, Locator, Side, Sketch
from assay.knowledge_graph.linkers.ends import linked

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["SimilarSoundLinker"]

_FEWEST, _MOST = 24, 480
_KEYS = 24
_WRONG = 0.30
_OVERLAP = 0.6


class SimilarSoundLinker:
    """Proposes `near-duplicate` for recordings whose sub-fingerprints differ in 30 % of their bits or fewer.

    `facts["sound_print"]` holds 32-bit sub-fingerprints (Haitsma and Kalker 2002) as hexadecimal digits. The keys are
    the 24 smallest hashes of the distinct ones: recordings that share most of them share one, wherever each begins.
    """

    name: ClassVar[str] = "similar-sounds"
    version: ClassVar[str] = "1"

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return 24 keys, the others than the first bare; none for a recording of a few seconds or of one tone."""
        values = _print(sketch.facts.get("sound_print"))
        if values is None:
            return ()
        hashes = sorted({blake2b(value.tobytes(), digest_size=8).hexdigest() for value in values})
        if len(hashes) < _FEWEST:
            return ()
        seconds = sketch.facts.get("seconds")
        place = Locator(time=(0.0, float(seconds))) if isinstance(seconds, int | float) else Locator()
        payload = values.tobytes()
        first, *others = hashes[:_KEYS]
        return (
            JoinKey(linker=self.name, value=first, locator=place, label="sound", payload=payload),
            *(JoinKey(linker=self.name, value=value) for value in others),
        )

    def join(self, left: Side, right: Side, *, frequency: Callable[[str], int], contents: int) -> Sequence[Link]:
        """Return one link scored by the share of equal bits where the two overlap best, or none."""
        import numpy as np

        ours, theirs = left.of(self.name), right.of(self.name)
        if not ours or not theirs:
            return ()
        wrong = _apart(np.frombuffer(ours[0].payload, "<u4"), np.frombuffer(theirs[0].payload, "<u4"))
        if wrong > _WRONG:
            return ()
        ends = tuple((Evidence(locator=keys[0].locator, label="sound"),) for keys in (ours, theirs))
        return (
            linked(
                LinkKind.NEAR_DUPLICATE, left, right, 1 - wrong, (ends[0], ends[1]),
                producer=f"{self.name}@{self.version}",
                why=f"recordings sound the same: {wrong:.0%} of the bits of their fingerprints differ",
            ),
        )  # fmt: skip


def _print(fact: Any) -> npt.NDArray[np.uint32] | None:
    import numpy as np

    if not isinstance(fact, str) or len(fact) % 8 or len(fact) < _FEWEST * 8:
        return None
    try:
        return np.frombuffer(bytes.fromhex(fact[: _MOST * 8]), ">u4").astype("<u4")
    except ValueError:
        return None


def _apart(one: npt.NDArray[np.uint32], two: npt.NDArray[np.uint32]) -> float:
    """Return the smallest share of differing bits over all shifts at which six tenths of the shorter one overlap."""
    import numpy as np

    least = max(1, int(min(len(one), len(two)) * _OVERLAP))
    best = 1.0
    # the common values say at which shifts to look
    places = {int(value): at for at, value in enumerate(two)}
    shifts = {at - places[int(value)] for at, value in enumerate(one) if int(value) in places}
    for shift in sorted(shifts):
        start, end = max(0, shift), min(len(one), len(two) + shift)
        if end - start >= least:
            differing = np.bitwise_count(one[start:end] ^ two[start - shift : end - shift])
            best = min(best, float(differing.mean()) / 32)
    return best
