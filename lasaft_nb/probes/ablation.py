"""Parts of a network by the block that holds them, and a network with some of its parts silenced (thesis 3.6.5).

Whatever is changed here is changed inside a ``with`` block only.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from torch import Tensor, nn

PARTS = {"encoders": "encoder", "middle": "middle", "decoders": "decoder"}  # the U-Net's attribute: our word for it
Part = TypeVar("Part", bound=nn.Module)


def by_block(network: nn.Module, kind: type[Part], *, called: str) -> dict[str, Part]:
    """Modules of one kind by the name of the block that holds them, in the order in which the signal passes them.

    A network may lie inside of a model. Of several modules in one block the last counts. ``called`` is what an error
    calls them.

    Raises:
        ValueError: no block has one.
    """
    found: dict[str, dict[str, Part]] = {part: {} for part in PARTS}
    for path, module in network.named_modules():
        words = path.split(".")
        part = next((word for word in words if word in PARTS), None)
        if part and isinstance(module, kind):
            index = [*words, ""][words.index(part) + 1]
            found[part][f"{PARTS[part]} {int(index) + 1}" if index.isdigit() else PARTS[part]] = module
    in_order = {name: module for modules in found.values() for name, module in modules.items()}
    if not in_order:
        raise ValueError(f"network must have {called}, got a {type(network).__name__} without")
    return in_order


@contextmanager
def silenced(*modules: nn.Module) -> Iterator[None]:
    """Within the context the ``modules`` answer with zeros; afterwards they are as before.

    A TFC-TDF block then gives its TFC's answer alone, x' + 0. The network was not trained that way: what is lost tells
    how much *this* network relies on the part, not how well a network could do without it.
    """
    with ExitStack() as stack:
        for module in modules:
            stack.callback(module.register_forward_hook(_zeros).remove)
        yield


def _zeros(module: nn.Module, inputs: tuple[Any, ...], output: Tensor) -> Tensor:
    return output * 0


@contextmanager
def evaluating(network: nn.Module) -> Iterator[None]:
    """Within the context ``network`` is in evaluation mode; afterwards each of its parts is in the mode of before."""
    modes = {part: part.training for part in network.modules()}
    network.eval()
    try:
        yield
    finally:
        for part, training in modes.items():
            part.training = training
