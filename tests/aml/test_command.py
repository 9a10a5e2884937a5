import pytest

from lasaft_nb.aml.command import LEVELS, TARGETS, TASKS, Command


def test_commands_with_the_same_targets_are_equal_whatever_the_order():
    one = Command(task="mute", targets=frozenset(["bass", "vocals"]))
    two = Command(task="mute", targets=frozenset(["vocals", "bass"]))
    assert one == two
    assert hash(one) == hash(two)
    assert one.sources == ("vocals", "bass")


def test_the_canonical_sentence_spells_out_level_and_order():
    wide = frozenset(TARGETS)
    assert str(Command(task="lowpass", targets=wide, level="medium")) == "apply medium lowpass to vocals, drums, bass"
    assert str(Command(task="pan left", targets=frozenset(["drums"]))) == "pan drums to the left side"
    completely = Command(task="pan right", targets=frozenset(["bass"]), level="completely")
    assert str(completely) == "pan bass completely to the right side"


def test_the_nine_tasks_are_those_of_table_5_1():
    assert len(TASKS) == 9
    assert set(LEVELS) == set(TASKS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"task": "shout", "targets": {"vocals"}}, "task must be one of separate, .*; got 'shout'"),
        ({"task": "mute", "targets": {"other"}}, "targets must be some of vocals, drums, bass; got .'other'."),
        ({"task": "mute", "targets": set()}, "targets must be some of"),
        ({"task": "lowpass", "targets": {"bass"}}, "level of 'lowpass' must be one of .*, got ''"),
        ({"task": "mute", "targets": {"bass"}, "level": "heavy"}, "level of 'mute'"),
    ],
)
def test_an_impossible_command_names_the_argument_and_the_rule(arguments, words):
    with pytest.raises(ValueError, match=words):
        Command(**arguments)
