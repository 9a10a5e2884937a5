"""The networks before the thesis (second lecture): Jansson's U-Net with and without skip connections, Wave-U-Net with
and without context, Demucs.
"""

from lasaft_nb.experiments.experiment import Experiment, Row

_SDR = ("SDR",)  # with four sources at once museval takes minutes a network
_FAST = {"lite": {"learning_rate": 1e-3, "steps": 1500}, "long": {"learning_rate": 1e-3}}
_WAVE = {"lite": {"steps": 800}}  # a step costs three times as much


def _wave_unet(name: str, **overrides: object) -> Row:
    return Row(name=name, network="wave_unet", joint=True, overrides=overrides, at=_WAVE, metrics=_SDR)


def _jansson(name: str, **overrides: object) -> Row:
    return Row(name=name, network="jansson_unet", estimation="MME", targets=("vocals",), overrides=overrides, at=_FAST)


EXPERIMENT = Experiment(
    name="lecture_networks",
    title="U-Net, Wave-U-Net and Demucs",
    rows=(
        _jansson("U-Net"),
        _jansson("U-Net without skips", skips=False),
        _wave_unet("Wave-U-Net", context=True),
        _wave_unet("Wave-U-Net without context", context=False),
        Row(name="Demucs", network="demucs", joint=True, at=_FAST, metrics=_SDR),
        _wave_unet("Wave-U-Net, transposed convolution", context=True, upsampling="transposed"),
        _wave_unet("Wave-U-Net, learned up-sampling", context=True, upsampling="learned"),
    ),
)
