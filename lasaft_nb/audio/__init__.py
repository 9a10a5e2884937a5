"""Audio: files and streams read and written in blocks, resampled, cut into windows, measured.

Nothing here knows a network. `open_audio` gives a song as blocks, `read_audio` as one array, ``write.audio_writer``
takes blocks; ``waveform`` says what a waveform is and holds the one check of it.
"""

from lasaft_nb.audio.read import open_audio, read_audio

__all__ = ["open_audio", "read_audio"]
