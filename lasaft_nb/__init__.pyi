from . import aml, api, audio, data, evaluation, official, show, zoo
from .inference.manipulator import Manipulator
from .inference.pretrained import pretrained_names
from .inference.separator import Separator, pretrained

__version__: str

__all__ = [
    "Manipulator",
    "Separator",
    "__version__",
    "aml",
    "api",
    "audio",
    "data",
    "evaluation",
    "official",
    "pretrained",
    "pretrained_names",
    "show",
    "zoo",
]
