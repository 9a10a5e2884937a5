"""The Audio Manipulation Language (thesis 5.2): sentences, what they mean, and what they do to stems."""

from lasaft_nb.aml.command import Command
from lasaft_nb.aml.effects import apply
from lasaft_nb.aml.error import AmlError
from lasaft_nb.aml.grammar import commands, paraphrases, parse, parse_joined, random_sentence, sentences

__all__ = [
    "AmlError",
    "Command",
    "apply",
    "commands",
    "paraphrases",
    "parse",
    "parse_joined",
    "random_sentence",
    "sentences",
]
