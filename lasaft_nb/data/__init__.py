"""Songs with their stems: MUSDB18, the generated mini dataset, a user's own; and random excerpts to train on.

A name is imported when it is first asked for; see ``__init__.pyi``. The function `tracks` is imported at once, since
its module has the same name.
"""

import lazy_loader

from lasaft_nb.data.tracks import tracks as tracks

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
