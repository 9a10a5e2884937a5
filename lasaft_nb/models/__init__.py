"""Networks and models: the one U-Net walk, the named networks of the thesis, and the waveform-to-waveform models."""
