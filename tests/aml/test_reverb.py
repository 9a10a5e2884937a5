import shutil
import subprocess

import numpy as np
import pytest
import soundfile

from lasaft_nb.aml.reverb import ReverbConfig, impulse_response, reverb

RATE = 44100


def sox(x, tmp_path, *effect, rate=RATE):
    """SoX's answer to the float signal x (n, 2)."""
    if shutil.which("sox") is None:
        pytest.skip("SoX is not installed (Debian package sox)")
    soundfile.write(tmp_path / "in.wav", x, rate, subtype="FLOAT")
    command = ["sox", "-D", tmp_path / "in.wav", "-b", "32", "-e", "float", tmp_path / "out.wav", *map(str, effect)]
    subprocess.run(command, check=True, capture_output=True)
    return soundfile.read(tmp_path / "out.wav")[0]


def level_db(error, signal):
    return 10 * np.log10(np.sum(error**2) / np.sum(signal**2))


def decay_seconds(response, rate=RATE, drop=60):
    """Time in which the energy still to come falls by ``drop`` dB, by its slope from -5 to -25 dB (Schroeder 1965)."""
    left = np.cumsum(response[::-1] ** 2)[::-1]
    db = 10 * np.log10(np.maximum(left / left[0], 1e-30))
    start, stop = np.argmax(db < -5), np.argmax(db < -25)
    return drop / 20 * (stop - start) / rate


@pytest.mark.parametrize("rate", [44100, 22050])
def test_the_reverberation_is_that_of_sox_and_so_is_its_decay(tmp_path, rate):
    click = np.zeros((10 * rate, 2))
    click[50] = 0.5, 0.25
    theirs = sox(click, tmp_path, "reverb", 100, 50, 100, 100, 32, 3, rate=rate) - click
    ours = reverb(click, rate) - click
    assert level_db(ours - theirs, theirs) < -60
    for ear in (0, 1):
        expected = decay_seconds(theirs[:, ear], rate)
        assert abs(decay_seconds(ours[:, ear], rate) / expected - 1) < 0.01
        assert expected > 2  # seconds: a very large hall


@pytest.mark.parametrize("knobs", [(50, 50, 100, 100, 0, 0), (20, 90, 40, 30, 10, -3)])
def test_other_settings_follow_sox_too(tmp_path, knobs):
    names = ("reverberance", "hf_damping", "room_scale", "stereo_depth", "pre_delay", "wet_gain")
    noise = np.random.default_rng(0).uniform(-0.2, 0.2, (2 * RATE, 2))
    theirs = sox(noise, tmp_path, "reverb", *knobs) - noise
    ours = reverb(noise, RATE, ReverbConfig(**dict(zip(names, knobs, strict=True)))) - noise
    assert level_db(ours - theirs, theirs) < -60


def test_the_block_wise_comb_is_the_recursion_written_sample_by_sample():
    config, rate = ReverbConfig(), 44100 / 50  # small delays keep the slow loop short
    delays = [int(delay / 50 + 0.5) for delay in (1116, 1188, 1277, 1356, 1422, 1491, 1557, 1617)]
    n = 200
    y = np.zeros(n)
    for delay in delays:
        buffer, low = np.zeros(delay), 0.0
        for t in range(n):
            out = buffer[t % delay]
            low = out * (1 - config.damping) + low * config.damping
            buffer[t % delay] = (config.gain if t == 0 else 0.0) + config.feedback * low
            y[t] += out
    for delay in [int(delay / 50 + 0.5) for delay in (225, 341, 441, 556)]:
        buffer, x = np.zeros(delay), y.copy()
        for t in range(n):
            out = buffer[t % delay]
            buffer[t % delay] = x[t] + 0.5 * out
            y[t] = out - x[t]
    left = impulse_response(int(rate), config)
    wait = round(0.032 * int(rate))
    np.testing.assert_allclose(left[wait : wait + n, 0], y, atol=1e-12)


def test_reverb_hears_the_mean_of_both_channels_and_keeps_the_dry_sound():
    x = np.random.default_rng(1).standard_normal((3000, 2)).astype(np.float32)
    swapped = x[:, ::-1]
    np.testing.assert_allclose(reverb(x, RATE) - x, reverb(swapped, RATE) - swapped, atol=1e-6)
    before_the_first_echo = round(0.032 * RATE)
    np.testing.assert_array_equal(reverb(x, RATE)[:before_the_first_echo], x[:before_the_first_echo])


def test_the_tail_that_is_cut_off_is_100_db_below_the_start():
    response = impulse_response(22050)
    assert level_db(response[-22050:], response[:22050]) < -80
    assert np.abs(response[-220:]).max() < 1e-5 * np.abs(response).max()


def test_an_empty_stem_stays_empty_and_a_knob_out_of_range_is_named():
    assert reverb(np.zeros((0, 2), np.float32), RATE).shape == (0, 2)
    with pytest.raises(ValueError, match=r"hf_damping must be 0\.\.100 per cent, got 120"):
        ReverbConfig(hf_damping=120)
    with pytest.raises(ValueError, match=r"pre_delay must be 0\.\.500 ms, got -1"):
        ReverbConfig(pre_delay=-1)
