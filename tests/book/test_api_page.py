"""The API reference, built alone by Sphinx with the book's own settings."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from book_site import REPOSITORY

PAGE = (REPOSITORY / "book/api.md").read_text("utf-8")
PACKAGES = re.findall(r"^\.\. automodule:: (\S+)$", PAGE, re.MULTILINE)
AUTODOC = ("autodoc_", "napoleon_", "python_", "default_role", "add_module_names")
EXTRAS = ("openvino", "distributed", "openunmix", "pedalboard")  # what a reader of the book need not have


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page's HTML; a warning ends the build, as it ends that of the book."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("out")
    config = yaml.safe_load((REPOSITORY / "_config.yml").read_text("utf-8"))["sphinx"]["config"]
    settings = {name: value for name, value in config.items() if name.startswith(AUTODOC)}
    settings["extensions"] = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
    settings["suppress_warnings"] = ["myst.xref_missing"]  # the links to other pages of the book
    (source / "conf.py").write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()), "utf-8")
    (source / "index.md").write_text(PAGE, "utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", str(source), str(out)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return (out / "index.html").read_text("utf-8")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_has_an_entry(built: str, package: str) -> None:
    module = import_module(package)
    functions = [name for name in module.__all__ if callable(getattr(module, name))]
    assert [name for name in functions if f'id="{package}.{name}"' not in built] == []


def test_names_in_a_docstring_are_links_to_their_entries(built: str) -> None:
    assert len(re.findall(r'<a class="reference internal" href="#lasaft_nb\.', built)) > 40


def test_sections_of_a_docstring_become_lists_and_no_address_of_memory_is_shown(built: str) -> None:
    assert built.count(">Raises<") + built.count(">Raises:<") + built.count('Raises<span class="colon">') > 10
    assert not re.search(r"0x[0-9a-f]{6}", built)


def test_the_documented_packages_need_no_extra(tmp_path: Path) -> None:
    absent = "; ".join(f"sys.modules[{name!r}] = None" for name in EXTRAS)
    names = "; ".join(f"import {package}; [getattr({package}, n) for n in {package}.__all__]" for package in PACKAGES)
    subprocess.run([sys.executable, "-c", f"import sys; {absent}; {names}"], check=True, cwd=REPOSITORY)
