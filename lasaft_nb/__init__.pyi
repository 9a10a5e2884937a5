from . import aml, data, evaluation, show
from .inference import official
from .inference.manipulator import Manipulator
from .inference.pretrained import pretrained, pretrained_names
from .inference.separator import Separator
from .models import zoo

__version__: str

__all__ = [
    "Manipulator",
    "Separator",
    "__version__",
    "aml",
    "data",
    "evaluation",
    "official",
    "pretrained",
    "pretrained_names",
    "show",
    "zoo",
]
