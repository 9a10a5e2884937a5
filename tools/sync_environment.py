"""Write environment.yml from pyproject.toml, so that conda users get the same requirements."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAD = """# Written by tools/sync_environment.py from pyproject.toml; a test holds the two equal.
# conda env create -f environment.yml && conda activate lasaft-nb
name: lasaft-nb
channels: [conda-forge]
dependencies:
  - python=3.11
  - pip
  - pip:
      - --editable .
"""


def environment() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    listed = [*project["dependencies"], *(line for line in extras if not line.startswith("lasaft-nb["))]
    return HEAD + "".join(f'      - "{line}"\n' for line in dict.fromkeys(listed))


if __name__ == "__main__":
    (ROOT / "environment.yml").write_text(environment(), "utf-8")
