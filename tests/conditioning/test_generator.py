"""The condition generator: widths, order of its layers, and what it refuses."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from lasaft_nb.conditioning import ConditionGenerator


def test_every_layer_doubles_the_width_and_all_but_the_first_drop_out_and_normalise() -> None:
    layers = ConditionGenerator(embedding_dim=32, n_layers=4).layers
    assert [layer[0].out_features for layer in layers] == [64, 128, 256]
    kinds = [[type(step) for step in layer] for layer in layers]
    assert kinds == [[nn.Linear, nn.ReLU], *[[nn.Linear, nn.ReLU, nn.Dropout, nn.BatchNorm1d]] * 2]


def test_the_condition_carries_index_embedding_and_features() -> None:
    generator, index = ConditionGenerator(embedding_dim=8).eval(), torch.tensor([2, 0])
    condition = generator(index)
    assert_close(condition.embedding, generator.embedding.weight[[2, 0]])
    assert_close(condition.features, generator.layers(condition.embedding))
    assert condition.features.shape == (2, generator.feature_dim)


def test_a_condition_that_is_not_one_whole_number_an_example_is_refused() -> None:
    with pytest.raises(ValueError, match=r"condition must be a LongTensor of shape \(batch,\), got torch.float32"):
        ConditionGenerator()(torch.ones(2))


def test_dropout_is_the_authors_unless_said_otherwise() -> None:
    def rates(generator: ConditionGenerator) -> list[float]:
        return [layer.p for layer in generator.modules() if isinstance(layer, nn.Dropout)]

    assert rates(ConditionGenerator()) == [0.5, 0.5]
    assert rates(ConditionGenerator(dropout=0.0)) == [0.0, 0.0]
