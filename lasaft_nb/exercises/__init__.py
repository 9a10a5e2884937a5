"""Checks for the book's exercises: ``check("digital-audio/alias", answer)`` says whether an answer is right."""

from lasaft_nb.exercises.check import Result, check
from lasaft_nb.exercises.exercise import Exercise

__all__ = ["Exercise", "Result", "check"]
