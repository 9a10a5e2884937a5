"""Code shown in a chapter is the code that runs."""

import inspect

import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.show import source
from lasaft_nb.show.html import Html


def test_the_source_is_the_librarys_own_with_its_file() -> None:
    shown = source(UserError)
    assert shown.code == inspect.getsource(UserError).rstrip()
    assert shown._repr_markdown_().startswith("*`lasaft_nb/errors.py`*\n\n```python\nclass UserError")


def test_a_method_is_shown_without_its_indentation() -> None:
    assert source(Html.__repr__).code.startswith("def __repr__")


def test_what_has_no_file_is_refused() -> None:
    with pytest.raises(ValueError, match="defined in a file"):
        source(len)
