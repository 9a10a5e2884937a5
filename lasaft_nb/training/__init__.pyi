from .checkpoint import load, save
from .presets import Preset, model_config, preset

__all__ = ["Preset", "load", "model_config", "preset", "save"]
