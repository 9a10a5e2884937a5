"""`lasaft-nb`: the library from the shell. A command's code is imported when that command runs."""

import io
import signal
import sys
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from lasaft_nb.errors import UserError, cure

COMMANDS = {  # name: where it is, and one line for the list
    "separate": ("lasaft_nb.cli.separate:separate", "Separate songs into their sources."),
    "manipulate": ("lasaft_nb.cli.manipulate:manipulate", "Do to sources of a song what sentences say."),
    "networks": ("lasaft_nb.cli.networks:networks", "List the networks that separate and manipulate."),
    "train": ("lasaft_nb.cli.train:train", "Train a network of an experiment."),
    "train-table": ("lasaft_nb.cli.train:train_table", "Train and record whole tables, in the order given."),
    "evaluate": ("lasaft_nb.cli.evaluate:evaluate", "Score a network on a dataset."),
    "reproduce": ("lasaft_nb.cli.evaluate:reproduce", "Run the chapter behind a published table."),
    "data": ("lasaft_nb.cli.data:app", "Make or fetch datasets."),
    "doctor": ("lasaft_nb.doctor:doctor", "Say what works on this machine, and how to mend what doesn't."),
}


class LazyGroup(TyperGroup):
    """A group whose commands are stubs until one of them is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Put the real command in the stub's place, then look it up as usual."""
        if args and args[0] in COMMANDS:
            self.commands[args[0]] = _load(args[0])
        return super().resolve_command(ctx, args)


def _load(name: str) -> Any:
    """The command called ``name``, its code imported."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    loaded = getattr(import_module(module), attribute)
    if not isinstance(loaded, typer.Typer):
        function, loaded = loaded, typer.Typer(add_completion=False)
        loaded.command()(function)
    command = typer.main.get_command(loaded)
    command.name = name
    return command


app = typer.Typer(cls=LazyGroup, no_args_is_help=True)
for _name, (_, _help) in COMMANDS.items():
    app.command(_name, help=_help)(lambda: None)


def _version(wanted: bool) -> None:
    if wanted:
        from lasaft_nb import __version__

        typer.echo(f"lasaft-nb {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error (anywhere in the line).")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say it and stop.")
    ] = False,
) -> None:
    """Separate and manipulate songs, train and score networks, reproduce the thesis's tables."""


def main(argv: list[str] | None = None) -> NoReturn:
    """Run the command line and exit.

    Exit status: 0 done; 1 an error of ours (a bug); 2 bad input, one sentence on stderr; 130 stopped by Ctrl-C.
    """
    words = sys.argv[1:] if argv is None else argv
    debug = "--debug" in words
    _print_any_name()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a kill cleans up like Ctrl-C
    try:
        typer.main.get_command(app).main([word for word in words if word != "--debug"], prog_name="lasaft-nb")
    except SystemExit as end:
        if end.code == 130:
            _stop("stopped; nothing half-written was left", 130)
        raise
    except KeyboardInterrupt:
        _stop("stopped; nothing half-written was left", 130)
    except UserError as error:
        if debug:
            raise
        _stop(str(error), 2)
    except (OSError, MemoryError) as error:  # the machine's fault rather than ours
        if debug:
            raise
        _stop(_of_the_machine(error), 2)
    except Exception as error:
        if _is_by_ctrl_c(error):
            _stop("stopped; nothing half-written was left", 130)
        if debug:
            raise
        _stop(f"unexpected {type(error).__name__}: {error}; --debug shows where, please report it", 1)
    sys.exit(0)


def _print_any_name() -> None:
    """Let a console show what its code page lacks as an escape, and file names that are not UTF-8 as they are."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            is_utf8 = stream.encoding.lower().replace("-", "") == "utf8"
            stream.reconfigure(errors="surrogateescape" if is_utf8 else "backslashreplace")


def _is_by_ctrl_c(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind an error, as where it meets the import of a compiled module: that says ImportError."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _of_the_machine(error: OSError | MemoryError) -> str:
    if isinstance(error, MemoryError):
        return "the memory is full; close other programs, or use a smaller --batch-size"
    what = f"{error.filename}: " if error.filename else ""
    helps = cure(error) or "lasaft-nb doctor looks at the installation, and --debug shows where it happened"
    return f"{what}{error.strerror or error}; {helps}"


def _stop(sentence: str, status: int) -> NoReturn:
    print(f"lasaft-nb: {' '.join(sentence.split())}", file=sys.stderr)
    sys.exit(status)
