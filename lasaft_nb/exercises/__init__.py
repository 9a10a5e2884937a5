"""Checks for the book's exercises: ``check("digital-audio/alias", answer)`` says whether an answer is right."""

from lasaft_nb.exercises.check import Exercise, Result, check

__all__ = ["Exercise", "Result", "check"]
