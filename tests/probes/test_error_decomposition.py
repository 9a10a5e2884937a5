"""An output is taken apart into its sources; errors are found where they were made."""

import numpy as np
import pytest

from lasaft_nb.aml.effects import biquad
from lasaft_nb.errors import UserError
from lasaft_nb.probes.error_decomposition import ERRORS, METRICS, error_by_source, explain, leakage

RATE = 8000


@pytest.fixture
def sources() -> dict[str, np.ndarray]:
    """Four seconds: noise on both sides, noise in the middle, and a source that does not play."""
    random = np.random.default_rng(0)
    wide, middle = random.normal(0, 0.1, (4 * RATE, 2)), random.normal(0, 0.1, (4 * RATE, 1)).repeat(2, axis=1)
    return {"wide": wide, "middle": middle, "absent": np.zeros((4 * RATE, 2))}


def test_a_filtered_source_is_explained_and_its_response_is_the_filters(sources) -> None:
    filtered = biquad(sources["wide"], kind="highpass", cutoff=1000.0, sample_rate=RATE)
    found = explain(filtered + sources["middle"], sources)
    response = found.response("wide")
    hz = np.arange(len(response)) * RATE / 2048
    assert response[hz > 2000] == pytest.approx(0, abs=0.7)
    assert response[np.abs(hz - 1000) < 3] == pytest.approx(-3, abs=0.5)
    assert response[np.abs(hz - 250) < 3] == pytest.approx(-24, abs=1.5)  # 12 dB an octave
    assert found.level("middle") == pytest.approx(0, abs=0.02)
    assert np.isnan(found.level("absent"))
    assert found.artefacts < -35


def test_panning_and_gain_are_explained_wholly(sources) -> None:
    left = np.stack([sources["middle"].mean(axis=1), np.zeros(4 * RATE)], axis=1)
    found = explain(2 * left + 0.5 * sources["wide"], sources)
    assert found.level("wide") == pytest.approx(-6.02, abs=0.02)
    assert found.level("middle") == pytest.approx(10 * np.log10(2), abs=0.02)  # twice as loud on one side of two
    assert found.artefacts < -60


def test_what_no_source_explains_is_the_level_of_the_artefacts(sources) -> None:
    mixture = sum(sources.values())
    noise = np.random.default_rng(1).normal(0, 0.1 * mixture.std(), mixture.shape)
    assert explain(mixture + noise, sources).artefacts == pytest.approx(-20, abs=0.6)
    tremolo = mixture * np.sign(np.sin(np.arange(len(mixture)) / RATE * 2 * np.pi * 7))[:, None]
    assert explain(tremolo, sources).artefacts > -3  # a gain that changes in time is no filter


def test_images_and_rest_add_up_to_the_output(sources) -> None:
    output = sources["wide"] ** 3 + sources["middle"]
    found, plain = explain(output, sources), explain(output, {"output": output})
    np.testing.assert_allclose(sum(found.images.values()) + found.rest, plain.sources["output"], atol=1e-9)


def test_unequal_lengths_are_refused(sources) -> None:
    with pytest.raises(ValueError, match="one shape"):
        explain(sources["wide"][:-1], sources)


@pytest.fixture
def before() -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    return {name: random.normal(0, 0.1, (4 * RATE, 2)) for name in ("drums", "bass", "other")}


def mute(sources: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {**sources, "drums": np.zeros_like(sources["drums"])}


def test_leaving_the_song_as_it_is_has_its_whole_error_in_the_named_source(before) -> None:
    found = error_by_source(sum(before.values()), before, mute(before))
    assert set(found) == {*METRICS, *ERRORS}
    assert found["level"] == pytest.approx(0, abs=0.01)
    assert found["true level"] == -120
    assert found["touched error"] == pytest.approx(found["nothing"], abs=0.01)
    assert found["nothing"] == pytest.approx(10 * np.log10(1 / 3), abs=0.1)  # one source of three
    assert found["untouched SDR"] > 50
    assert found["artefacts"] < -50


def test_a_source_that_was_not_named_and_is_turned_down_is_an_error_there(before) -> None:
    found = error_by_source(0.9 * before["bass"] + before["other"], before, mute(before))
    assert found["level"] < -50
    assert found["untouched SDR"] == pytest.approx(10 * np.log10(2 / 0.01), abs=0.1)
    assert found["untouched level"] == pytest.approx(10 * np.log10((0.81 + 1) / 2), abs=0.05)
    assert found["touched error"] < -50


def test_noise_is_an_artefact_and_no_error_of_a_source(before) -> None:
    song = before["bass"] + before["other"]
    found = error_by_source(song + np.random.default_rng(1).normal(0, 0.01, song.shape), before, mute(before))
    assert found["artefact error"] == pytest.approx(10 * np.log10(0.01 / 3), abs=1.2)
    assert found["untouched error"] < found["artefact error"] - 5


STEMS = {
    name: np.random.default_rng(seed).normal(size=(500, 2)) for seed, name in enumerate(("vocals", "drums", "bass"))
}


def test_the_gains_of_a_mix_are_found_again() -> None:
    mix = 0.9 * STEMS["vocals"] - 0.2 * STEMS["drums"]
    found = leakage(mix, STEMS)
    assert found == pytest.approx({"vocals": 0.9, "drums": -0.2, "bass": 0.0}, abs=1e-9)


def test_what_no_source_explains_leaves_the_gains_alone() -> None:
    noise = np.random.default_rng(9).normal(size=(500, 2))
    noise -= sum(gain * STEMS[name] for name, gain in leakage(noise, STEMS).items())
    assert leakage(STEMS["bass"] + noise, STEMS) == pytest.approx({"vocals": 0, "drums": 0, "bass": 1}, abs=1e-9)


def test_silence_and_other_shapes_are_refused() -> None:
    with pytest.raises(UserError, match="drums is silent here, so its gain can't be told"):
        leakage(STEMS["bass"], STEMS | {"drums": np.zeros((500, 2))})
    with pytest.raises(UserError, match=r"vocals must have the estimate's shape \(400, 2\), got \(500, 2\)"):
        leakage(STEMS["bass"][:400], STEMS)
