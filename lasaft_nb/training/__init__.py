"""Training: presets, one task for every model, exact resume, and weights that are safe to load.

``training.fit`` is the module; the function is ``training.fit.fit``. Most names need torch, some Lightning, so each is
imported when it is first asked for; see ``__init__.pyi``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
