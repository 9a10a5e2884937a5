"""`lasaft-nb doctor`."""

from typing import Annotated

import typer


def doctor(
    *, fix: Annotated[bool, typer.Option("--fix", help="Mend in place what can be mended so (torchaudio).")] = False
) -> None:
    """Say what works on this machine, and the one command that mends what doesn't.

    The exit status is 1 if something is broken without which nothing works, else 0.
    """
    from lasaft_nb.doctor import State, examine

    findings = examine(fix=fix)
    width = max(len(finding.what) for finding in findings)
    for finding in findings:
        typer.echo(f"{finding.state.value:8}{finding.what:{width}}  {finding.says}")
        if finding.cure:
            typer.echo(f"{'':8}{'':{width}}  -> {finding.cure}")
    if any(finding.state is State.BROKEN for finding in findings):
        raise SystemExit(1)
