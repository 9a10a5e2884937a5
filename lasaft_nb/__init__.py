"""lasaft-nb: source separation with latent sources, as a library that a Jupyter Book runs on.

The book reproduces W. Choi, "Deep Learning-based Latent Source Analysis for Source-aware Audio Manipulation" (2021).
Sub-packages load on first use, so ``import lasaft_nb`` alone does not import torch. The names are in ``__init__.pyi``.
"""

import lazy_loader

__version__ = "0.2.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__all__ += ["__version__"]
