"""The API reference: every public name of every package, with its signature and docstring, read by ``inspect``."""

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

from docstring_markdown import escaped, markdown

PACKAGES = (
    "lasaft_nb",
    "lasaft_nb.zoo",
    "lasaft_nb.official",
    "lasaft_nb.aml",
    "lasaft_nb.data",
    "lasaft_nb.evaluation",
    "lasaft_nb.spectrogram",
    "lasaft_nb.blocks",
    "lasaft_nb.conditioning",
    "lasaft_nb.training",
    "lasaft_nb.training.fit",
    "lasaft_nb.experiments",
    "lasaft_nb.show",
    "lasaft_nb.doctor",
    "lasaft_nb.exercises",
)
WIDTH = 88
QUALIFIED = re.compile(r"\b(?:[A-Za-z_]\w*\.)+([A-Za-z_]\w*)")  # torch.nn.Module -> Module
ANGLES = re.compile(r"<[^<>]*>")  # a default that is no Python, such as <factory>, perhaps with a memory address


def names(*, page: str, book: Path, repository: str) -> str:
    """A section for each package, and in it an entry for each name of its ``__all__``."""
    return "\n\n".join(package(name) for name in PACKAGES)


def package(name: str) -> str:
    """One package: its docstring, then its public names in alphabetical order, modules left to their own section."""
    module = import_module(name)
    public = sorted((one for one in module.__all__ if not one.startswith("__")), key=str.lower)
    things = [(one, getattr(module, one)) for one in public]
    entries = [entry(one, thing) for one, thing in things if not inspect.ismodule(thing)]
    short = name.removeprefix("lasaft_nb.") if name != "lasaft_nb" else name
    head = [f"## {short}\n", f"`import {name}`\n", markdown(inspect.getdoc(module) or "") + "\n"]
    return "\n".join([*head, *entries])


def entry(name: str, thing: Any) -> str:
    """A function, class or value: signature, file, docstring, and a class's own public methods."""
    if not callable(thing):
        return f"### {name}\n\n```python\n{name} = {thing!r}\n```\n"
    parts = [f"### {name}\n", f"```python\n{signature(name, thing)}\n```\n", f"*{place(thing)}*\n"]
    parts.append(markdown(inspect.getdoc(thing) or "") + "\n")
    if inspect.isclass(thing):
        parts += [method(key, value) for key, value in own_methods(thing)]
    return "\n".join(parts)


def signature(name: str, thing: Any) -> str:
    """``name(arguments) -> result``, one argument a line when it is long."""
    try:
        found = QUALIFIED.sub(r"\1", ANGLES.sub("...", str(inspect.signature(thing))))
    except (TypeError, ValueError):
        return name
    call = f"{'class ' if inspect.isclass(thing) else ''}{name}{found}"
    return call if len(call) <= WIDTH else one_a_line(call)


def one_a_line(call: str) -> str:
    """A call with its arguments on lines of their own: commas and brackets inside an argument are left alone."""
    depth, lines = 0, [""]
    for character in call:
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character == ")" and len(lines) > 1:
            lines[-1] += ","
            lines.append("")
        lines[-1] += character
        if depth == 1 and character in "(,":
            lines.append("")
    last = next(index for index, line in enumerate(lines) if line.startswith(")"))
    return "\n".join([lines[0], *(f"    {line.strip()}" for line in lines[1:last]), *lines[last:]])


def place(thing: Any) -> str:
    """The file that defines it."""
    return f"{thing.__module__.replace('.', '/')}.py"


def own_methods(thing: type) -> list[tuple[str, Any]]:
    """Public methods and properties that the class, or a class of ours that it builds on, defines and documents."""
    ours = [one for one in thing.__mro__ if one.__module__.startswith("lasaft_nb")]
    members = [(key, value) for one in ours for key, value in vars(one).items() if not key.startswith("_")]
    members = list({key: (key, value) for key, value in reversed(members)}.values())[::-1]  # the nearest counts
    return [(key, value) for key, value in members if callable(value) or isinstance(value, property)]


def method(name: str, thing: Any) -> str:
    """A method or property as one entry of a list: its call and the first sentences of its docstring."""
    call = "" if isinstance(thing, property) else "()"
    text = (inspect.getdoc(thing) or "").split("\n\n")[0]
    return f"- `.{name}{call}`: {escaped(' '.join(text.split()))}"
