import re
import subprocess

import needs
import numpy as np
import pytest
import soundfile

from lasaft_nb.audio import levels


def sine(amplitude, frequency=997.0, rate=48000, seconds=4.0):
    wave = amplitude * np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)
    return np.stack([wave, wave], axis=1)


def test_the_k_weighting_is_the_table_of_bs_1770_at_48_khz():
    shelf, highpass = levels.k_weighting(48000)
    np.testing.assert_allclose(shelf[:3], [1.53512485958697, -2.69169618940638, 1.19839281085285], atol=1e-9)
    np.testing.assert_allclose(shelf[4:], [-1.69065929318241, 0.73248077421585], atol=1e-9)
    np.testing.assert_allclose(highpass, [1, -2, 1, 1, -1.99004745483398, 0.99007225036621], atol=1e-9)


@pytest.mark.parametrize("rate", [48000, 44100, 22050])
def test_a_997_hz_sine_at_full_scale_in_both_channels_has_0_lufs(rate):
    assert levels.lufs(sine(1.0, rate=rate), rate) == pytest.approx(0.0, abs=0.05)
    assert levels.lufs(sine(0.1, rate=rate), rate) == pytest.approx(-20.0, abs=0.05)


def test_pauses_are_gated_out():
    loud = sine(0.1)
    assert levels.lufs(np.concatenate([loud, loud * 0, loud * 0]), 48000) == pytest.approx(-20.0, abs=0.3)


def test_loudness_agrees_with_ffmpeg(tmp_path):
    needs.program("ffmpeg")
    noise = np.random.default_rng(0).standard_normal((5 * 44100, 2)) * np.linspace(0.01, 0.2, 5 * 44100)[:, None]
    soundfile.write(tmp_path / "noise.wav", noise, 44100, subtype="FLOAT")
    command = ["ffmpeg", "-nostats", "-i", "noise.wav", "-af", "ebur128", "-f", "null", "-"]
    log = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stderr
    theirs = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", log)[-1])
    assert levels.lufs(noise, 44100) == pytest.approx(theirs, abs=0.11)


def test_peak_and_rms_of_a_sine_differ_by_3_db_and_silence_is_finite():
    wave = sine(0.5, frequency=1000)
    assert levels.peak_dbfs(wave) == pytest.approx(-6.02, abs=0.01)
    assert levels.rms_dbfs(wave) == pytest.approx(-9.03, abs=0.01)
    silent = np.zeros((48000, 2))
    assert levels.peak_dbfs(silent) == levels.rms_dbfs(silent) == levels.lufs(silent, 48000) == levels.SILENCE
    assert levels.lufs(wave[:100], 48000) == levels.SILENCE
