"""Whose error is it? An output taken apart into what each true source explains, and what none of them does.

A filter, a gain and a pan are, within one frequency bin, nothing but complex factors. So in every bin the output is
written as the best sum of the sources' channels, each times one factor for the whole excerpt (`explain`). What is left
over changes in time as no source does: artefacts, in the sense of BSSEval's SAR. `error_by_source` reads off what a
manipulation did to the sources that a sentence names and to the others; `leakage` asks for one gain a source only.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from einops import einsum, rearrange, reduce
from torch import Tensor

from lasaft_nb.errors import UserError
from lasaft_nb.metrics.framewise import Array, as_waveform
from lasaft_nb.spectrogram import Stft, StftConfig

CONFIG = StftConfig(n_fft=2048, hop_length=512)
RIDGE = 1e-6  # of a bin's mean power: keeps factors finite where two channels are alike
SILENT = 1e-9  # mean power of a source that does not play (-90 dB re full scale)


@dataclass(frozen=True)
class Explained:
    """Spectrograms (c, f, t): the ``images`` of the sources in an output, the ``sources`` themselves, and the rest."""

    images: dict[str, Tensor]
    sources: dict[str, Tensor]
    rest: Tensor

    def level(self, name: str) -> float:
        """By how many dB a source is louder in the output than before; NaN where it does not play."""
        before = power(self.sources[name])
        return decibels(power(self.images[name]) / before) if before > SILENT else float("nan")

    def response(self, name: str) -> Array:
        """`level` bin by bin: the frequency response (f,) in dB that the manipulation has for this source."""
        image, source = (
            reduce(one.abs().square(), "c f t -> f", "mean") for one in (self.images[name], self.sources[name])
        )
        ratio = (image + 1e-12) / (source + 1e-12)
        return np.where(source.numpy() > SILENT, 10 * np.log10(ratio.numpy()), np.nan)

    @property
    def artefacts(self) -> float:
        """Level of the rest in dB re the whole output; -120 at least."""
        whole = self.rest + sum(self.images.values(), torch.zeros_like(self.rest))
        return decibels(power(self.rest) / max(power(whole), SILENT))


def explain(output: Array, sources: Mapping[str, Array], *, config: StftConfig = CONFIG) -> Explained:
    """Least squares in every bin over all frames.

    With s sources of two channels there are 2 s factors a bin and output channel, so an excerpt should have many times
    as many frames: of noise, about 4 s / frames is explained by chance, since windows overlap.

    Args:
        output: (n, c).
        sources: what was in the mixture before the manipulation, each (n, c).
        config: STFT; filters that ring longer than a window count partly as rest.

    Raises:
        ValueError: unequal shapes, or fewer than twice as many frames as factors.
    """
    if shapes := {np.shape(one) for one in sources.values()} - {np.shape(output)}:
        raise ValueError(f"output and sources must have one shape, got {np.shape(output)} and {shapes}")
    whole, *parts = (spectrogram(one, config=config) for one in (output, *sources.values()))
    if whole.shape[-1] < 4 * len(parts) * whole.shape[0]:
        raise ValueError(f"output must be longer: {whole.shape[-1]} frames for {len(parts)} sources")
    basis = rearrange(torch.stack(parts), "s c f t -> f (s c) t")
    gram = einsum(basis, basis.conj(), "f i t, f j t -> f i j")
    ridge = RIDGE * reduce(gram.diagonal(dim1=1, dim2=2).real, "f i -> f 1", "mean") + 1e-12
    inverse = torch.linalg.inv(gram + torch.diag_embed(ridge.expand(-1, gram.shape[1]).to(gram.dtype)))
    factors = einsum(whole, basis.conj(), inverse, "o f t, f j t, f j i -> o f i")
    split = rearrange(factors, "o f (s c) -> s o f c", s=len(parts))
    images = einsum(split, torch.stack(parts), "s o f c, s c f t -> s o f t")
    return Explained(
        images=dict(zip(sources, images, strict=True)),
        sources=dict(zip(sources, parts, strict=True)),
        rest=whole - images.sum(dim=0),
    )


def spectrogram(waveform: Array, *, config: StftConfig = CONFIG) -> Tensor:
    """(n, c) to complex (c, f, t), without the frames that see the mirrored ends, where a filter is no factor."""
    samples = torch.from_numpy(as_waveform(waveform, name="waveform").T.copy())[None]
    edge = config.n_fft // (2 * config.hop_length)
    return rearrange(Stft(config)(samples)[0, :, edge:-edge].to(torch.complex128), "c t f -> c f t")


def power(spectrogram: Tensor) -> float:
    """Mean square of magnitudes (any shape) over n_fft, about 3/8 of the mean square of the samples (Hann window)."""
    return float(spectrogram.abs().square().mean()) / CONFIG.n_fft


def decibels(ratio: float) -> float:
    """10 log10, at least -120."""
    return float(10 * np.log10(max(ratio, 1e-12)))


METRICS = ("level", "true level", "untouched level", "untouched SDR", "artefacts")
ERRORS = ("nothing", "touched error", "untouched error", "artefact error")


def error_by_source(output: Array, before: Mapping[str, Array], after: Mapping[str, Array]) -> dict[str, float]:
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


def leakage(estimate: np.ndarray, stems: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Gains g that bring sum_s g[s] * stem[s] nearest to the estimate in least squares.

    A perfect estimate of one source has gain 1 for it and 0 for the others. What no gain explains (filters, artefacts)
    is not seen. Shapes: estimate and every stem (n, c), longer than there are stems.

    Raises:
        UserError: shapes that differ, or a silent stem, whose gain could be anything.
    """
    if wrong := [name for name, stem in stems.items() if np.shape(stem) != np.shape(estimate)]:
        raise UserError(
            f"{wrong[0]} must have the estimate's shape {np.shape(estimate)}, got {np.shape(stems[wrong[0]])}"
        )
    if silent := [name for name, stem in stems.items() if not np.any(stem)]:
        raise UserError(f"{silent[0]} is silent here, so its gain can't be told; choose another place")
    matrix = np.stack([np.ravel(stem) for stem in stems.values()], axis=1).astype(np.float64)
    gains = np.linalg.lstsq(matrix, np.ravel(estimate).astype(np.float64), rcond=None)[0]
    return dict(zip(stems, map(float, gains), strict=True))
