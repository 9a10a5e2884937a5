"""The files that describe the project agree with each other."""

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import yaml
from conftest import REPOSITORY

PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))


def requirements() -> set[str]:
    project = PYPROJECT["project"]
    return set(project["dependencies"]).union(*project["optional-dependencies"].values())


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


def test_importing_the_package_does_not_import_torch() -> None:
    code = "import sys, lasaft_nb; print('torch' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


def test_setting_the_repository_rewrites_every_mention(tmp_path) -> None:
    spec = importlib.util.spec_from_file_location("set_repository", REPOSITORY / "tools/set_repository.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    old = tool.current(REPOSITORY)
    names = ("pyproject.toml", "CITATION.cff", "README.md", "_config.yml")
    for name in names:
        shutil.copy(REPOSITORY / name, tmp_path / name)
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    tool.rewrite(tmp_path, "https://github.com/someone/fork.nb")
    for name in names:
        assert old not in (tmp_path / name).read_text("utf-8")
    assert tool.current(tmp_path) == "someone/fork.nb"
    assert "github/someone/fork.nb" in (tmp_path / "README.md").read_text("utf-8")


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


def test_every_file_of_the_readmes_concept_map_exists() -> None:
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    section = readme.split("## From the thesis to the code")[1].split("\n## ")[0]
    paths = re.findall(r"`((?:lasaft_nb|book)/[\w/.]+)`", section)
    assert len(paths) > 20
    assert [path for path in paths if not (REPOSITORY / path).exists()] == []
