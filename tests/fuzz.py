"""Thousands of made-up inputs, each with a time limit, counted by what became of it."""

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lasaft_nb.errors import UserError

SECONDS = 300  # for one input, also on a busy machine; more is a hang


def few_or(many: int, few: int = 100) -> Any:
    """Parametrise a test by ``n``: a few inputs always, many by `make stress`."""
    return pytest.mark.parametrize("n", [few, pytest.param(many, marks=pytest.mark.stress)])


def fuzz(read: Callable[[Any], object], inputs: st.SearchStrategy[Any], n: int) -> Counter[str]:
    """Feed ``n`` inputs to ``read``: each is accepted or refused by a `UserError` of one line; all else is an error."""
    counts: Counter[str] = Counter()

    @settings(
        max_examples=n,
        deadline=None,
        database=None,
        derandomize=n <= 100,
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs)
    def run(given_input: Any) -> None:
        with _limit():
            counts[_outcome(read, given_input)] += 1

    run()
    print(f"{counts.total()} inputs: {', '.join(f'{number} {what}' for what, number in sorted(counts.items()))}")
    return counts


def _outcome(read: Callable[[Any], object], given_input: Any) -> str:
    try:
        read(given_input)
    except UserError as error:
        assert str(error).strip(), "an error without words"
        return "refused"
    return "accepted"


@contextmanager
def _limit() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError(f"one input took more than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=6,
)


@st.composite
def changed_json(draw: Callable[[Any], Any], value: Any) -> Any:
    """``value`` with one of its parts, however deep, left out or replaced by anything that JSON can say."""
    if draw(st.integers(0, 9)) == 0 or not isinstance(value, dict | list) or not value:
        return draw(JSON)
    if isinstance(value, dict):
        key = draw(st.sampled_from(sorted(value)))
        if draw(st.integers(0, 4)) == 0:
            return {name: part for name, part in value.items() if name != key}
        return {**value, key: draw(changed_json(value[key]))}
    place = draw(st.integers(0, len(value) - 1))
    return [*value[:place], draw(changed_json(value[place])), *value[place + 1 :]]


@st.composite
def changed_bytes(draw: Callable[[Any], Any], content: bytes, *, first: int | None = None) -> bytes:
    """``content`` with up to eight bytes changed (of the ``first``, where headers are), perhaps cut or filled up."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 8))):
        changed[draw(st.integers(0, min(first or len(content), len(content)) - 1))] = draw(st.integers(0, 255))
    end = draw(st.sampled_from((len(content), len(content), draw(st.integers(0, len(content))))))
    return bytes(changed[:end]) + draw(st.sampled_from((b"", b"", draw(st.binary(max_size=64)))))
