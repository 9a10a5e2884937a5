"""The doctor says what is wrong and names one command that mends it."""

import hashlib
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lasaft_nb import doctor
from lasaft_nb.cli import app
from lasaft_nb.doctor import Finding, State, data, machine

LOADS_EXTENSION = """
from pathlib import Path
if list((Path(__file__).parent / "lib").glob("_torchaudio*.so")):
    raise OSError("libc10_cuda.so: cannot open shared object file")
"""


@pytest.fixture
def broken_torchaudio(tmp_path: Path) -> Path:
    """A stand-in that imports only without its extension."""
    folder = tmp_path / "torchaudio"
    (folder / "lib").mkdir(parents=True)
    (folder / "__init__.py").write_text(LOADS_EXTENSION)
    (folder / "lib" / "_torchaudio.abi3.so").touch()
    (folder / "lib" / "libtorchaudio.so").touch()
    return folder


@pytest.mark.parametrize(
    ("for_cpu", "index"), [(True, " --index-url https://download.pytorch.org/whl/cpu"), (False, "")]
)
def test_a_torchaudio_that_does_not_import_is_reported_and_left_alone(
    broken_torchaudio: Path, monkeypatch: pytest.MonkeyPatch, *, for_cpu: bool, index: str
) -> None:
    monkeypatch.setattr(machine, "_torch_is_cpu_build", lambda: for_cpu)
    finding = machine.examine_torchaudio(broken_torchaudio)
    assert finding.state is State.MISSING
    assert "libc10_cuda.so: cannot open shared object file" in finding.says
    assert finding.cure == f"pip install --force-reinstall --no-deps torchaudio{index}"
    assert len(list((broken_torchaudio / "lib").iterdir())) == 2
    (broken_torchaudio / "__init__.py").write_text("")
    assert machine.examine_torchaudio(broken_torchaudio).state is State.WORKS


def test_a_missing_browser_names_the_systems_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for system, command in (
        ("Linux", "sudo apt-get install"),
        ("Darwin", "brew install"),
        ("Windows", "winget install"),
    ):
        monkeypatch.setattr(machine.platform, "system", lambda system=system: system)
        finding = machine._chromium()
        assert (finding.state, finding.cure) == (State.MISSING, f"{command} chromium chromium-driver")


def test_audio_works_without_the_program_ffmpeg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine._audio().state is State.WORKS
    monkeypatch.setitem(sys.modules, "av", None)
    assert (machine._audio().state, machine._audio().cure) == (State.BROKEN, machine.REINSTALL)


def test_a_missing_package_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "requires", lambda _: ["numpy>=1", "nosuchpackage>=2", "pytest; extra == 'test'"])
    finding = machine._packages()
    assert (finding.state, finding.says, finding.cure) == (
        State.BROKEN,
        "nosuchpackage missing",
        "pip install nosuchpackage",
    )


def test_a_cache_that_cannot_be_written_is_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path / "file"))
    finding = machine._cache()
    assert finding.state is State.BROKEN
    assert finding.cure.startswith("export LASAFT_NB_CACHE=")


def make_dataset(root: Path) -> dict[str, str]:
    files = {f"train/a/{name}.wav": name.encode() for name in ("mixture", "vocals")}
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    (root / "dataset.json").write_text(json.dumps({"files": hashes, "fingerprint": "0123456789abcdef"}))
    return hashes


def test_the_mini_dataset_is_whole_absent_incomplete_changed_or_damaged(tmp_path: Path) -> None:
    def look() -> Finding:
        return data.mini_finding(tmp_path, preset="nano")

    assert look().says == "not made yet; chapters and training make it when they need it"
    assert look().cure == f"lasaft-nb data mini {tmp_path} --preset nano"
    make_dataset(tmp_path)
    assert look().state is State.WORKS
    assert look().says.startswith("2 files, fingerprint 0123456789ab")
    (tmp_path / "train/a/vocals.wav").write_bytes(b"other")
    assert look().says == "train/a/vocals.wav is not as it was made"
    (tmp_path / "train/a/vocals.wav").unlink()
    assert look().says == "1 of 2 files are gone, such as train/a/vocals.wav"
    for damaged in ("{", "[]", '{"files": null, "fingerprint": ""}'):
        (tmp_path / "dataset.json").write_text(damaged)
        assert "dataset.json is damaged" in look().says


def test_the_command_ends_with_1_only_if_something_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = [
        Finding(what="disk", state=State.WORKS, says="much"),
        Finding(what="browser", state=State.MISSING, says="not here", cure="get it"),
    ]
    monkeypatch.setattr(doctor, "examine", lambda: findings)
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 0
    assert result.output.splitlines() == ["ok      disk     much", "missing browser  not here", f"{'':17}-> get it"]
    findings.append(Finding(what="torch", state=State.BROKEN, says="no", cure="x"))
    assert CliRunner().invoke(app, ["doctor"]).exit_code == 1


def test_on_this_machine_python_packages_and_torch_work() -> None:
    states = {finding.what: finding.state for finding in machine.machine_findings()}
    assert {states["Python"], states["packages"], states["torch"]} == {State.WORKS}
    assert sys.version_info[:2] >= machine.MIN_PYTHON
