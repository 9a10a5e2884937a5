"""`lasaft-nb doctor`."""

import typer


def doctor() -> None:
    """Say what works on this machine, and the one command that mends what doesn't. Nothing is changed.

    The exit status is 1 if something is broken without which nothing works, else 0.
    """
    from lasaft_nb.doctor import examine
    from lasaft_nb.doctor.finding import exit_status, report

    findings = examine()
    typer.echo(report(findings))
    if exit_status(findings):
        raise SystemExit(1)
