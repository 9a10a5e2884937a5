"""The answers of these chapters agree with the library, and usual mistakes are refused."""

from math import perm, tanh

import numpy as np
import pytest
import torch
from torch import nn

from lasaft_nb import aml
from lasaft_nb.aml.command import TASKS
from lasaft_nb.aml.grammar import RULES, n_sentences, probability
from lasaft_nb.conditioning.description import WordsToPoCM
from lasaft_nb.conditioning.pocm import SMPoCM
from lasaft_nb.exercises import check
from lasaft_nb.exercises.audio_manipulation import AML, AMSS_NET, TRIPLES
from lasaft_nb.models.amss_net import AmssSize


def selections(n: int) -> int:
    return sum(perm(n, k) for k in range(1, n + 1))


def test_four_sources_give_as_many_sentences_as_the_answer_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "<srcs>", ("piano",) * selections(4))
    assert n_sentences() == AML["four-sources"].answer


def test_the_selections_of_the_exercise_are_counted_right() -> None:
    assert AML["selections"].is_right(selections)
    assert not AML["selections"].is_right(lambda n: 2**n - 1)


def test_the_chance_of_muting_the_vocals_is_the_sum_over_its_sentences() -> None:
    assert AML["chance"].is_right(sum(map(probability, aml.paraphrases(aml.parse("mute vocals")))))


def test_the_absolute_peak_is_right_and_the_signed_one_is_not() -> None:
    gain = TRIPLES["gain"]
    assert gain.is_right(lambda before, after: max(1.0, np.abs(before).max(), np.abs(after).max()))
    assert not gain.is_right(lambda before, after: max(1.0, before.max(), after.max()))


def test_the_waiting_time_is_that_of_one_sentence_among_those_that_mute() -> None:
    muting = [text for text in aml.sentences() if aml.parse(text).task == "mute"]
    assert TRIPLES["wait"].answer == len(TASKS) * len(muting)


def test_the_generator_of_the_exercise_has_as_many_parameters_as_the_answer_says() -> None:
    size = AmssSize()
    channels = size.n_latent_channels
    generator = WordsToPoCM(
        word_dim=size.word_dim, key_dim=size.key_dim, n_tasks=3, in_channels=channels, out_channels=channels
    )
    assert sum(parameter.numel() for parameter in generator.parameters()) == AMSS_NET["generator"].answer


class Given(nn.Module):
    """In place of what words decide: gates s and i that do not look at x, and a manipulation that is the identity."""

    def __init__(self, s: float, i: float) -> None:
        super().__init__()
        self.s, self.i = s, i

    def forward(self, words: object) -> list[tuple[torch.Tensor, torch.Tensor]]:
        def pocm(weight: float, bias: float) -> tuple[torch.Tensor, torch.Tensor]:
            return torch.full((1, 1, 1), weight).double(), torch.full((1, 1), bias).double()

        logits = [float(torch.logit(torch.tensor(gate, dtype=torch.float64))) for gate in (self.s, self.i)]
        return [pocm(0.0, logits[0]), pocm(1.0, 0.0), pocm(0.0, logits[1])]


def smpocm(x: float, s: float, i: float) -> float:
    """What the library's block makes of one number."""
    block = SMPoCM(channels=1, word_dim=2, key_dim=2)
    block.to_pocm = Given(s, i)
    return float(block(torch.full((1, 1, 1, 1), x, dtype=torch.float64), None))


def test_smpocm_of_the_exercise_is_the_librarys_and_a_gate_in_the_wrong_place_is_noticed() -> None:
    assert AMSS_NET["smpocm"].is_right(smpocm)
    assert not AMSS_NET["smpocm"].is_right(lambda x, s, i: i * s * tanh(x) + (1 - s) * x)


RIGHT = {
    "twenty": 60.2,
    "verb": lambda s: np.var(np.mean(s, axis=1)) / np.var(s),
    "level": lambda x, y: 10 * np.log10(np.sum((x - y) ** 2) / np.sum(x**2)),
}


@pytest.mark.parametrize("name", RIGHT)
def test_the_solutions_of_the_chapter_are_right(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    check(f"inside-amss-net/{name}", RIGHT[name])
    assert "right" in capsys.readouterr().out


def test_wrong_answers_get_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    check("inside-amss-net/twenty", 3.0)
    check("inside-amss-net/verb", lambda s: np.var(np.mean(s, axis=0)) / np.var(s))
    assert capsys.readouterr().out.count("not yet") == 2
