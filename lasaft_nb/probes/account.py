"""An account of a manipulation's error: in the sources that the sentence names, in the others, or in neither."""

from collections.abc import Mapping

import torch
from torch import Tensor

from lasaft_nb.audio.levels import decibels
from lasaft_nb.metrics.framewise import Array
from lasaft_nb.probes.explained import explain, power, spectrogram

METRICS = ("level", "true level", "untouched level", "untouched SDR", "artefacts")
ERRORS = ("nothing", "touched error", "untouched error", "artefact error")


def account(output: Array, before: Mapping[str, Array], after: Mapping[str, Array]) -> dict[str, float]:
    """Where the error of an output lies, by `explain`; all in dB.

    A source is *touched* if it differs between ``before`` and ``after``.

    - ``level``: of the touched sources, after against before; ``true level``: what it should be.
    - ``untouched level``: of all others; 0 is right. ``untouched SDR``: of their images against themselves.
    - ``artefacts``: what no source explains, re the output.
    - Squared errors re the mixture: ``touched error``, ``untouched error``, ``artefact error``, and beside them
      ``nothing``, that of leaving the song as it is.

    Args:
        output: what the network made of the sum of ``before``, (n, c).
        before: sources in its input, each (n, c).
        after: the same sources as the sentence wants them.
    """
    found = explain(output, before)
    true = {name: spectrogram(one) for name, one in after.items()}
    touched = [name for name in before if not torch.equal(true[name], found.sources[name])]
    untouched = [name for name in before if name not in touched]

    def total(parts: Mapping[str, Tensor], names: list[str]) -> Tensor:
        return sum((parts[name] for name in names), torch.zeros_like(found.rest))

    whole, kept = (power(total(found.sources, names)) for names in (list(before), untouched))
    named = power(total(found.sources, touched))
    lost = power(total(found.images, untouched) - total(found.sources, untouched))
    missed = power(total(found.images, touched) - total(true, touched))
    return {
        "level": decibels(power(total(found.images, touched)) / named),
        "true level": decibels(power(total(true, touched)) / named),
        "untouched level": decibels(power(total(found.images, untouched)) / kept),
        "untouched SDR": -decibels(lost / kept),
        "artefacts": found.artefacts,
        "nothing": decibels(power(total(found.sources, touched) - total(true, touched)) / whole),
        "touched error": decibels(missed / whole),
        "untouched error": decibels(lost / whole),
        "artefact error": decibels(power(found.rest) / whole),
    }
