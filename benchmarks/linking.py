"""Links against what is true of two invented worlds: `python -m benchmarks linking [--wrong] [--no-vectors]`.

Every link that a world does not hold for right counts as wrong, whether it was thought of as tempting or not;
`similar-to` says no more than that two texts are alike and is told apart. Intervals are Wilson's, at 95 %.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from benchmarks.models import LINKS, write
from benchmarks.world.reading import Linked, World, load, settled

from assay.governance import registry
from assay.governance.app import _library, _understanding
from assay.governance.security import Keyring
from assay.governance.settings import load as load_settings
from assay.governance.store import Store

WORLDS = Path(__file__).parents[1] / "tests" / "linking"
FLOORS = {"precision": 0.95, "recall": 0.90}


def linked(world: World, *, vectors: bool = True) -> list[Linked]:
    """Return the links that are made over a world."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(home=Path(folder) / "home", config_dir=Path(folder) / "config")
        settings.home.mkdir(parents=True)
        keyring = Keyring.open(settings.config_dir)
        store = Store.open(settings.database, keyring)
        try:
            encoder = registry.plugin("encoders", settings.profile)() if vectors else None
            understanding = _understanding(settings, keyring, encoder, _library(settings))
            order = sorted(world.assets)
            return list(settled(store, world, order, keyring=keyring, understanding=understanding, encoder=encoder))
        finally:
            store.close()


def judged(world: World, links: Collection[Linked], *, cross: bool, vectors: bool) -> dict[str, tuple[int, int]]:
    """Return (hits, all) of precision and of recall; with `cross` of pairs of two modalities alone."""
    modality = {name: asset["modality"] for name, asset in world.assets.items()}

    def counts(pair: tuple[str, str]) -> bool:
        return not cross or modality[pair[0]] != modality[pair[1]]

    made = {(*it.pair, it.kind) for it in links if it.kind != "similar-to" and counts(it.pair)}
    right = {it for it in world.right if counts(it[:2]) and (vectors or it[2] != "translation-of")}
    return {"precision": (len(made & (right | world.also)), len(made)), "recall": (len(made & right), len(right))}


def interval(hits: int, whole: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    if not whole:
        return 0.0, 1.0
    z, share = 1.96, hits / whole
    middle = share + z * z / (2 * whole)
    spread = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    low, high = ((middle + sign * spread) / (1 + z * z / whole) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def main(argv: Sequence[str] | None = None) -> None:
    """Print precision and recall of each world, over pairs of two modalities and over all, and recall by kind."""
    parser = argparse.ArgumentParser(description="links against what is true of invented worlds")
    parser.add_argument("--worlds", nargs="*", default=["gold", "second"])
    parser.add_argument("--wrong", action="store_true", help="list what was wrong and what was missed")
    parser.add_argument("--no-vectors", action="store_true", help="without the encoder: no translations")
    options = parser.parse_args(argv)
    for name in options.worlds:
        path = WORLDS / f"{name}.yaml"
        if path.exists():
            _print(name, load(path), vectors=not options.no_vectors, wrong=options.wrong)


def _print(name: str, world: World, *, vectors: bool, wrong: bool) -> None:
    start = time.perf_counter()
    links = linked(world, vectors=vectors)
    took = time.perf_counter() - start
    print(f"{name}: {len(world.assets)} assets, {len(world.right)} right pairs, {len(world.wrong)} tempting wrong ones")
    print(f"read, embedded and linked in {took:.1f} s; {len(links)} links\n")
    figures: dict[str, float] = {}
    for cross, title in ((True, "pairs of two modalities"), (False, "all pairs")):
        for measure, (hits, whole) in judged(world, links, cross=cross, vectors=vectors).items():
            low, high = interval(hits, whole)
            print(f"{title:<26}{measure:<11}{hits / max(1, whole):.3f}  [{low:.3f}, {high:.3f}]  {hits} of {whole}")
            about = f"linking.{'cross_modal' if cross else 'all'}.{measure}"
            figures |= {about: hits / max(1, whole), f"{about}.low": low, f"{about}.high": high}
    if name == "second" and vectors:
        write(figures, LINKS)
    made = {(*it.pair, it.kind) for it in links}
    print(f"\n{'kind':<20}{'right':>7}{'found':>7}{'made':>7}{'wrong':>7}")
    for kind in sorted({it[2] for it in world.right} | {it[2] for it in made}):
        right = {it for it in world.right if it[2] == kind}
        own = {it for it in made if it[2] == kind}
        bad = own - world.right - world.also
        print(
            f"{kind:<20}{len(right):>7}{len(own & right):>7}{len(own):>7}{'-' if kind == 'similar-to' else len(bad):>7}"
        )
    fallen = Counter(world.wrong[it.pair] for it in links if it.pair in world.wrong and it.kind != "similar-to")
    print("\ntempted by: " + (", ".join(f"{why} ({n})" for why, n in fallen.most_common()) or "nothing") + "\n")
    if wrong:
        _list(world, links)


def _list(world: World, links: Sequence[Linked]) -> None:
    made = {(*it.pair, it.kind): it for it in links if it.kind != "similar-to"}
    names = {key: f"{key} {asset['name']}" for key, asset in world.assets.items()}
    for key in sorted(made.keys() - world.right - world.also):
        print(f"wrong  {key[2]:<18}{names[key[0]]} - {names[key[1]]}: {made[key].score} {made[key].why}")
    for key in sorted(world.right - made.keys()):
        print(f"missed {key[2]:<18}{names[key[0]]} - {names[key[1]]}")


if __name__ == "__main__":
    main()
