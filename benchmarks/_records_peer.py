"""Splink in an environment of its own: reads two tables as JSON, writes pairs with their probabilities as JSON.

Run by the interpreter of that environment; it imports nothing of Assay. The model is trained without labels, as its
documentation does it: u by random sampling, m by expectation maximisation over two blocking rules.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import time
import warnings
from importlib.metadata import version
from typing import Any


def main() -> None:
    """Link the tables `left` and `right` of standard input: rows with id, title, authors, venue and year."""
    asked = json.load(sys.stdin)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(sys.stderr):
        begun = time.perf_counter()
        pairs = _linked(asked["left"], asked["right"])
        took = time.perf_counter() - begun
    json.dump({"version": version("splink"), "seconds": took, "pairs": pairs}, sys.stdout)


def _linked(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> list[list[Any]]:
    import splink.comparison_library as compare  # type: ignore[import-not-found]
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        comparisons=[
            compare.JaroWinklerAtThresholds("title", [0.98, 0.92, 0.85, 0.75]),
            compare.JaroWinklerAtThresholds("authors", [0.95, 0.85, 0.7]),
            compare.JaroWinklerAtThresholds("venue", [0.9, 0.7]),
            compare.ExactMatch("year"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("substr(title, 1, 8)"),
            block_on("substr(authors, 1, 8)"),
            block_on("year", "substr(authors, 1, 3)"),
            block_on("year", "substr(title, 1, 3)"),
        ],
        retain_intermediate_calculation_columns=False,
    )
    api = DuckDBAPI()
    tables = [api.register(_columns(table), table_name=name) for table, name in ((left, "left_t"), (right, "right_t"))]
    linker = Linker(tables, settings)
    sure = [block_on("title", "year"), block_on("authors", "year")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("title"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("authors"))
    found = linker.inference.predict(threshold_match_probability=0.001).as_record_list()
    return [[*_ends(row), float(row["match_probability"])] for row in found]


def _columns(table: list[dict[str, Any]]) -> Any:
    import pyarrow  # type: ignore[import-untyped]

    return pyarrow.Table.from_pylist(table)


def _ends(row: dict[str, Any]) -> tuple[int, int]:
    ends = (int(row["id_l"]), int(row["id_r"]))
    return ends if row.get("source_dataset_l", "left_t") == "left_t" else (ends[1], ends[0])


if __name__ == "__main__":
    main()
