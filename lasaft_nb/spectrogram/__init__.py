"""From waveform to network input and back: the STFT and the four estimation methods."""

from lasaft_nb.spectrogram.estimation import CME, DCSE, DME, MME, Estimation
from lasaft_nb.spectrogram.methods import by_name
from lasaft_nb.spectrogram.stereo_mask import StereoMask
from lasaft_nb.spectrogram.stft import Stft, StftConfig, from_channels, to_channels

__all__ = [
    "CME",
    "DCSE",
    "DME",
    "MME",
    "Estimation",
    "StereoMask",
    "Stft",
    "StftConfig",
    "by_name",
    "from_channels",
    "to_channels",
]
