"""Spectrograms in decibels over hertz and seconds; for shapes of waveforms see `as_samples`."""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from lasaft_nb.audio.waveform import WaveformLike, as_samples
from lasaft_nb.errors import extra
from lasaft_nb.show.html import Html, figure

FLOOR = -80.0  # dB below the loudest bin


def decibels(waveform: WaveformLike, *, n_fft: int = 2048, hop_length: int = 512) -> np.ndarray:
    """Magnitude in dB (f, t), mean over channels before the logarithm; 0 dB is a full-scale sine.

    Uses the library's own STFT. A sine of amplitude 1 in the middle of a bin gives n_fft / 4 under a Hann window.
    """
    import torch

    from lasaft_nb.spectrogram import Stft, StftConfig

    samples = torch.from_numpy(as_samples(waveform).T.copy())
    stft = Stft(StftConfig(n_fft=n_fft, hop_length=hop_length))
    with torch.no_grad():
        magnitude = stft(samples[None])[0].abs().mean(0).T
    return (20 * torch.log10(magnitude.clamp_min(1e-10) / (n_fft / 4))).numpy()


def spectrogram(waveform: WaveformLike, sample_rate: int, title: str, alt: str, **options: Any) -> Html:
    """One spectrogram with axes in seconds and Hz and a colour bar in dB; ``options`` as in `spectrograms`."""
    return spectrograms({title: waveform}, sample_rate, alt, **options)


def spectrograms(
    waveforms: Mapping[str, WaveformLike],
    sample_rate: int,
    alt: str,
    *,
    n_fft: int = 2048,
    hop_length: int = 512,
    max_hz: float | None = None,
    caption: str = "",
) -> Html:
    """Spectrograms side by side on one colour scale: its top is the loudest bin of all of them.

    ``waveforms`` maps a title to a waveform (see `as_samples`); the frequency axis ends at ``max_hz``
    (default: half the sample rate).

    Raises:
        ValueError: no waveform, or an empty ``alt``.
    """
    with extra("evaluate"):
        import matplotlib.pyplot as plt

    if not waveforms:
        raise ValueError("waveforms must hold at least one sound, got none")
    levels = [decibels(sound, n_fft=n_fft, hop_length=hop_length) for sound in waveforms.values()]
    top = max(float(level.max()) for level in levels)
    columns = 2 if len(levels) == 4 else min(len(levels), 3)
    rows = -(-len(levels) // columns)
    size = (max(6.4, 3.6 * columns), 3.2 * rows)
    fig, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, sharex=True, sharey=True, layout="constrained")
    for ax in axes.flat[len(levels) :]:
        ax.set_visible(False)
    for ax, title, level in zip(axes.flat, waveforms, levels, strict=False):
        extent = (0, level.shape[1] * hop_length / sample_rate, 0, sample_rate / 2)
        scale = {"vmin": top + FLOOR, "vmax": top, "cmap": "magma"}
        image = ax.imshow(level, origin="lower", aspect="auto", extent=extent, interpolation="nearest", **scale)
        ax.set(title=title, xlabel="time in s", ylim=(0, max_hz or sample_rate / 2))
    for ax in axes[:, 0]:
        ax.set_ylabel("frequency in Hz")
    fig.colorbar(image, ax=axes, label="level in dB")
    return figure(fig, alt, caption=caption, dpi=80, n_colours=64)


def picture_of_spectrogram(waveform: WaveformLike, sample_rate: int, *, width: int = 720, height: int = 96) -> bytes:
    """A spectrogram without axes, from 0 s at the left edge to the end at the right, as PNG in steps of 2.5 dB.

    One column a frame, at most ``width``: the page stretches it, which costs no bytes.
    """
    with extra("evaluate"):
        import matplotlib
        from PIL import Image

    level = decibels(waveform, hop_length=512)[: int(8000 / sample_rate * 2048) + 1]  # up to 8 kHz
    unit = np.clip((level - level.max() - FLOOR) / -FLOOR, 0, 1)
    size = (min(width, level.shape[1]), height)
    steps = Image.fromarray((unit[::-1] * 31).astype(np.uint8)).resize(size, Image.Resampling.NEAREST)
    palette = (matplotlib.colormaps["magma"](np.linspace(0, 1, 32))[:, :3] * 255).astype(np.uint8)
    picture = Image.fromarray(np.asarray(steps), mode="P")
    picture.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
