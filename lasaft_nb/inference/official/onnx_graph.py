"""A network stored as an ONNX graph, as the steps that it takes: which operation on what, with which weights.

ONNX is a list of nodes. What a node does not add to the meaning (names, constants that are turned round, slices of all
there is) is left out here, and what an exporter may write in two ways (a BatchNorm inside a convolution or behind it)
comes to one form. No code of the file runs: it is read as data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lasaft_nb.errors import UserError, extra

OPERATIONS = {
    "Conv": "convolution",
    "ConvTranspose": "transposed convolution",
    "MatMul": "linear",
    "Relu": "relu",
    "Add": "add",
    "Mul": "multiply",
    "Transpose": "turn",
}
_LEARNED = ("Conv", "ConvTranspose", "MatMul")


@dataclass(frozen=True, kw_only=True)
class Norm:
    """A BatchNorm behind a layer, its tensors (c,)."""

    weight: Tensor
    bias: Tensor
    running_mean: Tensor
    running_var: Tensor
    eps: float


@dataclass(kw_only=True)
class Step:
    """One operation on the results of earlier steps; -1 is the graph's input."""

    does: str
    reads: tuple[int, ...]
    weight: Tensor | None = None
    bias: Tensor | None = None
    norm: Norm | None = None


@dataclass(kw_only=True)
class Graph:
    """The steps in order, the shape of the input (None where it is free), and what the file says of itself."""

    steps: list[Step]
    input_shape: tuple[int | None, ...]
    about: dict[str, str] = field(default_factory=dict)


def read_graph(path: Path) -> Graph:
    """The steps of an ONNX file.

    Raises:
        UserError: no package to read it with, a damaged file, more than one input or output, an operation that none of
            `OPERATIONS` is, a weight that is used by nothing, or numbers that aren't finite.
    """
    stored = _load(path)
    reader = _Reader(stored, path.name)
    for node in stored.graph.node:
        reader.read(node)
    return Graph(
        steps=reader.finish(),
        input_shape=reader.input_shape,
        about={entry.key: entry.value for entry in stored.metadata_props},
    )


def _load(path: Path) -> Any:
    with extra("fast"):
        import onnx
    try:
        stored = onnx.load(path)
        onnx.checker.check_model(stored)
    except OSError as error:
        raise UserError(f"{path} can't be read: {error.strerror or error}") from error
    except Exception as error:  # of protobuf, which has no one kind, and of the checker
        raise UserError(
            f"{path.name} is no whole ONNX file ({type(error).__name__}); download or export it again"
        ) from error
    return stored


class _Reader:
    """Goes through the nodes; knows of every name which step made it, or which constant it is."""

    def __init__(self, stored: Any, name: str) -> None:
        self._file = name
        self._constants = {tensor.name: tensor for tensor in stored.graph.initializer}
        self._turned: set[str] = set()  # constants that are read with their two axes exchanged
        self._alias: dict[str, str] = {}
        self._used: set[str] = set()
        self._steps: list[Step] = []
        inputs = [one for one in stored.graph.input if one.name not in self._constants]
        if len(inputs) != 1 or len(stored.graph.output) != 1:
            raise self._refusal(f"it has {len(inputs)} inputs and {len(stored.graph.output)} outputs, not one of each")
        self._made = {inputs[0].name: -1}
        self._output = stored.graph.output[0].name
        dims = inputs[0].type.tensor_type.shape.dim
        self.input_shape = tuple(dim.dim_value if dim.HasField("dim_value") else None for dim in dims)

    def _refusal(self, why: str) -> UserError:
        return UserError(f"{self._file} is not a network of MDX-Net: {why}")

    def read(self, node: Any) -> None:
        """Turn a node into a step, or into what is known of a name."""
        options = {one.name: one for one in node.attribute}
        source = self._name(node.input[0]) if node.input else ""
        if node.op_type == "Constant" and "value" in options:
            self._constants[node.output[0]] = options["value"].t
            self._used.add(node.output[0])  # shapes and the like may be left over, weights may not
        elif node.op_type == "Identity" or self._changes_nothing(node):
            self._alias[node.output[0]] = source
        elif node.op_type == "Transpose" and source in self._constants and len(self._constants[source].dims) == 2:
            self._alias[node.output[0]] = source
            self._turned ^= {source}
        elif node.op_type == "BatchNormalization":
            self._add_norm(node, options)
        elif node.op_type == "Add" and self._is_bias(node):
            self._add_bias(node)
        elif node.op_type in OPERATIONS:
            self._add_step(node, options)
        else:
            raise self._refusal(f"it has an operation {node.op_type}")

    def _name(self, name: str) -> str:
        while name in self._alias:
            name = self._alias[name]
        return name

    def _tensor(self, name: str) -> Tensor:
        """A constant as float32, finite."""
        with extra("fast"):
            from onnx import numpy_helper

        known = self._name(name)
        if known not in self._constants:
            raise self._refusal(f"the weight {name} is not in the file")
        try:
            values = numpy_helper.to_array(self._constants[known])
        except Exception as error:  # too few bytes, external data, an unknown type: whatever numpy_helper meets
            raise self._refusal(f"the weight {name} can't be read") from error
        if not np.issubdtype(values.dtype, np.floating) or not np.isfinite(values).all():
            raise self._refusal(f"the weight {name} holds what is no finite number; download or export it again")
        self._used.add(known)
        tensor = torch.from_numpy(values.astype(np.float32))
        return tensor.T.contiguous() if known in self._turned else tensor

    def _step_of(self, name: str) -> int:
        known = self._name(name)
        if known not in self._made:
            raise self._refusal(f"an operation reads {name}, which nothing made")
        return self._made[known]

    def _add_step(self, node: Any, options: Mapping[str, Any]) -> None:
        step = Step(does=OPERATIONS[node.op_type], reads=())
        if node.op_type in _LEARNED:
            step.reads = (self._step_of(node.input[0]),)
            weight = self._tensor(node.input[1])
            step.weight = weight.T.contiguous() if node.op_type == "MatMul" else weight
            step.bias = self._tensor(node.input[2]) if len(node.input) > 2 and node.input[2] else None
            self._check_convolution(node, options, step.weight)
        else:
            step.reads = tuple(sorted(self._step_of(name) for name in node.input))
            if node.op_type == "Transpose" and list(options["perm"].ints) != [0, 1, 3, 2]:
                raise self._refusal(f"its axes are put into the order {tuple(options['perm'].ints)}")
        self._steps.append(step)
        self._made[node.output[0]] = len(self._steps) - 1

    def _check_convolution(self, node: Any, options: Mapping[str, Any], weight: Tensor) -> None:
        """Strides, padding and groups are those that go with the kernel."""
        if node.op_type == "MatMul":
            return
        kernel = list(weight.shape[2:])
        up = node.op_type == "ConvTranspose"
        sampled = up or kernel == [2, 2]
        wanted = {
            "strides": kernel if sampled else [1] * len(kernel),
            "pads": [0] * 2 * len(kernel) if sampled else [size // 2 for size in kernel] * 2,
            "dilations": [1] * len(kernel),
        }
        usual = {"strides": [1] * len(kernel), "pads": [0] * 2 * len(kernel), "dilations": [1] * len(kernel)}
        found = {name: list(options[name].ints) if name in options else usual[name] for name in wanted}
        groups = options["group"].i if "group" in options else 1
        automatic = "auto_pad" in options and options["auto_pad"].s not in (b"", b"NOTSET")
        more = "output_padding" in options and any(options["output_padding"].ints)
        if found != wanted or groups != 1 or automatic or more:
            raise self._refusal(f"a convolution with a kernel of {kernel} has strides or padding of another network")

    def _add_norm(self, node: Any, options: Mapping[str, Any]) -> None:
        place = self._step_of(node.input[0])
        step = self._steps[place] if place >= 0 else None
        if step is None or place != len(self._steps) - 1 or step.weight is None or step.norm is not None:
            raise self._refusal("a normalisation is not behind a layer")
        names = ("weight", "bias", "running_mean", "running_var")
        tensors = {name: self._tensor(value) for name, value in zip(names, node.input[1:], strict=True)}
        step.norm = Norm(**tensors, eps=options["epsilon"].f if "epsilon" in options else 1e-5)
        self._made[node.output[0]] = place

    def _is_bias(self, node: Any) -> bool:
        return any(self._name(name) in self._constants for name in node.input)

    def _add_bias(self, node: Any) -> None:
        constant = next(name for name in node.input if self._name(name) in self._constants)
        place = self._step_of(next(name for name in node.input if name != constant))
        step = self._steps[place] if place >= 0 else None
        if step is None or step.does != "linear" or step.bias is not None or step.norm is not None:
            raise self._refusal("a constant is added where no bias is")
        step.bias = self._tensor(constant)
        self._made[node.output[0]] = place

    def _changes_nothing(self, node: Any) -> bool:
        """Padding with nothing, or a slice of all there is."""
        with extra("fast"):
            from onnx import numpy_helper

        values = []
        for name in node.input[1:]:
            if not name:
                continue
            if (known := self._name(name)) not in self._constants:
                return False
            values.append(numpy_helper.to_array(self._constants[known]))
            if node.op_type in ("Pad", "Slice"):
                self._used.add(known)
        if node.op_type == "Pad":
            return bool(values) and not values[0].any()
        if node.op_type == "Slice" and len(values) >= 3:
            starts, ends, axes = (one.ravel() for one in values[:3])
            sizes = [self.input_shape[axis] for axis in axes]
            whole = (size is not None and end >= size for size, end in zip(sizes, ends, strict=True))
            return not starts.any() and all(whole)
        return False

    def finish(self) -> list[Step]:
        """All steps, once every weight is used and the last one is what comes out."""
        if unused := sorted(set(self._constants) - self._used):
            raise self._refusal(f"nothing uses its weights {', '.join(unused[:5])}")
        if not self._steps or self._made.get(self._name(self._output)) != len(self._steps) - 1:
            raise self._refusal("what comes out is not its last step")
        return self._steps
