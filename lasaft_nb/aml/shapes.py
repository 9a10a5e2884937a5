"""What a stem is: a waveform (n, 2), left and right."""

from collections.abc import Mapping

from lasaft_nb.audio.waveform import Waveform as Samples
from lasaft_nb.audio.waveform import as_waveform

__all__ = ["Samples", "check_stem", "check_stems"]


def check_stem(stem: Samples, name: str = "stem") -> None:
    """Raise ``ValueError`` unless ``stem`` is a floating-point array (n, 2)."""
    as_waveform(stem, name=name, channels=(2,), finite=False)


def check_stems(stems: Mapping[str, Samples]) -> None:
    """Raise ``ValueError`` unless there is at least one stem and all are (n, 2) with the same n."""
    if not stems:
        raise ValueError("stems must hold at least one source, got none")
    for name, stem in stems.items():
        check_stem(stem, f"stem {name!r}")
    if len({len(stem) for stem in stems.values()}) > 1:
        lengths = ", ".join(f"{name} {len(stem)}" for name, stem in stems.items())
        raise ValueError(f"stems must have one length in samples, got {lengths}")
