"""Loudness as ITU-R BS.1770 measures it, with the settings that the dataset's bytes were made by."""

import numpy as np

from lasaft_nb.audio import levels
from lasaft_nb.synth.sound import SAMPLE_RATE, Samples

K_WEIGHTING = np.array(
    [  # the standard's filters for 48 kHz: close enough at 44.1
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)
QUIETEST = levels.OFFSET - 70  # LUFS; quieter blocks don't count


def loudness(sound: Samples) -> float:
    """LUFS of ``sound`` (c, n): see `levels.lufs`."""
    return levels.lufs(sound.T, SAMPLE_RATE, weighting=K_WEIGHTING, absolute_gate=QUIETEST)
