"""The Audio Manipulation Language (thesis 5.2): sentences, what they mean, and what they do to stems."""

from lasaft_nb.aml.command import Command
from lasaft_nb.aml.effects import apply

__all__ = ["Command", "apply"]
