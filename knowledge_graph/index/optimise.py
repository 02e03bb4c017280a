"""The process in which a copy is optimised: `python -m …index.optimise FOLDER DIMENSIONS POINTS`."""

from __future__ import annotations

import os
import sys

from assay.knowledge_graph.index.shard import optimised

__all__ = ["main"]


def main(folder: str, dimensions: int, points: int) -> None:
    """Build the shard in `folder` anew for as many points, with the lowest priority."""
    os.nice(10)
    optimised(folder, dimensions, points)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
