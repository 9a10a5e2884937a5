# @title Set up: run this cell first
# It looks for the library lasaft_nb. Where that is missing, as in Colab, pip installs it from
# GitHub: about three minutes, once in a session. torch, torchaudio and numpy stay as they are.
# Where the library is there already, nothing happens.
import importlib.metadata
import importlib.util
import subprocess
import sys

LIBRARY = "https://github.com/lasaft-nb/lasaft-nb/archive/main.zip"
WANTED = f"lasaft-nb[train,evaluate] @ {LIBRARY}"
KEPT = ("torch", "torchaudio", "numpy")
CURES = {  # words in pip's message: what they mean, and what helps
    "No module named pip": "this Python has no pip; `python -m ensurepip` adds it",
    "externally-managed": "this Python belongs to the operating system; start Jupyter from a virtual environment",
    "requires a different Python": "this Python is too old; start Jupyter with Python 3.11 or newer",
    "No space left": "the disk is full; free about 3 GB and run this cell again",
    "Permission denied": "pip may not write here; start Jupyter from a virtual environment of your own",
    "conflicting dependencies": f"it does not go with the {', '.join(KEPT)} here; use a new virtual environment",
    "404 Client Error": f"{LIBRARY} is not there; open the notebook anew from the book's page",
    "connection": "there is no connection to the internet; mend that and run this cell again",
}


class SetUpError(RuntimeError):
    """Ends the run; a notebook shows its one sentence and no traceback."""

    def _render_traceback_(self):
        return [f"lasaft_nb could not be installed: {self}."]


if importlib.util.find_spec("lasaft_nb") is None:
    print("Installing lasaft_nb; this takes about three minutes …")
    here = {str(found.name).lower(): found.version for found in importlib.metadata.distributions()}
    kept = [f"{name}=={here[name]}" for name in KEPT if name in here]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", WANTED, *kept]
    run = subprocess.run(pip, check=False, capture_output=True, text=True)
    if run.returncode:
        said = run.stderr.strip() or f"exit status {run.returncode}"
        known = [cure for words, cure in CURES.items() if words.lower() in said.lower()]
        other = f"pip says {said.splitlines()[-1]!r}; run `{' '.join(pip)}` in a terminal to see all of it"
        raise SetUpError((known or [other])[0])
    importlib.invalidate_caches()
    print("lasaft_nb is installed.")
