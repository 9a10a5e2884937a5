"""`lasaft-nb doctor`."""

from typing import Annotated

import typer


def doctor(
    *, fix: Annotated[bool, typer.Option("--fix", help="Mend in place what can be mended so (torchaudio).")] = False
) -> None:
    """Say what works on this machine, and the one command that mends what doesn't.

    The exit status is 1 if something is broken without which nothing works, else 0.
    """
    from lasaft_nb.doctor import examine
    from lasaft_nb.doctor.finding import exit_status, report

    findings = examine(fix=fix)
    typer.echo(report(findings))
    if exit_status(findings):
        raise SystemExit(1)
