"""The files that describe the project agree with each other."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from conftest import REPOSITORY

import lasaft_nb

PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))


@cache
def tool(name: str) -> ModuleType:
    """A file of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, REPOSITORY / f"tools/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def requirements() -> set[str]:
    project = PYPROJECT["project"]
    named = set(project["dependencies"]).union(*project["optional-dependencies"].values())
    return {one for one in named if not one.startswith("lasaft-nb[")}  # those are other extras


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_environment_yml_lists_exactly_the_requirements_of_pyproject() -> None:
    environment = yaml.safe_load((REPOSITORY / "environment.yml").read_text("utf-8"))
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert set(pip) - {"--editable ."} == requirements()


def test_every_requirement_is_locked_in_constraints() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text("utf-8").split()
    locked = {canonical(line.split("==")[0]) for line in lines if "==" in line}
    wanted = {canonical(re.match(r"[\w.-]+", requirement)[0]) for requirement in requirements()}  # type: ignore[index]
    assert wanted - locked == set()


def test_citation_and_changelog_tell_of_this_version() -> None:
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == lasaft_nb.__version__
    changelog = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[{lasaft_nb.__version__}\]|^To be {lasaft_nb.__version__}:", changelog, re.MULTILINE)


TEMPLATES = [path for path in (REPOSITORY / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config"]


@pytest.mark.parametrize("template", sorted(TEMPLATES), ids=lambda path: path.stem)
def test_an_issue_template_asks_for_what_is_needed_to_answer(template: Path) -> None:
    form = yaml.safe_load(template.read_text("utf-8"))
    assert {"name", "description", "body"} <= form.keys()
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    ids = [field["id"] for field in fields]
    assert len(set(ids)) == len(ids)
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_importing_the_package_does_not_import_torch() -> None:
    code = "import sys, lasaft_nb; print('torch' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


@pytest.mark.parametrize("package", ["data", "inference", "training"])
def test_importing_a_package_whose_names_load_late_does_not_import_torch(package: str) -> None:
    code = f"import sys, lasaft_nb.{package}; print('torch' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


def test_a_name_that_the_library_lacks_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="separater"):
        lasaft_nb.separater  # noqa: B018


def test_setting_the_repository_rewrites_every_mention(tmp_path) -> None:
    set_repository = tool("set_repository")
    old = set_repository.current(REPOSITORY)
    names = ("pyproject.toml", "CITATION.cff", "README.md", "_config.yml", "tools/setup_cell.py")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / name)
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    set_repository.rewrite(tmp_path, "https://github.com/someone/fork.nb")
    for name in names:
        assert old not in (tmp_path / name).read_text("utf-8")
    assert set_repository.current(tmp_path) == "someone/fork.nb"
    readme = (tmp_path / "README.md").read_text("utf-8")
    assert "github/someone/fork.nb" in readme
    assert "https://someone.github.io/fork.nb/" in readme
    assert set_repository.published(old) not in readme
    assert set_repository.published("Someone/someone.github.io") == "https://someone.github.io"


def test_a_wrong_repository_address_is_refused_with_the_form_it_should_have() -> None:
    result = subprocess.run(
        [sys.executable, "tools/set_repository.py", "git@example.org:x"],
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert "https://github.com/ORG/REPO" in result.stderr


@pytest.mark.parametrize("line", ["make book", "make test", "lasaft-nb doctor"])
def test_the_readme_names_the_commands(line: str) -> None:
    assert line in (REPOSITORY / "README.md").read_text("utf-8")


def concept_map() -> list[tuple[str, list[Path], list[Path]]]:
    """Rows of the map "From the thesis to the code": the concept, its files, and the page that shows it."""
    return [
        (row["concept"], [REPOSITORY / name for name in row["files"].split()], [REPOSITORY / row["page"]])
        for row in tool("sync_readme").concepts()
    ]


def test_the_readmes_map_is_that_of_the_table() -> None:
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    assert readme == tool("sync_readme").filled(readme), "run tools/sync_readme.py"


def test_a_readme_without_the_marks_of_its_map_is_refused() -> None:
    with pytest.raises(SystemExit, match="end of map"):
        tool("sync_readme").filled("# lasaft-nb\n")


@cache
def text_of(path: Path) -> str:
    """Of a file, of a folder's modules, or of a notebook's cells."""
    if path.suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"])
    return "".join(one.read_text("utf-8") for one in (sorted(path.rglob("*.py")) if path.is_dir() else [path]))


@pytest.mark.parametrize(("concept", "files", "pages"), concept_map(), ids=[row[0][:30] for row in concept_map()])
def test_a_row_of_the_readmes_map_leads_to_code_that_has_the_name_and_a_page_that_uses_it(
    concept: str, files: list[Path], pages: list[Path]
) -> None:
    assert files
    assert pages
    assert [path for path in (*files, *pages) if not path.exists()] == []
    code = "".join(map(text_of, files)).replace("-", "")
    names = re.findall(r"\b[A-Za-z]*[A-Z][A-Za-z-]*[A-Z][A-Za-z]*", concept)  # such as TDF, LaSAFT, Wave-U-Net
    assert [name for name in names if name.replace("-", "").lower() not in code.lower()] == []
    if pages[0].suffix == ".ipynb":
        defined = re.findall(r"^(?:def|class) ([A-Za-z]\w+)", "".join(map(text_of, files)), re.MULTILINE)
        used = [path.stem for path in files] + defined
        names = [name for name in used if any(re.search(rf"\b{name}\b", text_of(page)) for page in pages)]
        assert names, f"{pages[0].name} names neither file, class nor function of {concept!r}"


def test_the_readmes_map_names_forty_files() -> None:
    assert len({path for _, files, _ in concept_map() for path in files}) >= 40
