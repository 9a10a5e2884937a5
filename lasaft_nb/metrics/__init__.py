"""Scores: waveforms in, numbers out (museval, plain framewise SDR, RMSE-MFCC), and whole splits scored."""
