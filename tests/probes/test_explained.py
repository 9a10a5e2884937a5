import numpy as np
import pytest

from lasaft_nb.aml.effects import biquad
from lasaft_nb.probes.explained import explain

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
