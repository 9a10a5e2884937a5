from . import official
from .manipulator import Manipulator
from .separator import Separator

__all__ = ["Manipulator", "Separator", "official"]
