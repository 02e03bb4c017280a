"""A transformer as an ONNX graph: rows of words and places, and the layers above them.

Word rows are int8 with a scale a row. Two places of a layer may ask for more than rows that are quantised by their
largest value; they have it where the graph is `careful`:

- `value` takes its input as floats: attention gathers on a few tokens, and these have outliers.
- What GELU takes and gives is quantised from a row's lowest value to its highest; what it gives, by blocks of a row.
"""

from __future__ import annotations

from collections.abc import Sequence

from assay.models.training.transformer.nodes import Nodes, small_rows
from assay.models.training.transformer.weights import Layer, Weights

__all__ = ["TransformerGraph"]


class TransformerGraph(Nodes):
    """The nodes of a transformer over `ids` (rows, tokens), which is an input of every graph.

    All texts of a batch have the same length: there is no padding, and no mask.
    """

    def __init__(self, *, small: bool, careful: bool) -> None:
        super().__init__(small=small)
        self.careful = careful

    def states(self, weights: Weights, *beside: str) -> list[str]:
        """Return the states of tokens below the layers, and after each of them; `beside` is added to the lowest."""
        import numpy as np

        width = weights.places.shape[1]
        self.constant("heads", np.array([0, 0, weights.heads, width // weights.heads]))
        self.constant("whole", np.array([0, 0, width]))
        states = [self.embedded(weights, *beside)]
        for place, layer in enumerate(weights.layers):
            states.append(self.layer(states[-1], str(place), layer))
        return states

    def embedded(self, weights: Weights, *beside: str) -> str:
        """Rows of words and places; small rows are gathered first and scaled after, never the whole table."""
        import numpy as np

        start, length = self.constant("start", np.array([0])), self.node("Shape", "ids", start=1, end=2)
        places = self.node("Slice", self.constant("places", weights.places), start, length, start)
        if self.small:
            rows, scale = small_rows(weights.words)
            words = self.node("Cast", self.node("Gather", self.constant("words", rows), "ids"), to=1)
            words = self.node("Mul", words, self.node("Gather", self.constant("words.scale", scale), "ids"))
        else:
            words = self.node("Gather", self.constant("words", weights.words), "ids")
        for more in beside:
            words = self.node("Add", words, more)
        return self.norm(self.node("Add", words, places), "first", weights.first)

    def layer(self, states: str, name: str, layer: Layer) -> str:
        """Attention and the two layers around GELU, each added to what went in and normalised."""
        mixed = self.attention(*self.asked(states, name, layer))
        out = self.dense(mixed, self.rows(mixed), f"{name}.out", layer.dense["out"])
        states = self.norm(self.node("Add", out, states), f"{name}.after", layer.after)
        careful = self.small and self.careful
        up, down = f"{name}.up", f"{name}.down"
        raised = (self.ranged if careful else self.plain)(states, up, layer.dense["up"])
        lowered = (self.blocks if careful else self.plain)(self.node("Gelu", raised), down, layer.dense["down"])
        return self.norm(self.node("Add", lowered, states), f"{name}.last", layer.last)

    def asked(self, states: str, name: str, layer: Layer) -> Sequence[str]:
        """Return query, key and value of tokens; one product gives all three where none of them is apart."""
        rows, parts = self.rows(states), ("query", "key", "value")
        if self.small and not self.careful:
            return self.parted(self.joined(rows, [(f"{name}.{it}", layer.dense[it]) for it in parts]), len(parts))
        query, key = (self.dense(states, rows, f"{name}.{it}", layer.dense[it]) for it in parts[:2])
        return query, key, self.exact(states, f"{name}.value", layer.dense["value"])

    def attention(self, query: str, key: str, value: str) -> str:
        """Mix the values of tokens by how well query and key agree, head by head."""
        query, key, value = (
            self.node("Transpose", self.node("Reshape", it, "heads"), perm=[0, 2, 1, 3]) for it in (query, key, value)
        )
        scores = self.node("MatMul", query, self.node("Transpose", key, perm=[0, 1, 3, 2]))
        mixed = self.node("MatMul", self.node("Softmax", scores, axis=-1), value)
        return self.node("Reshape", self.node("Transpose", mixed, perm=[0, 2, 1, 3]), "whole")
