"""Trained weights on disk: a safetensors file and a JSON card beside it. Nothing is ever unpickled.

The card holds the `ModelConfig`, how the network was trained, its scores, and the SHA-256 of the weights.
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from lasaft_nb.errors import UserError
from lasaft_nb.models.source_model import ModelConfig, SourceModel, build_model
from lasaft_nb.paths import atomic_write, sha256_of

SCHEMA = 1


def save(path: Path | str, model: SourceModel, config: ModelConfig, *, half: bool = False, **card: Any) -> Path:
    """Write ``path`` (its suffix becomes .safetensors) and the card beside it.

    Args:
        path: where the weights go.
        model: the trained model.
        config: what it was built from.
        half: store float32 matrices as float16: about half the size, and an output equal to about three digits.
            Vectors (biases, norms and their running statistics) stay whole: variances can leave float16's range.
        card: anything else worth keeping, as JSON values: preset, steps, seed, scores, dataset.

    Returns:
        The path of the weights.
    """
    from safetensors.torch import save_file

    path = Path(path).with_suffix(".safetensors")
    state = {name: _packed(tensor, half=half) for name, tensor in model.state_dict().items()}
    with atomic_write(path) as temporary:
        save_file(state, temporary)
        digest = sha256_of(temporary)
    weights = {"sha256": digest, "dtype": "float16" if half else "float32"}
    write_card(path, {"schema": SCHEMA, "model": config.to_dict(), "weights": weights, **card})
    return path


def write_card(path: Path, card: dict[str, Any]) -> None:
    """Write the card of the weights at ``path``."""
    with atomic_write(path.with_suffix(".json")) as temporary:
        temporary.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def load(path: Path | str) -> tuple[SourceModel, dict[str, Any]]:
    """The model of a checkpoint, in evaluation mode and in float32 on the CPU, and its card.

    Raises:
        UserError: a file is missing, cut short or changed, or the weights don't fit the card's network.
    """
    path = Path(path).with_suffix(".safetensors")
    card = read_card(path)
    state = _read_weights(path, expected=card["weights"]["sha256"])
    config = _config_that_fits(path, card, state)
    model = build_model(config)
    model.load_state_dict(state)
    return model.eval(), card


def read_card(path: Path | str) -> dict[str, Any]:
    """The card of the weights at ``path``; raises `UserError` where it is missing or unreadable."""
    file = Path(path).with_suffix(".json")
    try:
        card = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"the card {file} is missing; put it beside the weights, or train the network again") from None
    except OSError as error:
        raise UserError(f"the card {file} can't be read ({error.strerror}); name a .safetensors file") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"the card {file} is no JSON ({error}); fetch it again") from error
    if not _is_card(card):
        raise UserError(f"the card {file} is not of schema {SCHEMA}; fetch the weights again, or update lasaft_nb")
    return card


def _is_card(card: Any) -> bool:
    if not isinstance(card, dict) or card.get("schema") != SCHEMA:
        return False
    model, weights, scores = card.get("model"), card.get("weights"), card.get("scores") or {}
    if not isinstance(model, dict) or not isinstance(weights, dict) or not isinstance(scores, dict):
        return False
    return isinstance(weights.get("sha256"), str) and all(isinstance(score, dict) for score in scores.values())


def _packed(tensor: Tensor, *, half: bool) -> Tensor:
    packed = tensor.detach().cpu().contiguous()
    return packed.half() if half and packed.dtype == torch.float32 and packed.ndim > 1 else packed


def _read_weights(path: Path, *, expected: str) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    if not path.is_file():
        raise UserError(f"the weights {path} are missing; train the network, or fetch them again")
    if sha256_of(path) != expected:
        raise UserError(f"the weights {path} are cut short or changed (SHA-256 is not the card's); fetch them again")
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError, KeyError, RuntimeError) as error:
        raise UserError(f"{path} is no safetensors file ({error}); fetch it again") from error


def _config_that_fits(path: Path, card: dict[str, Any], state: dict[str, Tensor]) -> ModelConfig:
    """The card's network, after building it without memory: a card from elsewhere may ask for any size."""
    try:
        config = ModelConfig.from_dict(card["model"])
        with torch.device("meta"), _Budget(tensors=20 * len(state) + 500):
            frame = build_model(config).state_dict()
    except Exception as error:  # of any kind, since the sizes are of any kind
        raise UserError(f"{path.with_suffix('.json')} describes no network of this version ({error})") from error
    _check_fit(path, state, frame)
    return config


class _Budget(TorchFunctionMode):
    """Stops the making of tensors beyond a number, in this thread and inside a ``with`` alone."""

    MAKES = frozenset((torch.empty, torch.zeros, torch.ones, torch.full, torch.randn, torch.rand, torch.tensor))

    def __init__(self, *, tensors: int) -> None:
        super().__init__()
        self.left = tensors

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.left -= func in self.MAKES
        if self.left < 0:
            raise ValueError("it has far more parameters than there are weights")
        return func(*args, **(kwargs or {}))


def _check_fit(path: Path, state: dict[str, Tensor], wanted: dict[str, Tensor]) -> None:
    if different := sorted(set(state) ^ set(wanted)):
        raise UserError(
            f"the weights {path} don't fit the network of their card: {different[0]} is only in one of them"
        )
    for name, tensor in wanted.items():
        if state[name].shape != tensor.shape:
            raise UserError(
                f"the weights {path} don't fit their card's network: {name} has shape "
                f"{tuple(state[name].shape)}, the network wants {tuple(tensor.shape)}"
            )
