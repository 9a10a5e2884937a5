"""Harmonic-percussive separation (Fitzgerald 2010), by librosa."""

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import extra
from lasaft_nb.models.classic.spectrum import analyse, synthesise
from lasaft_nb.spectrogram import StftConfig


def hpss(mixture: Waveform, *, config: StftConfig | None = None, kernel_size: int = 31) -> dict[str, Waveform]:
    """Split a mixture (n, c) into ``harmonic`` and ``percussive`` (n, c), which add up to it.

    A tone is a horizontal line of the spectrogram and a stroke a vertical one. A median filter along time keeps lines,
    one along frequency keeps strokes; a bin goes to both in proportion to the squares of the two.

    Args:
        mixture: waveform.
        config: STFT; 2048/1024 samples when not given.
        kernel_size: length of both median filters, in frames and in bins.
    """
    with extra("evaluate"):
        from librosa.decompose import hpss as split

    config = config or StftConfig()
    spectrogram = analyse(mixture, config)
    harmonic, percussive = split(spectrogram.swapaxes(1, 2), kernel_size=kernel_size)
    parts = {"harmonic": harmonic, "percussive": percussive}
    return {name: synthesise(part.swapaxes(1, 2), config, n_samples=len(mixture)) for name, part in parts.items()}
