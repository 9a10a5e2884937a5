import numpy as np
import pytest

from lasaft_nb.exercises import Exercise, check
from lasaft_nb.exercises.check import find


def test_a_right_answer_is_confirmed_and_a_wrong_one_gets_a_hint_only(capsys):
    check("digital-audio/n_fft", 4096)
    check("digital-audio/n_fft", 512)
    check("digital-audio/n_fft", None)
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert lines[0] == "digital-audio/n_fft: right."
    assert lines[1].startswith("digital-audio/n_fft: not yet. Hint:")
    assert "4096" not in printed
    assert lines[-1] == "digital-audio/n_fft: no answer yet, replace None."
    assert max(map(len, lines)) <= 70


def test_a_function_is_right_only_if_every_case_is():
    exercise = Exercise(hint="", cases=(((1,), 2), ((3,), 6)))
    assert exercise.is_right(lambda x: 2 * x)
    assert not exercise.is_right(lambda x: x + 1)
    assert not exercise.is_right(4)


def test_numbers_texts_and_arrays_are_compared_with_tolerance_shape_and_kind():
    assert Exercise(hint="", answer=-6.0206).is_right(-6.02)
    assert not Exercise(hint="", answer=-6.0206).is_right(-6.5)
    assert not Exercise(hint="", answer=-6.0206).is_right("minus six")
    assert Exercise(hint="", answer="infinitely many").is_right(" Infinitely many")
    assert Exercise(hint="", answer=np.array([0.0, 1.0])).is_right([1e-9, 1.0])
    assert not Exercise(hint="", answer=np.array([0.0, 1.0])).is_right([0.0, 1.0, 0.0])


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match=r"a chapter of lasaft_nb.exercises, got 'nowhere/x'"):
        find("nowhere/x")
    with pytest.raises(ValueError, match=r"digital-audio has the exercises frames, .*; got 'x'"):
        find("digital-audio/x")
