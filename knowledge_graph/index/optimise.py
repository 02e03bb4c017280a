"""The process in which a shard's copy is optimised: `python -m assay.knowledge_graph.index.optimise FOLDER`."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main(folder: str) -> None:
    """Load the shard in `folder`, build its graph with the lowest priority, and leave it closed."""
    from qdrant_edge import EdgeShard

    os.nice(10)
    shard = EdgeShard.load(folder)
    shard.optimize()
    shard.flush()
    shard.close()


if __name__ == "__main__":
    main(sys.argv[1])
