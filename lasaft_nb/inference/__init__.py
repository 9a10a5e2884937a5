"""Whole songs through a trained network: read, cut, separate, add up, write.

Most of it needs torch, so a name is imported when it is first asked for; see ``__init__.pyi``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
