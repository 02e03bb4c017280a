"""How long it takes to try a pack over graded assets and to apply it, and whether the one foretells the other.

The pack that leads is made stricter: contact details and names count a level more. Nothing is read or extracted.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from benchmarks._graded import fill

from assay.governance.app import build
from assay.governance.domain import LOCAL_ADMIN, Standing
from assay.governance.services import Services
from assay.governance.settings import load

PACK, ASSETS = "gbt-43697", 10_000


def stricter(pack: str) -> str:
    """Return the text of a packaged pack, version 2, in which what did general harm to somebody does serious harm."""
    text = files("assay.governance.policy").joinpath("packs", f"{pack}.yaml").read_text(encoding="utf-8")
    return text.replace('version: "1"', 'version: "2"', 1).replace("degree: general\n", "degree: serious\n")


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print; end with an error where what was foretold is not what came."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=int, default=ASSETS)
    assets = parser.parse_args(argv).assets
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        settings = load(home=root / "home", config_dir=root / "config", embeddings=False, workers=1)
        with build(settings) as services:
            begun = time.perf_counter()
            fill(services, assets)
            print(f"{assets:,} assets made and graded   {time.perf_counter() - begun:8.1f} s")
            _measure(services, stricter(PACK))


def _measure(services: Services, text: str) -> None:
    before = _standings(services)
    begun, worked = time.perf_counter(), time.process_time()
    said = services.policies.simulate(text)
    simulated, worked = time.perf_counter() - begun, time.process_time() - worked
    begun = time.perf_counter()
    services.policies.apply(text, LOCAL_ADMIN)
    applied = time.perf_counter() - begun
    after = _standings(services)
    print(f"simulate                        {simulated:8.2f} s, {worked:.2f} s of processor time")
    print(f"apply                           {applied:8.2f} s")
    print(f"changes foretold                {len(said['changes']):8d}")
    foretold = {it["asset"]: (it["before"], it["after"], it["state"], it["needs_review"]) for it in said["changes"]}
    wrong = 0
    for asset_id, now in after.items():
        was = before[asset_id]
        came = (was.code, now.code, now.state.value, now.needs_review)
        wrong += foretold.get(asset_id, (was.code, was.code, was.state.value, was.needs_review)) != came
    wrong += said["levels_after"] != dict(Counter(it.code for it in after.values()))
    wrong += said["asks_after"] != services.review.stats()["open"]
    print(f"differences from what came      {wrong:8d}")
    print(f"questions {said['asks_before']} -> {said['asks_after']}, "
          f"minutes {said['minutes_before']} -> {said['minutes_after']}, reopened {said['reopened']}")  # fmt: skip
    if wrong:
        raise SystemExit(1)


def _standings(services: Services) -> dict[str, Standing]:
    with services.store.read() as db:
        return dict(db.grades.standings(db.assets.live(), PACK))
