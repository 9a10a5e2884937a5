from collections import Counter

import numpy as np
import pytest
import torch
from made_songs import write_song

from lasaft_nb import aml
from lasaft_nb.aml.command import TASKS
from lasaft_nb.data import Excerpts, tracks
from lasaft_nb.data.track import Track
from lasaft_nb.data.triples import Triples, decibels, survey
from lasaft_nb.sources import SOURCES

RATE = 22050


class NoiseTrack(Track):
    name, sample_rate, n_samples, files = "noise", RATE, 3 * RATE, ()

    def _read(self, name, start, stop):
        whole = np.random.default_rng(SOURCES.index(name)).uniform(-0.2, 0.2, (self.n_samples, 2))
        return whole[start:stop].astype(np.float32)


@pytest.fixture(scope="module")
def excerpts():
    return Excerpts([NoiseTrack()], n_samples=RATE // 2, sample_rate=RATE, seed=3)


def test_a_triple_is_a_pure_function_of_seed_and_index(excerpts):
    one, two = Triples(excerpts, seed=5), Triples(excerpts, seed=5)
    _ = two[7]
    for left, right in zip(one[4], two[4], strict=True):
        assert left == right if isinstance(left, str) else torch.equal(left, right)
    assert {Triples(excerpts, seed=seed)[4].sentence for seed in range(8)} != {one[4].sentence}


def test_after_is_what_the_sentence_does_to_the_stems(excerpts):
    triples = Triples(excerpts)
    for index in range(12):
        before, after, sentence = triples[index]
        _, stems = excerpts[index]
        named = dict(zip(SOURCES, (stem.numpy().T for stem in stems), strict=True))
        expected = aml.apply(aml.parse(sentence), named, RATE)
        np.testing.assert_array_equal(before.numpy().T, expected[0])
        np.testing.assert_array_equal(after.numpy().T, expected[1])
        assert before.shape == after.shape == (2, RATE // 2)


def test_for_dereverberation_the_dry_mixture_is_the_target(excerpts):
    before, after, sentence = Triples(excerpts, tasks=("dereverb",))[0]
    mixture, _ = excerpts[0]
    assert sentence.startswith("remove reverb from")
    gain = after.abs().max() / mixture.abs().max()
    torch.testing.assert_close(after, gain * mixture, atol=1e-5, rtol=0)
    assert not torch.allclose(before, after, atol=1e-3)


def test_tasks_are_balanced_and_sentences_vary(excerpts, monkeypatch):
    silent = torch.zeros(2, 10), torch.zeros(4, 2, 10)
    monkeypatch.setattr(Excerpts, "__getitem__", lambda self, index: silent)
    monkeypatch.setattr("lasaft_nb.data.triples.apply", lambda command, stems, rate: (stems["bass"], stems["bass"]))
    triples = Triples(excerpts)
    sentences = [triples[index].sentence for index in range(1800)]
    counts = Counter(aml.parse(sentence).task for sentence in sentences)
    assert set(counts) == set(TASKS)
    assert min(counts.values()) > 150
    assert max(counts.values()) < 250
    assert len({sentence for sentence in sentences if aml.parse(sentence).task == "mute"}) > 40


def test_separation_alone_can_be_asked_for_and_an_unknown_task_is_refused(excerpts):
    only = Triples(excerpts, tasks=("separate", "mute"))
    assert {aml.parse(only[index].sentence).task for index in range(30)} == {"separate", "mute"}
    with pytest.raises(ValueError, match=r"tasks must be some of separate, .*; got .'shout',."):
        Triples(excerpts, tasks=("shout",))


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
    assert decibels(0.1 * x, x) == pytest.approx(-20)
    assert decibels(0 * x, x) == decibels(x, 0 * x) == -120
