"""Which precision trains faster here: float32, or bfloat16 where that loses nothing that matters?

On a processor with AVX-512 BF16 (AMD Zen 4) the latter takes 0.6 of the time, on one without it nine times as much, so
both are tried.
"""

from copy import deepcopy
from typing import Any

import torch
from torch import Tensor

from lasaft_nb.device import median_seconds
from lasaft_nb.training.task import Task

STEPS = 10
CANDIDATES = ("32-true", "bf16-mixed")


def fastest(task: Task, batch: Any, *, device: torch.device, steps: int = STEPS) -> dict[str, Any]:
    """Seconds a step of each of `CANDIDATES`, for copies of the task's very model, and the name of the faster.

    The model and all random state are left as they were. Gives {"precision": name, "tried": {name: seconds}}.
    """
    cuda = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=cuda):
        seconds = {name: _seconds_a_step(task, batch, name, device, steps) for name in CANDIDATES}
    return {"precision": min(seconds, key=seconds.__getitem__), "tried": seconds}


def _seconds_a_step(task: Task, batch: Any, precision: str, device: torch.device, steps: int) -> float:
    model = deepcopy(task.model).to(device).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.0)
    mixture, truth, condition = task.example([part.to(device) for part in batch])
    half = precision == "bf16-mixed"

    def step() -> None:
        optimizer.zero_grad()
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=half):
            loss: Tensor = model.loss(mixture, truth, condition)
        loss.backward()  # type: ignore[no-untyped-call]  # torch's stub leaves it out
        optimizer.step()
        loss.item()  # waits for the device

    return round(median_seconds(step, repeats=steps), 5)
