"""Exercises and questions of the book: ``check("mixing/notch", answer)`` judges, ``quiz("mixing/limiter")`` asks."""

from lasaft_nb.exercises.check import Result, check
from lasaft_nb.exercises.exercise import Exercise
from lasaft_nb.exercises.quiz import quiz

__all__ = ["Exercise", "Result", "check", "quiz"]
