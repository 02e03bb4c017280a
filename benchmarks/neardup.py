"""Near-duplicates by bands against all pairs: `python -m benchmarks.neardup --texts 10000`.

Texts are synthetic, half English and half Chinese: originals of 60 to 300 words and copies with 0 to 15 % of the
words changed. The truth is the exact Jaccard similarity of the shingles of all planted pairs; the rate of false
links is over pairs that were not planted.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from assay.governance.domain import Modality, Side, Sketch
from assay.knowledge_graph.linkers import NearDuplicateLinker
from assay.knowledge_graph.linkers.shingles import shingles

BUCKETS = ((0.95, 1.01), (0.90, 0.95), (0.85, 0.90), (0.80, 0.85), (0.70, 0.80), (0.50, 0.70), (0.0, 0.50))


def vocabulary(chinese: bool) -> list[str]:
    """Return made-up words, or characters."""
    if chinese:
        return [chr(0x4E00 + 5 * number) for number in range(2_500)]
    heads = ("tan", "mor", "bel", "sti", "gra", "lo", "pre", "vin", "cor", "dal", "fes", "hu")
    tails = ("der", "ting", "ment", "able", "or", "ish", "ure", "al", "ent", "ic", "ous", "ful")
    return [head + middle + tail for head in heads for middle in ("", "a", "e", "ro") for tail in tails]


def plant(count: int, seed: int) -> tuple[list[str], list[tuple[int, int]]]:
    """Return texts and the pairs of them of which one was made from the other."""
    rng = random.Random(seed)  # noqa: S311
    words = {chinese: vocabulary(chinese) for chinese in (True, False)}
    weights = {chinese: [1 / (rank + 3) for rank in range(len(words[chinese]))] for chinese in (True, False)}
    texts: list[str] = []
    pairs: list[tuple[int, int]] = []
    while len(texts) < count:
        chinese = bool(len(texts) // 2 % 2)
        pieces = rng.choices(words[chinese], weights[chinese], k=rng.randint(60, 300) * (2 if chinese else 1))
        share = rng.uniform(0, 0.15)
        changed = [rng.choice(words[chinese]) if rng.random() < share else piece for piece in pieces]
        pairs.append((len(texts), len(texts) + 1))
        texts += ["".join(pieces), "".join(changed)] if chinese else [" ".join(pieces), " ".join(changed)]
    return texts, pairs


def main(argv: Sequence[str] | None = None) -> None:
    """Print time, candidates against all pairs, and by true similarity how many pairs were candidates and links."""
    parser = argparse.ArgumentParser(description="near-duplicates by MinHash bands against all pairs")
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    texts, planted = plant(options.texts, options.seed)
    linker = NearDuplicateLinker()

    start = time.perf_counter()
    keys = [
        linker.keys(Sketch(content_id=str(number), modality=Modality.TEXT, findings=(), masked_text=text))
        for number, text in enumerate(texts)
    ]
    signed = time.perf_counter()
    buckets: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(keys):
        for key in own:
            buckets[key.value].append(number)
    candidates = {pair for members in buckets.values() for pair in combinations(members, 2)}

    def holders(value: str) -> int:
        return len(buckets[value])

    def side(number: int) -> Side:
        own = {linker.name: tuple(keys[number])}
        return Side(content_id=f"{number:09d}", modality=Modality.TEXT, keys=own)

    linked = {
        (one, two)
        for one, two in candidates
        if linker.join(side(one), side(two), frequency=holders, contents=len(texts))
    }
    joined = time.perf_counter()

    every = len(texts) * (len(texts) - 1) // 2
    print(f"{len(texts):,} texts: keys {signed - start:.1f} s, joins {joined - signed:.1f} s")
    print(f"{len(candidates):,} candidates ({len(candidates) / len(texts):.2f} a text) of {every:,} pairs\n")
    print(f"{'true similarity':<18}{'pairs':>8}{'candidates':>12}{'links':>8}")
    sets = [set(shingles(text).tolist()) for text in texts]
    truth = {(one, two): len(sets[one] & sets[two]) / len(sets[one] | sets[two]) for one, two in planted}
    for low, high in BUCKETS:
        those = [pair for pair, value in truth.items() if low <= value < high]
        if those:
            near = sum(pair in candidates for pair in those) / len(those)
            made = sum(pair in linked for pair in those) / len(those)
            print(f"{low:.2f} - {min(high, 1):.2f}{'':<7}{len(those):>8}{near:>12.3f}{made:>8.3f}")
    strange = linked - truth.keys()
    print(f"\nlinks between texts that have nothing to do with one another: {len(strange)} of {every - len(planted):,}")


if __name__ == "__main__":
    main()
