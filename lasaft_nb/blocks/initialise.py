"""Initial weights (the authors' published training code): by the activation that follows a layer."""

from torch import nn


def before_relu(module: nn.Module) -> nn.Module:
    """Kaiming-normal weights for layers that a ReLU follows; biases and normalisation keep torch's defaults."""
    for parameter in module.parameters():
        if parameter.ndim > 1:
            nn.init.kaiming_normal_(parameter, nonlinearity="relu")
    return module


def before_identity(module: nn.Module) -> nn.Module:
    """Xavier-normal weights for all other layers."""
    for parameter in module.parameters():
        if parameter.ndim > 1:
            nn.init.xavier_normal_(parameter)
    return module
