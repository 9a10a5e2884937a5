import subprocess
from pathlib import Path

import pytest
import torch

from lasaft_nb import provenance


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package in a checkout of one commit; what provenance takes for the library."""
    folder = tmp_path / "checkout" / "lasaft_nb"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one"]):
        subprocess.run(["git", "-C", str(tmp_path / "checkout"), *words], check=True)
    monkeypatch.setattr(provenance, "PACKAGE", folder)
    provenance.commit.cache_clear()
    yield folder
    provenance.commit.cache_clear()


def test_a_checkout_has_its_commit_and_says_whether_its_files_differ(package: Path) -> None:
    clean = provenance.commit()
    assert len(clean) == 12
    (package / "__init__.py").write_text("changed = True")
    provenance.commit.cache_clear()
    assert provenance.commit() == f"{clean}+changes"


def test_a_package_installed_inside_another_project_has_no_commit(package: Path, monkeypatch) -> None:
    inside = package.parent / ".venv" / "site-packages" / "lasaft_nb"
    inside.mkdir(parents=True)
    (inside / "__init__.py").write_text("")
    monkeypatch.setattr(provenance, "PACKAGE", inside)
    assert provenance.commit() == "unknown"


def test_a_package_that_another_checkout_holds_beside_it_has_no_commit(package: Path, monkeypatch) -> None:
    beside = package.parent / "other"
    beside.mkdir()
    (beside / "__init__.py").write_text("")
    monkeypatch.setattr(provenance, "PACKAGE", beside)  # not a file of that checkout
    assert provenance.commit() == "unknown"


def test_a_device_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert provenance.describe(torch.device("cpu")) == "cpu"
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "NVIDIA H100")
    assert provenance.describe(torch.device("cuda", 0)) == "cuda (NVIDIA H100)"
