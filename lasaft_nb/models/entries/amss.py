"""Networks that do to a mixture what a sentence says (thesis chapter 5, ACM MM 2021 paper)."""

from typing import Any

from torch import nn

from lasaft_nb.models.amss_net import AmssSize, amss_net
from lasaft_nb.models.entries import ZooEntry
from lasaft_nb.models.unet import UNetSize


def _with_word_vectors(*, light_saft: bool = False, **sizes: Any) -> nn.Module:
    """`amss_net` whose word embedding starts from GloVe."""
    from lasaft_nb.aml.words import vectors

    return amss_net(vectors=vectors(), light_saft=light_saft, **sizes)


def _entry(name: str, fixed: dict[str, Any], *, description: str) -> ZooEntry:
    return ZooEntry(
        name=name,
        make=_with_word_vectors,
        fixed=fixed,
        sizes={"n_blocks": 5},
        passes_to=(AmssSize, UNetSize),
        conditioned=True,
        reads="sentence",
        description=description,
        place="thesis 5.5.2; Tables 5.2 and 5.3",
    )


ENTRIES = (
    _entry("amss_net", {}, description="AMSS-Net: words change latent sources, channel-wise skip attention"),
    _entry("amss_net_no_csa", {"skip_attention": False}, description="AMSS-Net without channel-wise skip attention"),
    _entry("amss_net_late_keys", {"late_keys": True}, description="AMSS-Net with keys from after the manipulation"),
    _entry("amss_net_no_smpocm", {"selective": False}, description="AMSS-Net with one PoCM in place of SMPoCM"),
)
