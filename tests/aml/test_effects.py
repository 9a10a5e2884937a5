import shutil
import subprocess

import numpy as np
import pytest
import soundfile

from lasaft_nb.aml import effects
from lasaft_nb.aml.command import TASKS, Command
from lasaft_nb.aml.reverb import reverb

RATE = 44100
NAMES = ("vocals", "drums", "bass", "other")


@pytest.fixture
def stems():
    rng = np.random.default_rng(0)
    return {name: rng.uniform(-0.2, 0.2, (4000, 2)).astype(np.float32) for name in NAMES}


def command(task, *targets, level=""):
    return Command(task=task, targets=frozenset(targets), level=level)


def after(task, stems, *targets, level=""):
    return effects.apply(command(task, *targets, level=level), stems, RATE)[1]


@pytest.mark.parametrize("kind", ["lowpass", "highpass"])
@pytest.mark.parametrize("rate", [44100, 22050])
def test_filters_equal_sox_biquads_to_minus_60_db_at_every_cutoff_used(tmp_path, kind, rate):
    if shutil.which("sox") is None:
        pytest.skip("SoX is not installed (Debian package sox)")
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (rate, 2))
    soundfile.write(tmp_path / "in.wav", noise, rate, subtype="FLOAT")
    for cutoff in sorted({hz for key, levels in effects.CUTOFF_HZ.items() if kind in key for hz in levels.values()}):
        sox = ["sox", "-D", "in.wav", "-b", "32", "-e", "float", "out.wav", kind, str(cutoff), "0.707q"]
        subprocess.run(sox, check=True, capture_output=True, cwd=tmp_path)
        theirs = soundfile.read(tmp_path / "out.wav")[0]
        ours = effects.biquad(noise, kind=kind, cutoff=cutoff, sample_rate=rate)
        assert 10 * np.log10(np.sum((ours - theirs) ** 2) / np.sum(theirs**2)) < -60


@pytest.mark.parametrize("kind", ["lowpass", "highpass"])
def test_a_filter_is_3_db_down_at_its_cutoff_and_falls_12_db_an_octave(kind):
    click, cutoff = np.zeros((RATE, 2)), 400
    click[0] = 1
    response = np.fft.rfft(effects.biquad(click, kind=kind, cutoff=cutoff, sample_rate=RATE)[:, 0])
    octave = 2 if kind == "lowpass" else 0.5
    at = [20 * np.log10(np.abs(response[int(cutoff * octave**octaves)])) for octaves in (0, 2, 3)]
    assert at[0] == pytest.approx(-3.01, abs=0.02)
    assert at[2] - at[1] == pytest.approx(-12, abs=0.5)


def test_the_input_is_the_plain_sum_and_untouched_sources_come_through(stems):
    before, result = effects.apply(command("mute", "drums"), stems, RATE)
    np.testing.assert_allclose(before, sum(stems.values()), atol=1e-6)
    np.testing.assert_allclose(before - result, stems["drums"], atol=1e-6)


def test_separate_leaves_exactly_the_targets(stems):
    np.testing.assert_allclose(after("separate", stems, "vocals", "bass"), stems["vocals"] + stems["bass"], atol=1e-6)


def test_muting_the_three_that_can_be_named_leaves_other(stems):
    np.testing.assert_allclose(after("mute", stems, "vocals", "drums", "bass"), stems["other"], atol=1e-6)


def test_increase_doubles_and_decrease_halves_the_amplitude_of_the_target(stems):
    mixture = sum(stems.values())
    np.testing.assert_allclose(after("increase", stems, "bass"), mixture + stems["bass"], atol=1e-6)
    np.testing.assert_allclose(after("decrease", stems, "bass"), mixture - stems["bass"] / 2, atol=1e-6)


@pytest.mark.parametrize(("level", "near", "far"), [("", 0.8, 0.2), ("completely", 1.0, 0.0)])
def test_panning_shares_out_the_mono_mean(stems, level, near, far):
    mono = stems["drums"].mean(axis=1)
    left = effects.pan_left(stems["drums"], level=level)
    np.testing.assert_allclose(left, np.stack([near * mono, far * mono], axis=1), atol=1e-7)
    np.testing.assert_array_equal(effects.pan_right(stems["drums"], level=level), left[:, ::-1])


def test_remove_reverb_is_made_backwards_so_the_wet_mixture_is_the_input(stems):
    before, result = effects.apply(command("dereverb", "vocals"), stems, RATE)
    np.testing.assert_allclose(result, sum(stems.values()), atol=1e-6)
    np.testing.assert_allclose(before - result, reverb(stems["vocals"], RATE) - stems["vocals"], atol=1e-6)


@pytest.mark.parametrize("sign", [1, -1])
def test_before_and_after_share_one_gain_that_stops_the_larger_absolute_peak_at_one(sign):
    loud = np.full((10, 2), sign * 0.9, np.float32)
    before, result = effects.apply(command("increase", "vocals"), {"vocals": loud, "other": loud * 0}, RATE)
    assert np.abs(result).max() == pytest.approx(1)
    np.testing.assert_allclose(result, before * 2)


def test_quiet_mixtures_are_not_made_louder(stems):
    before, _ = effects.apply(command("mute", "vocals"), {n: x / 100 for n, x in stems.items()}, RATE)
    np.testing.assert_allclose(before, sum(stems.values()) / 100, atol=1e-7)


def test_heavier_filters_take_more_away(stems):
    for (kind, source), cutoffs in effects.CUTOFF_HZ.items():
        x = stems[source]
        kept = [np.sum(effects.biquad(x, kind=kind, cutoff=hz, sample_rate=RATE) ** 2) for hz in cutoffs.values()]
        assert list(cutoffs) == ["light", "medium", "heavy"]
        assert kept[0] > kept[1] > kept[2]


def test_every_task_has_an_effect_and_leaves_its_input_alone(stems):
    copies = {name: x.copy() for name, x in stems.items()}
    for task in TASKS:
        level = "light" if task.endswith("pass") else ""
        before, result = effects.apply(command(task, "drums", "bass", level=level), stems, RATE)
        assert before.shape == result.shape == (4000, 2)
        assert before.dtype == result.dtype == np.float32
        assert not np.array_equal(before, result)
    for name, x in stems.items():
        np.testing.assert_array_equal(x, copies[name])


def test_wrong_stems_are_refused_with_the_rule_and_the_value(stems):
    mute = command("mute", "vocals")
    with pytest.raises(ValueError, match="missing: vocals"):
        effects.apply(mute, {"drums": stems["drums"]}, RATE)
    with pytest.raises(ValueError, match=r"one length in samples, got vocals 4000, drums 3999"):
        effects.apply(mute, {"vocals": stems["vocals"], "drums": stems["drums"][1:]}, RATE)
    with pytest.raises(
        ValueError, match=r"stem 'vocals' must have axes \(sample, channel\) with 2 channels, got shape \(2, 4000\)"
    ):
        effects.apply(mute, {"vocals": stems["vocals"].T}, RATE)
    with pytest.raises(ValueError, match=r"floats in .*, got int16"):
        effects.apply(mute, {"vocals": np.zeros((5, 2), np.int16)}, RATE)
    with pytest.raises(ValueError, match="at least one source"):
        effects.apply(mute, {}, RATE)
    with pytest.raises(ValueError, match=r"half the sample rate \(4000.0 Hz\), got 5512.0"):
        effects.apply(command("highpass", "drums", level="heavy"), stems, 8000)
