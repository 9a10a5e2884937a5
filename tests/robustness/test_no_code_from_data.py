"""Data is data: nothing unpickles, evaluates or runs what a user's file or a download says."""

import ast
import re

import pytest
from conftest import REPOSITORY

FILES = [path for folder in ("lasaft_nb", "tools", "book/_ext") for path in (REPOSITORY / folder).rglob("*.py")]
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal"}
FORBIDDEN_CALLS = {
    *("eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "joblib.load", "torch.hub.load"),
    *("pandas.read_pickle", "pd.read_pickle", "shutil.unpack_archive", "tarfile.open"),
}


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def keywords(call: ast.Call) -> dict[str, object]:
    return {word.arg: getattr(word.value, "value", None) for word in call.keywords if word.arg}


def faults(code: str) -> list[str]:
    """What in ``code`` could run what data says, with its line."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            found += [(node.lineno, name) for name in names if name.split(".")[0] in FORBIDDEN_MODULES]
        if isinstance(node, ast.Call):
            name, given = dotted(node.func), keywords(node)
            wrong = name in FORBIDDEN_CALLS or given.get("shell") is True or given.get("allow_pickle") is True
            wrong |= name in {"torch.load", "trainer.fit"} and given.get("weights_only") is not True
            found += [(node.lineno, name)] if wrong else []
    return [f"line {line}: {name}" for line, name in found]


def test_no_file_runs_what_data_says() -> None:
    assert {path.name: found for path in FILES if (found := faults(path.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    "code",
    ["import pickle", "from pickle import loads", "torch.load(x)", "torch.load(x, weights_only=False)", "eval(x)",
     "np.load(x, allow_pickle=True)", "yaml.load(x)", "subprocess.run(x, shell=True)", "os.system(x)"],
)  # fmt: skip
def test_the_search_finds_what_it_is_for(code: str) -> None:
    assert len(faults(code)) == 1


def test_every_download_of_the_library_goes_through_a_checksum() -> None:
    """`pooch.retrieve` with a hash; the peers of torchaudio are its own downloads, by https."""
    pattern = re.compile(r"urlopen|urlretrieve|requests\.get|load_state_dict_from_url|DB\(.*download|get_model\(\)")
    found = [path.name for path in FILES if pattern.search(path.read_text("utf-8")) and "lasaft_nb" in path.parts]
    assert found == ["peers.py"]
    for path in FILES:
        for call in re.findall(r"pooch\.retrieve\((.*)\)", path.read_text("utf-8")):
            assert "sha256:" in call or "CHECKSUM" in call, path


def test_every_package_is_pinned_to_one_version() -> None:
    """No database of known holes is asked here (`pip-audit` needs the network); what is installed is at least known."""
    lines = (REPOSITORY / "constraints.txt").read_text("utf-8").splitlines()
    packages = [line for line in lines if line.strip() and not line.startswith("#")]
    assert [line for line in packages if not re.fullmatch(r"[\w.-]+==[\w.+!-]+(\s*;.*)?", line.strip())] == []
