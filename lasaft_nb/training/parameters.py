"""The parameters that every chapter has: what may be given, checked before the chapter begins."""

from pathlib import Path
from typing import Any, NamedTuple

from lasaft_nb.device import choose_device
from lasaft_nb.errors import UserError
from lasaft_nb.training.presets import preset

LARGEST_SEED = 2**32 - 1  # numpy's


class ParameterError(UserError):
    """A parameter that can't be used; a notebook shows its one sentence and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"{self}."]


class Parameters(NamedTuple):
    """Of a chapter, in the order of its cell."""

    preset: str
    seed: int
    device: str
    data_root: str
    retrain: bool


def checked(preset_name: Any, seed: Any, device: Any, data_root: Any, retrain: Any) -> Parameters:
    """The same values, once they are known to be usable.

    Raises:
        ParameterError: an unknown preset or device, a seed that is no whole number from 0 to 2**32 - 1, a folder of
            data that is not there, or a RETRAIN that is neither True nor False. papermill's ``-r`` makes everything a
            text, so numbers need its ``-p``.
    """
    for name, value in (("PRESET", preset_name), ("DEVICE", device)):
        if not isinstance(value, str):
            raise ParameterError(f"{name} must be a text in quotation marks, got {value!r}")
    try:
        preset(preset_name)
        choose_device(device)
    except UserError as error:
        raise ParameterError(str(error)) from error
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise ParameterError(
            f"SEED must be a whole number from 0 to {LARGEST_SEED}, got {seed!r}; papermill takes it as `-p SEED 3`"
        )
    if not isinstance(retrain, bool):
        raise ParameterError(f"RETRAIN must be True or False, got {retrain!r}; papermill takes it as `-p RETRAIN True`")
    if not isinstance(data_root, str | Path):
        raise ParameterError(f"DATA_ROOT must be a text in quotation marks, got {data_root!r}")
    root = Path(data_root).expanduser() if str(data_root) else None
    if root is not None and not root.is_dir():
        raise ParameterError(f"DATA_ROOT {data_root!r} is no folder; check the path, or leave it empty")
    return Parameters(preset_name, seed, device, str(root) if root else "", retrain)
