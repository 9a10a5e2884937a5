"""How far SMPoCM's selective gate opens for a sentence, and which of its words decide that (thesis 5.4.2)."""

from contextlib import ExitStack

import torch
from einops import reduce
from torch import Tensor, nn

from lasaft_nb.conditioning.description import Words
from lasaft_nb.conditioning.pocm import point_wise
from lasaft_nb.conditioning.smpocm import SMPoCM


@torch.inference_mode()
def mean_selection(model: nn.Module, mixture: Tensor, tokens: Tensor) -> Tensor:
    """Mean of the gate s over time and frequency for every latent channel: (block, channel), 0: left alone.

    ``model`` maps (mixture (1, c, n), tokens (1, w)) to anything and holds one `SMPoCM` for every decoding block.

    Raises:
        ValueError: a network without SMPoCM, such as the baseline.
    """
    gates = [part for part in model.modules() if isinstance(part, SMPoCM)]
    if not gates:
        raise ValueError("model must have SMPoCM, got one without; the baseline w/o SMPoCM has no gates")
    found: list[Tensor] = []

    def note(module: SMPoCM, inputs: tuple[Tensor, Words], _: Tensor) -> None:
        x, words = inputs
        found.append(reduce(point_wise(x, *module.to_pocm(words)[0]).sigmoid(), "1 l t f -> l", "mean"))

    with ExitStack() as stack:
        for gate in gates:
            stack.callback(gate.register_forward_hook(note).remove)
        model(mixture, tokens)
    return torch.stack(found)


def shares_of_words(values: Tensor) -> dict[str, Tensor]:
    """How much of a number's variance over sentences is due to the verb, to the noun, and to their combination.

    ``values`` (verb, noun, ...) holds it for every verb with every noun; the three shares (...) add up to one (a
    two-way analysis of variance with one value a cell). NaN where nothing varies.
    """
    mean = values.mean(dim=(0, 1), keepdim=True)
    verb = values.mean(dim=1, keepdim=True) - mean
    noun = values.mean(dim=0, keepdim=True) - mean
    parts = {"verb": verb, "noun": noun, "both": values - mean - verb - noun}
    total = (values - mean).square().mean(dim=(0, 1))
    return {name: part.square().mean(dim=(0, 1)) / total for name, part in parts.items()}
