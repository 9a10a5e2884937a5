"""A trained network as it was before its first step."""

from collections.abc import Mapping
from typing import Any

import torch

from lasaft_nb.models.source_model import ModelConfig, SourceModel, build_model


def before_training(card: Mapping[str, Any]) -> SourceModel:
    """The model of a checkpoint's card with the weights that its training began with, in evaluation mode.

    The seed on the card decides them (`fit` seeds and builds), so what training changed is a subtraction. Weights
    drawn on the CPU by the same version of torch are the same; the global random state is left as it was.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(card["seed"]))
        return build_model(ModelConfig.from_dict(card["model"])).eval()
