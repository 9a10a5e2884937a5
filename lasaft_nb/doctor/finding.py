"""One line of the doctor's answer."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How things stand; only BROKEN keeps the library from working."""

    WORKS = "ok"
    MISSING = "missing"  # something optional
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """``what`` was looked at, what it ``says``, and the command that is its ``cure``."""

    what: str
    state: State
    says: str
    cure: str = ""
