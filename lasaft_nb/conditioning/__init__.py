"""Conditioning of a network on the wanted source (thesis chapter 4): (x, condition) to a tensor of x's shape."""

from lasaft_nb.conditioning.film import FiLM
from lasaft_nb.conditioning.generator import Condition, ConditionGenerator
from lasaft_nb.conditioning.lasaft import LaSAFT, LatentAttention, LightSAFT, Mux
from lasaft_nb.conditioning.pocm import GPoCM, PoCM, point_wise
from lasaft_nb.conditioning.steps import Chain, Reads, Residual, Unconditioned

__all__ = [
    "Chain",
    "Condition",
    "ConditionGenerator",
    "FiLM",
    "GPoCM",
    "LaSAFT",
    "LatentAttention",
    "LightSAFT",
    "Mux",
    "PoCM",
    "Reads",
    "Residual",
    "Unconditioned",
    "point_wise",
]
