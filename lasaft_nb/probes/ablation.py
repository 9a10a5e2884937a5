"""A network with some of its parts silenced, to hear what they do."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from torch import Tensor, nn


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
