"""A U-Net run by OpenVINO instead of torch, on a CPU: the same numbers, sooner (extra `fast`)."""

import os
import warnings
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from threading import Lock
from typing import Any, Literal

import torch
from torch import Tensor, nn

from lasaft_nb.device import median_seconds
from lasaft_nb.errors import UserError, extra
from lasaft_nb.models.unet import UNet

Precision = Literal["exact", "bfloat16", "fast"]
Key = int | None  # the number of the wanted source; None for a network without condition
Compiled = Callable[[Sequence[Tensor]], list[Tensor]]
_compiling = (
    Lock()
)  # one at a time in a process: torch.export and `warnings.catch_warnings` change what all threads see


class OpenVinoUNet(nn.Module):
    """Does what its ``network`` does, without gradients.

    OpenVINO folds BatchNorm into convolutions, lays channels beside each other in memory and keeps its memory between
    calls. It compiles the network once for every source and every number of frames; the condition is a constant there,
    so that what depends on it alone is computed once. "exact" is float32. "bfloat16" takes that where the CPU has it,
    float32 elsewhere. "fast" compiles both and keeps what answers sooner: not every CPU that has bfloat16 gains by it.
    Threads may share it.

    Shapes: as of `UNet`; conditions are numbers of sources (b,), the same for all examples of a call.
    """

    def __init__(self, network: UNet, *, precision: Precision = "exact") -> None:
        super().__init__()
        self.network = network
        self.precision = precision
        self.encoder_reads_condition = network.encoder_reads_condition
        self._compiled: dict[tuple[Any, ...], Compiled] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Another process compiles for itself."""
        return {**self.__dict__, "_compiled": {}}

    def forward(self, x: Tensor, condition: Tensor | None = None) -> Tensor:
        """(b, in_channels, t, f) to (b, out_channels, t, f)."""
        key = self.prepare(x, condition)
        return self._run("whole", key, [x], _whole)[0]

    def prepare(self, x: Tensor, condition: Tensor | None) -> Key:
        """The source that all examples are asked for."""
        if condition is None:
            return None
        if len(wanted := set(condition.tolist())) != 1:
            raise ValueError(f"all conditions of one call must be the same, got {condition.tolist()}")
        return int(wanted.pop())

    def encode(self, x: Tensor, prepared: Key) -> list[Tensor]:
        """As `UNet.encode`."""
        return self._run("encode", prepared, [x], _encode)

    def decode(self, encoded: Sequence[Tensor], prepared: Key, *, n_frames: int) -> Tensor:
        """As `UNet.decode`."""
        return self._run(f"decode {n_frames}", prepared, list(encoded), partial(_decode, n_frames))[0]

    @torch.no_grad()
    def _read(self, key: Key) -> Any:
        """What the blocks read for this source."""
        if self.network.generator is None:
            return None
        return replace(self.network.generator(torch.tensor([key])), index=key)

    def _run(self, name: str, key: Key, inputs: list[Tensor], part: Callable[..., Any]) -> list[Tensor]:
        """One example after the other: on a CPU a batch takes more memory and no less time."""
        _check_process()
        place = (name, key, *(tuple(one.shape[1:]) for one in inputs))
        if place not in self._compiled:
            with _compiling:
                if place not in self._compiled:  # another thread may have been here first
                    reading = _Part(_with_the_same_weights(self.network), partial(part, self._read(key)))
                    self._compiled[place] = _compile(reading, [one[:1] for one in inputs], self.precision)
        answers = [self._compiled[place]([one[b : b + 1] for one in inputs]) for b in range(len(inputs[0]))]
        return [torch.cat(outputs) for outputs in zip(*answers, strict=True)]


def computes_bfloat16() -> bool:
    """Whether OpenVINO computes with bfloat16 on this CPU."""
    return "BF16" in _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def _check_process() -> None:
    """Refuse to wait for threads of OpenVINO that a fork has left behind.

    Raises:
        UserError: this process was forked from one in which OpenVINO has computed.
    """
    if _home() != os.getpid():
        raise UserError(
            "OpenVINO computed in the process that this one was forked from, and doesn't survive that; start processes "
            "by multiprocessing.get_context('spawn'), or take engine='torch'"
        )


@cache
def _home() -> int:
    """The process in which OpenVINO was first asked for, also in those that are forked from it."""
    return os.getpid()


@cache
def _core() -> Any:
    """OpenVINO's own state: one, kept until the process ends.

    On CPUs with AVX-512 each gives the thread a stack for signals and unmaps it at its end. Of two, the second to end
    brings the first one's stack back, which is gone: the next signal that Python handles, such as the end of a worker,
    would be written to unmapped memory, or to that of others.
    """
    with extra("fast"):
        import openvino

    return openvino.Core()


def _with_the_same_weights(network: UNet) -> UNet:
    """A copy that shares its tensors: torch.export puts others in their place, while another thread may compute."""
    kept = {id(tensor): tensor for tensor in chain(network.parameters(), network.buffers())}
    return deepcopy(network, kept)


class _Part(nn.Module):
    """Part of a U-Net as the module that OpenVINO reads."""

    def __init__(self, network: UNet, part: Callable[..., Any]) -> None:
        super().__init__()
        self.network = network
        self.part = part

    def forward(self, *inputs: Tensor) -> Any:
        return self.part(self.network, *inputs)


def _whole(read: Any, network: UNet, x: Tensor) -> Tensor:
    return network.decode(network.encode(x, read), read, n_frames=x.shape[2])


def _encode(read: Any, network: UNet, x: Tensor) -> tuple[Tensor, ...]:
    return tuple(network.encode(x, read))


def _decode(n_frames: int, read: Any, network: UNet, *encoded: Tensor) -> Tensor:
    return network.decode(encoded, read, n_frames=n_frames)


def _compile(part: _Part, inputs: list[Tensor], precision: Precision) -> Compiled:
    with extra("fast"):
        import openvino

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # torch's and OpenVINO's, of what is old in each other
        # read with tensors that have shapes and no values: running the network once would take its whole memory
        graph = openvino.convert_model(torch.export.export(part, tuple(inputs), strict=False))
    types = {"exact": ["f32"], "bfloat16": ["bf16"], "fast": ["f32", "bf16"]}[precision]
    if not computes_bfloat16():
        types = ["f32"]
    ways = [_compiled(graph, type_) for type_ in types]
    return ways[0] if len(ways) == 1 else min(ways, key=lambda way: median_seconds(partial(way, inputs), repeats=3))


def _compiled(graph: Any, type_: str) -> Compiled:
    settings = {
        "INFERENCE_PRECISION_HINT": type_,
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        "PERFORMANCE_HINT": "LATENCY",
    }
    compiled = _core().compile_model(graph, "CPU", settings)

    # One request for all threads: with one each, four threads were no sooner done and took more memory.
    request, waits = compiled.create_infer_request(), Lock()

    def run(tensors: Sequence[Tensor]) -> list[Tensor]:
        inputs = [tensor.contiguous().numpy() for tensor in tensors]
        with waits:  # until the answer is copied: the next call writes into the same memory
            outputs = request.infer(inputs)
            return [torch.from_numpy(outputs[place].copy()) for place in range(len(compiled.outputs))]

    return run
