"""What no condition changes runs once for several questions."""

from collections import Counter

import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models import zoo
from lasaft_nb.models.questions import answers

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
    together = answers(network, X, ALL)
    assert (n_encodings == 4) is network.encoder_reads_condition
    assert calls == {"first": n_encodings, "encoders.1": n_encodings, "middle": n_encodings, "decoders.0": 4, "last": 4}
    assert_close(together, torch.cat([network(X, one) for one in ALL.split(3)]))


def test_other_networks_are_asked_one_by_one() -> None:
    network = zoo.build("original_cunet", channels=2, n_layers=2, in_channels=4).eval()
    assert_close(answers(network, X.abs(), ALL), torch.cat([network(X.abs(), one) for one in ALL.split(3)]))


def test_examples_with_conditions_of_their_own_are_one_question() -> None:
    network = zoo.build("cunet_film", **SIZES).eval()
    assert_close(answers(network, X, torch.tensor([2, 0, 3])), network(X, torch.tensor([2, 0, 3])))


@pytest.mark.parametrize("count", [0, 2, 4])
def test_conditions_that_examples_cannot_share_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"equally many conditions for each of 3 examples, got {count}"):
        answers(zoo.build("cunet_film", **SIZES), X, torch.zeros(count, dtype=torch.long))
