"""Linear layers and normalisations as ONNX nodes, in float32 or with small weights.

Small weights are int8 with a scale a column. What they are multiplied with is quantised row by row: so what is said of
a text does not depend on its batch, and the products are whole numbers, exact in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.models.training.transformer.weights import Dense, Norm

__all__ = ["Nodes", "small_rows"]

_OPSET, _VERSION = 20, 10
_CONTRIBUTED = "com.microsoft"
_EPSILON = 1e-12
_BLOCK = 512
_LOWEST = 0.17  # GELU gives nothing below -0.16998


class Nodes:
    """Nodes and constants in the making; methods return the names of what they compute."""

    def __init__(self, *, small: bool) -> None:
        self.small = small
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def model(self, name: str, inputs: Mapping[str, Sequence[Any]], outputs: Mapping[str, Sequence[Any]]) -> Any:
        """Return the checked model; inputs are whole numbers (int32, uint8 where named so), outputs float32."""
        from onnx import TensorProto, checker, helper

        def value(of: str, shape: Sequence[Any]) -> Any:
            kind = TensorProto.INT32 if of == "ids" else TensorProto.UINT8 if of in inputs else TensorProto.FLOAT
            return helper.make_tensor_value_info(of, kind, shape)

        graph = helper.make_graph(
            self.nodes, name, [value(*it) for it in inputs.items()], [value(*it) for it in outputs.items()],
            list(self.constants.values()),
        )  # fmt: skip
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIBUTED, 1)]
        made = helper.make_model(graph, opset_imports=opsets, ir_version=_VERSION)
        checker.check_model(made)
        return made

    def constant(self, name: str, value: Any) -> str:
        """Hold an array; a name that is held already keeps its own."""
        import numpy as np
        from onnx import numpy_helper

        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def number(self, name: str, value: float) -> str:
        """Hold one float32."""
        import numpy as np

        return self.constant(name, np.array(value, np.float32))

    def node(self, kind: str, *inputs: str, output: str = "", domain: str = "", **attributes: Any) -> str:
        """Add a node of one output."""
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

    def norm(self, states: str, name: str, norm: Norm) -> str:
        """Normalise each row (Ba et al. 2016)."""
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

    def plain(self, states: str, name: str, dense: Dense) -> str:
        """A linear layer over rows that are quantised by their largest value, if any are."""
        return self.dense(states, self.rows(states), name, dense) if self.small else self.exact(states, name, dense)

    def joined(self, rows: tuple[str, str], layers: Sequence[tuple[str, Dense]]) -> str:
        """Linear layers over the same rows as one product; in the file they lie apart."""
        held = [
            (*self.columns(name, dense.weight), self.constant(f"{name}.bias", dense.bias)) for name, dense in layers
        ]
        weights, scales, biases = zip(*held, strict=True)
        weight = self.node("Concat", *weights, axis=1)
        scale, bias = (self.node("Concat", *parts, axis=0) for parts in (scales, biases))
        product = self.multiplied(rows[0], weight, "step", scale, "middle")
        return self.node("Add", self.node("Mul", product, rows[1]), bias)

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
        """Multiply small rows (uint8, their step and zero) with weights that are kept small; gives float32."""
        held, scale = self.columns(name, weight)
        return self.multiplied(rows, held, step, scale, zero)

    def multiplied(self, rows: str, weight: str, step: str, scale: str, zero: str) -> str:
        """Multiply small rows with small weights of this scale."""
        return self.node("MatMulIntegerToFloat", rows, weight, step, scale, zero, domain=_CONTRIBUTED)

    def columns(self, name: str, weight: Any) -> tuple[str, str]:
        """Keep weights (inputs, outputs) as int8 and the scale of each column; return both names."""
        small, scale = _small(weight)
        return self.constant(f"{name}.weight", small), self.constant(f"{name}.weight.scale", scale)


def _small(weight: Any) -> tuple[Any, Any]:
    """Return int8 weights (inputs, outputs) and the scale of each column; what was small before stays as it is."""
    import numpy as np

    scale = np.maximum(np.abs(weight).max(0), 1e-8).astype(np.float32) / np.float32(127)
    return np.round(weight / scale).astype(np.int8), scale


def small_rows(table: Any) -> tuple[Any, Any]:
    """Return an int8 table and the scale of each of its rows (rows, 1)."""
    rows, scale = _small(table.T)
    return rows.T, scale[:, None]


def _total(weight: Any) -> Any:
    """Return the sum of each column of weights as they are when small: what an input of one everywhere gives."""
    import numpy as np

    small, scale = _small(weight)
    return (small.sum(0) * scale).astype(np.float32)
