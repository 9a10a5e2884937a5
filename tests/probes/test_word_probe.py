import pytest
import torch
from torch import nn

from lasaft_nb.aml import words
from lasaft_nb.models.amss_net import AMSSNet, amss_net
from lasaft_nb.probes.word_probe import read_words

SIZES = {"n_fft": 64, "channels": 4, "n_layers": 1, "n_latent_sources": 2, "n_heads": 2, "word_dim": 8, "key_dim": 8}


def network(**options: bool) -> AMSSNet:
    return amss_net(vectors=words.vectors(), **SIZES, **options).eval()


def test_every_task_of_every_block_has_a_row_that_adds_up_to_one() -> None:
    table = read_words(network(), "mute drums, bass")
    tasks = ("select", "manipulate", "let out")
    assert list(table.index) == [f"decoder {i}, {task}" for i in (1, 2) for task in tasks] + ["aggregate"]
    assert list(table.columns) == ["<bgn>", "mute", "drums", ",", "bass", "<end>"]
    assert table.sum(axis=1).to_list() == pytest.approx([1.0] * 7)


def test_baselines_have_the_rows_that_they_have_parts_for() -> None:
    assert list(read_words(network(selective=False), "mute bass").index) == [
        "decoder 1, manipulate",
        "decoder 2, manipulate",
        "aggregate",
    ]
    assert "decoder 1, extract" in read_words(network(skip_attention=False), "mute bass").index


def test_a_task_whose_vector_agrees_with_a_word_reads_that_word() -> None:
    one = network()
    attend = one.unet.decoders[1].manipulate.to_pocm.attend
    features = one.describe(words.encode(["mute bass"])).features[0]
    key = attend.to_key(features)[2]  # "bass"
    attend.tasks.data[0] = 1e4 * (key - attend.to_key(features)[[0, 1, 3]].mean(0)).detach()
    assert read_words(one, "mute bass").loc["decoder 2, select", "bass"] > 0.99


def test_repeated_words_are_numbered_and_networks_without_words_are_refused() -> None:
    columns = list(read_words(network(), "mute vocals, drums, bass").columns)
    assert columns[2:7] == ["vocals", ", 1", "drums", ", 2", "bass"]
    with pytest.raises(ValueError, match="sentences"):
        read_words(nn.Linear(1, 1), "mute bass")
    assert torch.is_grad_enabled()
