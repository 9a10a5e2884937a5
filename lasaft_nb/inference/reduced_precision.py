"""Less than float32 on a GPU: TF32 and bfloat16, where they are sooner and lose nothing that matters."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import Any

import torch
from torch import Tensor, nn

from lasaft_nb.device import median_seconds

LARGEST_ERROR = -40.0  # dB of the exact answer's energy: what an answer in bfloat16 may differ from it
REPEATS = 3  # answers that are timed, of each kind
_float32 = Lock()  # torch's switches for TF32 count for the whole process


@contextmanager
def tf32(allowed: bool, device: torch.device) -> Iterator[None]:
    """Multiply float32 on a GPU with ten bits of mantissa (TF32), or with all 23; elsewhere nothing changes.

    Until the block ends, other threads that compute with this function wait.
    """
    if device.type != "cuda":
        yield
        return
    matmul, cudnn = torch.backends.cuda.matmul, torch.backends.cudnn
    with _float32:
        before = matmul.allow_tf32, cudnn.allow_tf32
        matmul.allow_tf32 = cudnn.allow_tf32 = allowed
        try:
            yield
        finally:
            matmul.allow_tf32, cudnn.allow_tf32 = before


class Bfloat16Network(nn.Module):
    """Does what its ``network`` does, without gradients, with products in bfloat16; weights and sums stay float32.

    bfloat16 has the range of float32, so that no loud passage overflows, and 8 bits of mantissa. Channels lie beside
    each other in memory, which a GPU's matrix units want.

    Args:
        network: one of `lasaft_nb.zoo`, on its device and in evaluation mode.
        measure: answer the first window in float32 as well, and stay there if that is sooner or the answers differ by
            more than `LARGEST_ERROR`.

    Shapes: those of ``network``.
    """

    def __init__(self, network: nn.Module, *, measure: bool) -> None:
        super().__init__()
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub
        self.encoder_reads_condition = getattr(network, "encoder_reads_condition", True)
        self.reduced: bool | None = None if measure else True
        self._choosing = Lock()

    def __getstate__(self) -> dict[str, Any]:
        """Another process makes a lock of its own."""
        return {name: value for name, value in self.__dict__.items() if name != "_choosing"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _choosing=Lock())

    def forward(self, x: Tensor, condition: Tensor | None = None) -> Tensor:
        """(b, in_channels, t, f) to (b, out_channels, t, f), float32."""
        self._choose(x, condition)
        return self._answer(x, condition, half=bool(self.reduced))

    def prepare(self, x: Tensor, condition: Tensor | None) -> Any:
        """As `lasaft_nb.models.unet.UNet.prepare`."""
        self._choose(x, condition)
        with self._products(x):
            return self._unet.prepare(x, condition)

    def encode(self, x: Tensor, prepared: Any) -> list[Tensor]:
        """As `lasaft_nb.models.unet.UNet.encode`."""
        with self._products(x):
            return list(self._unet.encode(_channels_last(x), prepared))

    def decode(self, encoded: Sequence[Tensor], prepared: Any, *, n_frames: int) -> Tensor:
        """As `lasaft_nb.models.unet.UNet.decode`, float32."""
        with self._products(encoded[0]):
            answer: Tensor = self._unet.decode(encoded, prepared, n_frames=n_frames)
        return answer.float()

    @property
    def _unet(self) -> Any:
        return self.network

    def _products(self, x: Tensor) -> Any:
        return torch.autocast(x.device.type, dtype=torch.bfloat16) if self.reduced else nullcontext()

    def _answer(self, x: Tensor, condition: Tensor | None, *, half: bool) -> Tensor:
        inputs = [_channels_last(x)] if condition is None else [_channels_last(x), condition]
        with torch.autocast(x.device.type, dtype=torch.bfloat16, enabled=half):
            answer: Tensor = self.network(*inputs)
        return answer.float()

    def _choose(self, x: Tensor, condition: Tensor | None) -> None:
        with self._choosing:
            if self.reduced is None and x.any():  # silence is answered by little more than rounding errors
                exact, answer = (self._answer(x, condition, half=half) for half in (False, True))
                near = error(answer, exact) <= LARGEST_ERROR
                self.reduced = near and self._seconds(x, condition, half=True) < self._seconds(x, condition, half=False)

    def _seconds(self, x: Tensor, condition: Tensor | None, *, half: bool) -> float:
        """Of an answer; its sum as a number makes Python wait for a GPU."""
        return median_seconds(lambda: self._answer(x, condition, half=half).sum().item(), repeats=REPEATS)


def error(answer: Tensor, exact: Tensor) -> float:
    """Energy of the difference over the exact answer's, in dB; shapes are equal and otherwise free."""
    return 10 * torch.log10((answer - exact).square().sum() / exact.square().sum()).item()


def _channels_last(x: Tensor) -> Tensor:
    return x.contiguous(memory_format=torch.channels_last)
