"""The graph that is served, written node by node: (ids) -> means, in float32 or with small weights.

Small weights are int8 with a scale a column, word rows int8 with a scale a row. What they are multiplied with is
quantised row by row, each token by its own largest value: so the vector of a text does not depend on its batch, and the
products are whole numbers, exact in any order. Two places need more than that:

- `value` takes its input as floats: attention gathers on a few tokens, and these have outliers.
- What GELU takes and gives is quantised from a row's lowest value to its highest; what it gives, by blocks of a row.
"""

from __future__ import annotations

from typing import Any

from assay.models.training.encoder.weights import Dense, Layer, Norm, Weights

__all__ = ["served_graph"]

_OPSET, _VERSION = 20, 10
_CONTRIBUTED = "com.microsoft"
_EPSILON = 1e-12
_BLOCK = 512
_LOWEST = 0.17  # GELU gives nothing below -0.16998


def served_graph(weights: Weights, *, small: bool) -> Any:
    """Return an ONNX model of `ids` (rows, tokens), int32, to `means` (rows, 3 * width), float32.

    All texts of a batch have the same length: there is no padding, and no mask. The means over a text's tokens are
    those after the first layer, after the first half of the layers, and after the last.
    """
    import numpy as np
    from onnx import TensorProto, checker, helper

    width = weights.places.shape[1]
    graph = _Graph(small=small)
    graph.constant("heads", np.array([0, 0, weights.heads, width // weights.heads]))
    graph.constant("whole", np.array([0, 0, width]))
    states = [graph.embedded(weights)]
    for place, layer in enumerate(weights.layers):
        states.append(graph.layer(states[-1], str(place), layer))
    count = len(weights.layers)
    graph.means(states[1], states[max(1, count // 2)], states[count], output="means")
    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info("ids", TensorProto.INT32, ["rows", "tokens"])],
            [helper.make_tensor_value_info("means", TensorProto.FLOAT, ["rows", 3 * width])],
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIBUTED, 1)],
        ir_version=_VERSION,
    )
    checker.check_model(made)
    return made


class _Graph:
    """Nodes and constants in the making; methods return the names of what they compute."""

    def __init__(self, *, small: bool) -> None:
        self.small = small
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, name: str, value: Any) -> str:
        import numpy as np
        from onnx import numpy_helper

        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def number(self, name: str, value: float) -> str:
        import numpy as np

        return self.constant(name, np.array(value, np.float32))

    def node(self, kind: str, *inputs: str, output: str = "", domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        name = output or f"{len(self.nodes)}.{kind}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def parted(self, states: str, count: int) -> list[str]:
        """Part the last of three axes."""
        from onnx import helper

        names = [f"{len(self.nodes)}.Split.{part}" for part in range(count)]
        self.nodes.append(helper.make_node("Split", [states], names, name=names[0], axis=2, num_outputs=count))
        return names

    def embedded(self, weights: Weights) -> str:
        """Rows of words and places; small rows are gathered first and scaled after, never the whole table."""
        import numpy as np

        start, length = self.constant("start", np.array([0])), self.node("Shape", "ids", start=1, end=2)
        places = self.node("Slice", self.constant("places", weights.places), start, length, start)
        if self.small:
            rows, scale = _small(weights.words.T)
            words = self.node("Cast", self.node("Gather", self.constant("words", rows.T), "ids"), to=1)
            words = self.node("Mul", words, self.node("Gather", self.constant("words.scale", scale[:, None]), "ids"))
        else:
            words = self.node("Gather", self.constant("words", weights.words), "ids")
        return self.norm(self.node("Add", words, places), "first", weights.first)

    def layer(self, states: str, name: str, layer: Layer) -> str:
        rows = self.rows(states)
        query = self.dense(states, rows, f"{name}.query", layer.dense["query"])
        key = self.dense(states, rows, f"{name}.key", layer.dense["key"])
        value = self.exact(states, f"{name}.value", layer.dense["value"])
        mixed = self.attention(query, key, value)
        out = self.dense(mixed, self.rows(mixed), f"{name}.out", layer.dense["out"])
        states = self.norm(self.node("Add", out, states), f"{name}.after", layer.after)
        up = self.node("Gelu", (self.ranged if self.small else self.exact)(states, f"{name}.up", layer.dense["up"]))
        down = (self.blocks if self.small else self.exact)(up, f"{name}.down", layer.dense["down"])
        return self.norm(self.node("Add", down, states), f"{name}.last", layer.last)

    def attention(self, query: str, key: str, value: str) -> str:
        query, key, value = (
            self.node("Transpose", self.node("Reshape", it, "heads"), perm=[0, 2, 1, 3]) for it in (query, key, value)
        )
        scores = self.node("MatMul", query, self.node("Transpose", key, perm=[0, 1, 3, 2]))
        mixed = self.node("MatMul", self.node("Softmax", scores, axis=-1), value)
        return self.node("Reshape", self.node("Transpose", mixed, perm=[0, 2, 1, 3]), "whole")

    def means(self, *states: str, output: str) -> None:
        """Means over tokens, side by side, as products: a reduction would add up a text alone in another order."""
        import numpy as np

        one, axis = self.constant("one", np.array([1])), self.constant("tokens", np.array([1]))
        length = self.node("Shape", "ids", start=1, end=2)
        share = self.node("Reciprocal", self.node("Cast", length, to=1))
        shares = self.node("Expand", share, self.node("Concat", one, length, axis=0))
        parts = (self.node("Squeeze", self.node("MatMul", shares, it), axis) for it in states)
        self.node("Concat", *parts, axis=1, output=output)

    def norm(self, states: str, name: str, norm: Norm) -> str:
        gain, bias = self.constant(f"{name}.gain", norm.gain), self.constant(f"{name}.bias", norm.bias)
        return self.node("LayerNormalization", states, gain, bias, axis=-1, epsilon=_EPSILON)

    def exact(self, states: str, name: str, dense: Dense) -> str:
        """A linear layer in float32; weights that are small in the file become floats when it is loaded."""
        if self.small:
            weight, scale = self.columns(name, dense.weight)
            weight = self.node("Mul", self.node("Cast", weight, to=1), scale)
        else:
            weight = self.constant(f"{name}.weight", dense.weight)
        return self.node("Add", self.node("MatMul", states, weight), self.constant(f"{name}.bias", dense.bias))

    def rows(self, states: str) -> tuple[str, str]:
        """Quantise each row by its largest value: return uint8 around 128, and the largest values."""
        import numpy as np

        last, middle = self.constant("last", np.array([-1])), self.constant("middle", np.array(128, np.uint8))
        largest = self.node("ReduceMax", self.node("Abs", states), last, keepdims=1)
        largest = self.node("Max", largest, self.number("least", 1e-9))
        share = self.node("Div", states, largest)
        return self.node("QuantizeLinear", share, self.number("step", 1 / 127), middle), largest

    def dense(self, states: str, rows: tuple[str, str], name: str, dense: Dense) -> str:
        """A linear layer over quantised rows; in float32 where weights are not small."""
        if not self.small:
            return self.exact(states, name, dense)
        product = self.product(rows[0], name, dense.weight, "step", "middle")
        return self.node("Add", self.node("Mul", product, rows[1]), self.constant(f"{name}.bias", dense.bias))

    def ranged(self, states: str, name: str, dense: Dense) -> str:
        """A linear layer over rows that are quantised from their lowest to their highest value."""
        import numpy as np

        last, zero = self.constant("last", np.array([-1])), self.constant("zero", np.array(0, np.uint8))
        low = self.node("ReduceMin", states, last, keepdims=1)
        range_ = self.node("Sub", self.node("ReduceMax", states, last, keepdims=1), low)
        range_ = self.node("Max", range_, self.number("least", 1e-9))
        share = self.node("Div", self.node("Sub", states, low), range_)
        rows = self.node("QuantizeLinear", share, self.number("above", 1 / 255), zero)
        product = self.node("Mul", self.product(rows, name, dense.weight, "above", "zero"), range_)
        total, bias = self.constant(f"{name}.total", _total(dense.weight)), self.constant(f"{name}.bias", dense.bias)
        first = self.constant("start", np.array([0]))
        rest = self.node("Concat", *(self.node("Unsqueeze", it, first) for it in (total, bias)), axis=0)
        parts = self.node("Concat", low, self.node("Div", range_, range_), axis=2)  # a row's lowest value, and one
        return self.node("Add", product, self.node("MatMul", parts, rest))

    def blocks(self, states: str, name: str, dense: Dense) -> str:
        """A linear layer over what GELU gives; what was added to its input is taken off the bias."""
        import numpy as np

        inputs = len(dense.weight)
        count = inputs // _BLOCK if inputs % _BLOCK == 0 else 1
        last, zero = self.constant("last", np.array([-1])), self.constant("zero", np.array(0, np.uint8))
        shape = self.constant("blocks", np.array([0, 0, count, inputs // count]))
        above = self.node("Reshape", self.node("Add", states, self.number("lowest", _LOWEST)), shape)
        largest = self.node("ReduceMax", above, last, keepdims=1)
        rows = self.node("QuantizeLinear", self.node("Div", above, largest), self.number("above", 1 / 255), zero)
        rows = self.node("Reshape", rows, self.constant("mapped", np.array([0, 0, inputs])))
        largest = self.node("Squeeze", largest, last)
        products, total = [], np.zeros_like(dense.bias)
        for part, (some, most) in enumerate(zip(self.parted(rows, count), self.parted(largest, count), strict=True)):
            weight = np.split(dense.weight, count)[part]
            products.append(self.node("Mul", self.product(some, f"{name}.{part}", weight, "above", "zero"), most))
            total += _total(weight)
        less = self.constant(f"{name}.less", -np.float32(_LOWEST) * total)
        bias = self.node("Add", self.constant(f"{name}.bias", dense.bias), less)
        return self.node("Sum", *products, bias)

    def product(self, rows: str, name: str, weight: Any, step: str, zero: str) -> str:
        held, scale = self.columns(name, weight)
        return self.node("MatMulIntegerToFloat", rows, held, step, scale, zero, domain=_CONTRIBUTED)

    def columns(self, name: str, weight: Any) -> tuple[str, str]:
        """Keep weights (inputs, outputs) as int8 and the scale of each column; return both names."""
        small, scale = _small(weight)
        return self.constant(f"{name}.weight", small), self.constant(f"{name}.weight.scale", scale)


def _small(weight: Any) -> tuple[Any, Any]:
    """Return int8 weights (inputs, outputs) and the scale of each column; what was small before stays as it is."""
    import numpy as np

    scale = np.maximum(np.abs(weight).max(0), 1e-8).astype(np.float32) / np.float32(127)
    return np.round(weight / scale).astype(np.int8), scale


def _total(weight: Any) -> Any:
    """Return the sum of each column of weights as they are when small: what an input of one everywhere gives."""
    import numpy as np

    small, scale = _small(weight)
    return (small.sum(0) * scale).astype(np.float32)
