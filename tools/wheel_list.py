"""The packages that the chapters need, with the versions that are installed here, and what each of them needs."""

import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

WANTED = ("lasaft-nb[book]",)
OURS = "lasaft-nb"


def installed(wanted: Iterable[str] = WANTED) -> dict[str, str]:
    """Name and version of all that ``wanted`` requires on this machine, directly or not, in alphabetical order."""
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    open_ends = [Requirement(text) for text in wanted]
    while open_ends:
        requirement = open_ends.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            package = distribution(requirement.name)
        except PackageNotFoundError:
            continue  # optional for somebody, and not there
        found[key[0]] = package.version
        open_ends += _needs(package.requires or [], requirement.extras)
    return dict(sorted(found.items()))


def _needs(lines: list[str], extras: Iterable[str]) -> list[Requirement]:
    """The requirements among ``lines`` that hold here, with one of ``extras`` or with none."""
    needs = [Requirement(line) for line in lines]
    environments = [{"extra": extra} for extra in ("", *extras)]
    return [one for one in needs if one.marker is None or any(map(one.marker.evaluate, environments))]


def requirements_text() -> str:
    """The list as a requirements file. A local part of a version, such as +cpu, is dropped: no index has it."""
    head = f"# What the chapters need: {platform.system()} {platform.machine()}, Python {platform.python_version()}.\n"
    pins = (f"{name}=={version.partition('+')[0]}\n" for name, version in installed().items() if name != OURS)
    return head + "".join(pins)
