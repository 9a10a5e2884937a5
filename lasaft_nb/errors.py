"""The one error that a user can mend, and the notes that ask for nothing."""


class UserError(ValueError):
    """Bad input. The message is one sentence: the cause, then the cure.

    The shell prints the message alone (exit status 2); Python raises it as a ``ValueError``.
    """


class Note(UserWarning):
    """A resampling, a clipped peak, another network than asked for: said, and no error.

    ``warnings.simplefilter("ignore", Note)`` silences them.
    """
