"""The one error that a user can mend."""


class UserError(ValueError):
    """Bad input. The message is one sentence: the cause, then the cure.

    The shell prints the message alone (exit status 2); Python raises it as a ``ValueError``.
    """
