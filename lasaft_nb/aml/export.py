"""The language and its effects as plain data, for programs in another language: the playground's page reads it.

Nothing here is written a second time; every entry is taken from the module that defines it.
"""

from typing import Any

from lasaft_nb.aml import effects, error, reverb
from lasaft_nb.aml.command import Command
from lasaft_nb.aml.grammar import MAX_LENGTH, RULES, START, commands, parse, sentences
from lasaft_nb.audio import filters


def language() -> dict[str, Any]:
    """Rules, meanings, messages, the measure of nearness and the settings of all effects: JSON, about 12 kB.

    ``meanings[i]`` is the place in ``commands`` of what the i-th sentence means; sentences are counted in the order in
    which ``rules`` derive them, from left to right (see `sentences`).
    """
    all_commands = commands()
    place = {command: number for number, command in enumerate(all_commands)}
    return {
        "start": START,
        "rules": RULES,
        "commands": [_command(command) for command in all_commands],
        "meanings": [place[parse(sentence)] for sentence in sentences()],
        "messages": error.MESSAGES,
        "limits": {"length": MAX_LENGTH, "shown": error.SHOWN, "read": error.READ},
        "nearest": {
            "words": error.MAX_WORDS,
            "letters": error.MAX_LETTERS,
            "left_out": error.LEFT_OUT,
            "replaced": error.REPLACED,
            "same": error.SAME,
        },
        "effects": _effects(),
    }


def _command(command: Command) -> dict[str, Any]:
    return {"task": command.task, "sources": command.sources, "level": command.level, "sentence": str(command)}


def _effects() -> dict[str, Any]:
    """Which effect a task runs, and the numbers of each; cutoffs are in Hz, delays in samples at 44.1 kHz."""
    cutoffs: dict[str, dict[str, dict[str, float]]] = {}
    for (kind, source), levels in effects.CUTOFF_HZ.items():
        cutoffs.setdefault(kind, {})[source] = levels
    hall = reverb.DEFAULT
    return {
        "of_task": {task: effect.__name__ for task, effect in effects.EFFECTS.items()},
        "increase": effects.INCREASE,
        "decrease": effects.DECREASE,
        "near_side": effects.NEAR_SIDE,
        "q": filters.BUTTERWORTH_Q,
        "cutoff_hz": cutoffs,
        "reverb": {
            "combs": reverb.COMB_DELAYS,
            "allpasses": reverb.ALLPASS_DELAYS,
            "allpass_feedback": reverb.ALLPASS_FEEDBACK,
            "right_ear": reverb.STEREO_OFFSET * hall.stereo_depth / 100,
            "feedback": hall.feedback,
            "damping": hall.damping,
            "room": hall.room,
            "gain": hall.gain,
            "pre_delay": hall.pre_delay / 1000,
        },
    }
