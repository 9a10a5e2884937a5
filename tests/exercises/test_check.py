"""An answer is judged, hinted at twice, and never ends a session."""

import math

import numpy as np
import pytest

from lasaft_nb.exercises import (
    Exercise,
    Result,
    audio_manipulation,
    background,
    check,
    conditioned_separation,
    frequency_transformation,
)
from lasaft_nb.exercises.check import _wrong_tries, find


@pytest.fixture(autouse=True)
def first_try() -> None:
    _wrong_tries.clear()


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


def test_the_result_is_true_for_a_right_answer_and_carries_text_and_hint(capsys):
    right, wrong, none = check("mixing/notch", 50), check("mixing/notch", 100.0), check("mixing/notch")
    assert right and not wrong and not none
    assert (right.text, right.hint) == ("mixing/notch: right.", "")
    assert wrong.hint.startswith("Hint: the echo cancels")
    assert wrong.hint in wrong.text
    assert none.hint == ""
    assert capsys.readouterr().out.split() == f"{right.text} {wrong.text} {none.text}".split()


def test_a_second_wrong_answer_gets_a_second_hint_and_a_right_one_begins_anew(capsys):
    name = "mixing/faders"
    check(name, -6.02)
    first, none, second = check(name, 6.02), check(name, None), check(name, 0.5)
    assert "Second hint" not in first.text + none.text
    assert first.hint in second.hint
    assert "Second hint: 20 * log10(0.5)" in second.hint
    assert check(name, -6.02)
    assert check(name, 6.02).hint == first.hint
    assert check("mixing/notch", "x").hint.count("hint") == 0  # tries of another exercise are counted apart


def test_every_exercise_has_two_different_hints_and_the_solution_s_name_leads_to_it():
    for part in (background, frequency_transformation, conditioned_separation, audio_manipulation):
        for chapter, exercises in part.CHAPTERS.items():
            for short, exercise in exercises.items():
                assert find(f"{chapter}/{short}") is exercise
                assert exercise.hint and exercise.second_hint and exercise.hint != exercise.second_hint


def divide_by_zero(f, rate):
    folded = f % rate
    return folded / (rate - rate)


def test_a_function_that_stops_is_told_with_its_line_and_gets_a_hint(capsys):
    result = check("digital-audio/alias", divide_by_zero)
    line = divide_by_zero.__code__.co_firstlineno + 2
    expected = f"Your code stopped in line {line}, `return folded / (rate - rate)`, with ZeroDivisionError: "
    assert expected in result.text
    assert "Hint: fold f" in result.text
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 70


def test_too_few_parameters_built_in_functions_and_errors_from_below_are_told_too():
    assert "stopped with TypeError" in check("digital-audio/alias", lambda f: f).text
    assert "stopped with TypeError" in check("digital-audio/alias", math.sin).text
    deep = check("mixing/constant-power", lambda position: np.array([1, 2]).reshape(3, 3))
    assert "`deep = check(" in deep.text  # the reader's line, not numpy's
    with pytest.raises(KeyboardInterrupt):
        check("digital-audio/decibels", interrupted)


def interrupted(ratio):
    raise KeyboardInterrupt


def test_a_value_for_a_function_and_a_function_for_a_value_are_told():
    assert "must be a function, got a float" in check("digital-audio/alias", 1.0).text
    assert "must be a value, got a function" in check("mixing/notch", lambda: 50).text
    assert not check("introduction/share", [[1], [1, 2]])  # no array


def test_a_function_that_changes_what_it_gets_does_not_spoil_the_next_try():
    def in_place(reference, estimate):
        reference *= 0
        return 0.0

    before = [np.copy(array) for array in find("before-deep-learning/si-sdr").cases[0][0]]
    check("before-deep-learning/si-sdr", in_place)
    for kept, now in zip(before, find("before-deep-learning/si-sdr").cases[0][0], strict=True):
        np.testing.assert_array_equal(kept, now)


def test_a_notebook_shows_the_text_once():
    from IPython.core.formatters import DisplayFormatter

    assert DisplayFormatter().format(Result(True, "right.")) == ({}, {})
