"""The mini dataset: composed songs in MUSDB18's layout, made from formulas alone.

A name is imported when it is first asked for; see ``__init__.pyi``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
