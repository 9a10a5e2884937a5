"""How long the exercises of a page take: five minutes each."""

import re

ASKED = re.compile(r"\{exercise(?:-start)?\}")
MINUTES = 5  # an exercise


def exercise_minutes(text: str) -> int:
    """Minutes for all exercises that are asked in the text of a page."""
    return MINUTES * len(ASKED.findall(text))
