"""Names of version 0.1 work, and say where they are now."""

import importlib

import pytest


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [("lasaft_nb.checks", "lasaft_nb.exercises", "check"), ("lasaft_nb.data.mini", "lasaft_nb.synth", "make_dataset")],
)
def test_a_module_that_moved_is_found_by_its_old_name_with_a_warning(old: str, new: str, name: str) -> None:
    module = importlib.import_module(old)
    with pytest.warns(DeprecationWarning, match=f"{old} is {new} now; the old name goes with version 0.3") as warned:
        found = getattr(module, name)
    assert found is getattr(importlib.import_module(new), name)
    assert warned[0].filename == __file__  # it points at who used the name
    with pytest.raises(AttributeError, match=f"{new}.*no_such_name"):
        getattr(module, "no_such_name")  # noqa: B009
