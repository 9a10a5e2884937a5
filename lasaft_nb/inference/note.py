"""What the library did that a listener may want to know."""


class Note(UserWarning):
    """A resampling, a clipped peak, another network than asked for: said, and no error.

    ``warnings.simplefilter("ignore", Note)`` silences them.
    """
