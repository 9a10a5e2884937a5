import numpy as np
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.models.classic import nmf
from lasaft_nb.models.classic.nmf import hpss
from lasaft_nb.spectrogram import StftConfig

RATE = 8000
CONFIG = StftConfig(n_fft=512, hop_length=128)
NAMES = ("low", "high")


@pytest.fixture(scope="module")
def stems() -> dict[str, np.ndarray]:
    """Two instruments of two notes each, played in different rhythms."""
    time = np.arange(4 * RATE) / RATE
    note = lambda f, period: np.sin(2 * np.pi * f * time) * np.sin(np.pi * time / period) ** 4  # noqa: E731
    low, high = note(200, 0.9) + note(330, 1.3), note(1500, 0.7) + note(2300, 1.1)
    return {"low": 0.1 * np.stack((low, low), 1), "high": 0.1 * np.stack((high, high), 1)}


@pytest.fixture(scope="module")
def factors(stems) -> nmf.Factors:
    return nmf.factorise(nmf.mono_magnitude(sum(stems.values()), CONFIG), n_components=4)


def test_four_notes_are_explained_by_four_components(stems, factors) -> None:
    magnitude = nmf.mono_magnitude(sum(stems.values()), CONFIG)
    error = factors.levels @ factors.templates - magnitude
    assert (error**2).sum() < 0.03 * (magnitude**2).sum()
    assert (factors.levels >= 0).all() and (factors.templates >= 0).all()


def test_the_right_assignment_separates_and_the_wrong_one_swaps(stems, factors) -> None:
    mixture = sum(stems.values())
    labels = nmf.label_by_stems(factors, stems, CONFIG)
    swapped = [NAMES[1 - NAMES.index(label)] for label in labels]
    right, wrong = (nmf.separate(mixture, factors, one, names=NAMES, config=CONFIG) for one in (labels, swapped))
    assert all(np.median(framewise_sdr(stems[name], right[name], RATE)) > 12 for name in NAMES)
    assert all(np.median(framewise_sdr(stems[name], wrong[name], RATE)) < 0.5 for name in NAMES)


def test_estimates_add_up_to_the_mixture_whatever_the_labels(stems, factors) -> None:
    mixture = sum(stems.values())
    for labels in (["low"] * 4, nmf.label_blindly(factors, NAMES, seed=3)):
        parts = nmf.separate(mixture, factors, labels, names=NAMES, config=CONFIG)
        assert np.allclose(sum(parts.values()), mixture, atol=1e-4)


def test_blind_labels_group_similar_spectra_but_name_them_by_chance(factors) -> None:
    several = [nmf.label_blindly(factors, NAMES, seed=seed) for seed in range(8)]
    assert all(set(labels) == set(NAMES) for labels in several)
    assert len({labels[0] for labels in several}) == 2
    assert several[0] == nmf.label_blindly(factors, NAMES, seed=0)


def test_templates_learned_from_the_stems_find_their_levels_in_the_mixture(stems) -> None:
    learned = {name: nmf.factorise(nmf.mono_magnitude(stems[name], CONFIG), n_components=2) for name in NAMES}
    templates = np.concatenate([learned[name].templates for name in NAMES])
    mixture = sum(stems.values())
    factors = nmf.levels_of(nmf.mono_magnitude(mixture, CONFIG), templates)
    parts = nmf.separate(mixture, factors, ["low", "low", "high", "high"], names=NAMES, config=CONFIG)
    assert factors.templates is templates
    assert all(np.median(framewise_sdr(stems[name], parts[name], RATE)) > 12 for name in NAMES)


def test_too_few_labels_are_refused(stems, factors) -> None:
    with pytest.raises(UserError, match="labels must name each of the 4 components, got 1"):
        nmf.separate(stems["low"], factors, ["low"], names=NAMES, config=CONFIG)


def test_hpss_parts_a_tone_from_clicks_and_adds_up() -> None:
    time = np.arange(2 * RATE) / RATE
    tone = 0.2 * np.sin(2 * np.pi * 440 * time)[:, None] * np.ones(2)
    clicks = np.zeros_like(tone)
    clicks[:: RATE // 4] = 1.0
    parts = hpss(tone + clicks, config=CONFIG)
    assert np.allclose(parts["harmonic"] + parts["percussive"], tone + clicks, atol=1e-4)
    assert np.median(framewise_sdr(tone, parts["harmonic"], RATE)) > 15
    assert np.median(framewise_sdr(clicks, parts["percussive"], RATE)) > 6
