import numpy as np
import pytest
from made_songs import write_song

from lasaft_nb import aml
from lasaft_nb.data import Excerpts, tracks
from lasaft_nb.data.triple_statistics import relative_level, survey
from lasaft_nb.data.triples import Triples
from lasaft_nb.sources import SOURCES

RATE = 22050


@pytest.fixture(scope="module")
def triples(tmp_path_factory: pytest.TempPathFactory) -> Triples:
    root = tmp_path_factory.mktemp("songs")
    write_song(root / "test" / "A - One", seconds=0.5, rate=RATE)
    excerpts = Excerpts(tracks(root, "test"), n_samples=RATE // 4, sample_rate=RATE, gain=(2.0, 4.0), seed=1)
    return Triples(excerpts, seed=2)


def test_a_row_says_what_the_triple_of_its_number_is(triples: Triples) -> None:
    rows = survey(triples, 6)
    assert [*rows.sentence] == [triples[i].sentence for i in range(6)]
    for row in rows.itertuples():
        command = aml.parse(row.sentence)
        assert (row.task, row.level, row.targets) == (command.task, command.level, len(command.targets))


def test_both_peaks_are_those_of_the_mixtures_before_normalisation(triples: Triples) -> None:
    for i, row in enumerate(survey(triples, 6).itertuples()):
        named = {name: x.numpy().T for name, x in zip(SOURCES, triples.excerpts[i][1], strict=True)}
        command = aml.parse(row.sentence)
        raw = [aml.effects.mix(named), aml.effects.mix(aml.effects.manipulate(command, named, RATE))]
        assert row.peak == pytest.approx(max(1, *(np.abs(x).max() for x in raw)), rel=1e-4)
        assert row.signed_peak == pytest.approx(max(1, *(x.max() for x in raw)), rel=1e-4)
        assert row.signed_peak <= row.peak * 1.0001


def test_the_change_is_its_energy_relative_to_the_input() -> None:
    x = np.ones((2, 5))
    assert relative_level(0.1 * x, x) == pytest.approx(-20)
    assert relative_level(0 * x, x) == relative_level(x, 0 * x) == -120
