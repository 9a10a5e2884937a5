"""Networks that came before, at their published sizes (thesis 2 and 3.2, the lectures)."""

from lasaft_nb.models.classic.cunet import OriginalCUNet
from lasaft_nb.models.classic.demucs import Demucs
from lasaft_nb.models.classic.jansson_unet import JanssonUNet
from lasaft_nb.models.classic.wave_unet import WaveUNet
from lasaft_nb.models.entries import ZooEntry

ENTRIES = (
    ZooEntry(
        name="jansson_unet",
        make=JanssonUNet,
        passes_to=(),
        n_fft=1024,
        hop_length=768,
        description="U-Net with a mask for magnitudes; published for mono at 8192 Hz",
        place="thesis 3.2; Jansson et al. 2017",
    ),
    ZooEntry(
        name="wave_unet",
        make=WaveUNet,
        passes_to=(),
        kind="waveform",
        description="U-Net of 1-D convolutions on samples",
        place="thesis 2; Stoller et al. 2018",
    ),
    ZooEntry(
        name="demucs",
        make=Demucs,
        passes_to=(),
        kind="waveform",
        description="strided 1-D convolutions and a recurrent middle on samples",
        place="thesis 2; Defossez et al. 2019",
    ),
    ZooEntry(
        name="original_cunet",
        make=OriginalCUNet,
        passes_to=(),
        n_fft=1024,
        hop_length=768,
        conditioned=True,
        description="jansson_unet with FiLM in the encoder",
        place="thesis 4.3, 4.7; Meseguer-Brocal and Peeters 2019",
    ),
)
