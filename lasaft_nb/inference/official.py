"""The authors' released networks: read any of their weights, run them here.

``from_state_dict`` reads the weights of any of their classes; ``load`` a released file, by name or by path.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

from lasaft_nb.inference import official_classes
from lasaft_nb.inference.official_files import RELEASES, fetch, find, names
from lasaft_nb.inference.official_keys import TABLES, translate

if TYPE_CHECKING:
    from lasaft_nb.inference.separator import Separator

__all__ = ["find", "from_state_dict", "load", "names"]


def from_state_dict(state: Mapping[str, Tensor], *, class_name: str, config: Mapping[str, Any]) -> nn.Module:
    """One of the authors' networks with their weights, in evaluation mode.

    Args:
        state: their state dict, names and shapes as they are.
        class_name: their class, such as "TFC_TDF_NET" or "DCUN_TFC_GPoCM_LaSAFT".
        config: the arguments of its constructor.

    Raises:
        ValueError: for an unknown class or argument, and for weights that are missing, left over or
            misshapen, all of them listed.
    """
    network = official_classes.build(class_name, config)
    transposed = config.get("pocm_type", "matmul") == "matmul"  # their "naive" form reads the same matrix the other way
    weights = translate(state, network.state_dict(), table=TABLES[class_name], transposed=transposed)
    network.load_state_dict(weights)
    return network.eval()


def load(name_or_path: Path | str, *, device: str = "auto", **options: Any) -> "Separator":
    """One of the authors' released networks, ready to separate.

    Args:
        name_or_path: one of `names()`, looked for in the cache folder and downloaded where it is not there; or the path
            of a file of theirs: the three TDC networks, ``vocals_epoch=….ckpt``, ``lasaft_large_….ckpt``.
        device: "auto", "cpu", "cuda" or "mps".
        **options: further arguments of `Separator`.

    Raises:
        UserError: for a name that is none, no connection, a damaged download, or a file that isn't such a checkpoint.
    """
    from lasaft_nb.inference.official_checkpoint import read
    from lasaft_nb.inference.separator import Separator

    model, card = read(fetch(name_or_path))
    if name_or_path in names():
        scores = {"vocals": {"SDR": RELEASES[str(name_or_path)].vocals_sdr}}
        card |= {"name": str(name_or_path), "scores": scores, "scored_on": "MUSDB18's test tracks (ISMIR 2020 paper)"}
    return Separator(model, device=device, name=card["name"], card=card, **options)
