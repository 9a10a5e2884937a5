"""How sources are asked for, and what no condition changes runs once for several questions."""

from collections import Counter

import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.aml import parse
from lasaft_nb.aml.words import decode
from lasaft_nb.models import zoo
from lasaft_nb.models.conditions import SENTENCES, as_many, by_number, by_sentence, forward_conditions, shuffled
from lasaft_nb.sources import SOURCES

SIZES = {"n_fft": 64, "n_blocks": 5, "channels": 4, "n_layers": 2, "embedding_dim": 4}
X, ALL = torch.randn(3, 4, 7, 33), torch.arange(4).repeat_interleave(3)


@pytest.mark.parametrize(
    ("name", "n_encodings"),
    [
        ("cunet_film", 1),
        ("cunet_film_tdf", 1),
        ("cunet_gpocm", 1),
        ("cunet_gpocm_tdf", 1),
        ("cunet_film_encoder", 4),
        ("cunet_film_mux", 4),
        ("cunet_gpocm_lasaft", 4),
        ("cunet_gpocm_lightsaft", 4),
    ],
)
def test_the_encoder_runs_once_where_it_does_not_read_the_condition(name: str, n_encodings: int) -> None:
    network, calls = zoo.build(name, **SIZES).eval(), Counter()
    for part in ("first", "encoders.1", "middle", "decoders.0", "last"):
        network.get_submodule(part).register_forward_hook(lambda *_, part=part: calls.update([part]))
    together = forward_conditions(network, X, ALL)
    assert (n_encodings == 4) is network.encoder_reads_condition
    assert calls == {"first": n_encodings, "encoders.1": n_encodings, "middle": n_encodings, "decoders.0": 4, "last": 4}
    assert_close(together, torch.cat([network(X, one) for one in ALL.split(3)]))


def test_other_networks_are_asked_one_by_one() -> None:
    network = zoo.build("original_cunet", channels=2, n_layers=2, in_channels=4).eval()
    assert_close(forward_conditions(network, X.abs(), ALL), torch.cat([network(X.abs(), one) for one in ALL.split(3)]))


def test_examples_with_conditions_of_their_own_are_one_question() -> None:
    network = zoo.build("cunet_film", **SIZES).eval()
    assert_close(forward_conditions(network, X, torch.tensor([2, 0, 3])), network(X, torch.tensor([2, 0, 3])))


@pytest.mark.parametrize("count", [0, 2, 4])
def test_conditions_that_examples_cannot_share_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"equally many conditions for each of 3 examples, got {count}"):
        forward_conditions(zoo.build("cunet_film", **SIZES), X, torch.zeros(count, dtype=torch.long))


def test_a_source_is_its_place_among_the_sources() -> None:
    assert by_number(("bass", "vocals")).tolist() == [SOURCES.index("bass"), 0]


def test_a_source_is_the_sentence_that_leaves_it_alone() -> None:
    assert set(SENTENCES) == set(SOURCES)
    questions = by_sentence(SOURCES)
    assert questions.dtype == torch.long
    for source, row in zip(SOURCES, questions, strict=True):
        assert decode(row.tolist()) == SENTENCES[source]
    assert parse(SENTENCES["other"]).targets == {"vocals", "drums", "bass"}


def test_examples_are_repeated_question_by_question() -> None:
    x = torch.tensor([[1.0], [2.0]])
    assert as_many(x, torch.zeros(6)).flatten().tolist() == [1, 2, 1, 2, 1, 2]
    assert as_many(x, torch.zeros(2, 7)) is x


def test_examples_are_not_repeated_for_conditions_they_cannot_share() -> None:
    with pytest.raises(ValueError, match="equally many conditions for each of 2 examples, got 3"):
        as_many(torch.zeros(2, 4), torch.zeros(3))


@pytest.mark.parametrize("n_examples", [1, 4, 6, 8])
def test_a_batch_asks_for_every_source_before_one_comes_again(n_examples: int) -> None:
    counts = shuffled(n_examples).bincount(minlength=4)
    assert counts.sum() == n_examples
    assert counts.max() - counts.min() <= 1


def test_the_order_of_the_questions_is_random() -> None:
    torch.manual_seed(0)
    assert len({tuple(shuffled(4).tolist()) for _ in range(50)}) > 10
