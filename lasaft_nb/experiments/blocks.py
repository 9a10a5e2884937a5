"""Experiments of chapter 3 on blocks: Tables 3.5, 3.6 and 3.7, the blocks of the ISMIR 2020 paper, numbers of songs."""

from typing import Any

from lasaft_nb.experiments.experiment import Experiment, Row, blocks_budget, chapter_3_budget

VOCALS = ("vocals",)


# The proposed network at the size of a laptop: TFC-TDF, DCSE, one network per source (thesis 3.5).

LITE_DEDICATED = Experiment(
    name="lite_dedicated",
    title="TFC-TDF U-Net with DCSE, one network per source",
    rows=(Row(name="TFC-TDF", network="tfc_tdf_7"),),
)


# Table 3.5: TFC and TFC-TDF U-Nets with 7 or 17 blocks, with the frames sampled down or kept (thesis 3.6.3).

TABLE_3_5 = Experiment(
    name="table_3_5",
    title="Blocks and temporal sampling (Table 3.5)",
    rows=(
        Row(name="TFC, 17 blocks, time sampling yes", network="tfc_17", targets=VOCALS, **blocks_budget(deep=True)),
        Row(
            name="TFC, 17 blocks, time sampling no",
            network="tfc_17_keep_time",
            targets=VOCALS,
            **blocks_budget(deep=True),
        ),
        Row(name="TFC-TDF, 7 blocks, time sampling yes", network="tfc_tdf_7", targets=VOCALS, **blocks_budget()),
        Row(
            name="TFC-TDF, 17 blocks, time sampling yes",
            network="tfc_tdf_17",
            targets=VOCALS,
            **blocks_budget(deep=True),
        ),
    ),
    seeds=(0, 1, 2),
)


# Blocks of the ISMIR 2020 paper at equal budget: TDC, TDF, TDC-RNN, TFC; more of them; frequency kept (slides 003).


def _ismir_row(name: str, network: str, **overrides: Any) -> Row:
    return Row(
        name=name,
        network=network,
        targets=VOCALS,
        overrides=overrides,
        metrics=("SDR",),
        ship=network not in ("tdc_rnn_7", "tfc_as_large_as_tfc_tdf"),
        **blocks_budget(),
    )


ISMIR_2020_BLOCKS = Experiment(
    name="ismir_2020_blocks",
    title="Blocks of the ISMIR 2020 paper, vocals",
    rows=(
        _ismir_row("TDC, 7 blocks", "tdc_17", n_blocks=7),
        _ismir_row("TDC, 17 blocks", "tdc_17"),
        _ismir_row("TDF, 7 blocks", "tdf_7"),
        _ismir_row("TDC-RNN, 7 blocks", "tdc_rnn_7"),
        _ismir_row("TFC, 7 blocks", "tfc_7"),
        _ismir_row("TFC, 7 blocks, frequency kept", "tfc_7", frequency_levels=()),
        _ismir_row("TFC-TDF, 7 blocks", "tfc_tdf_7"),
        _ismir_row("TFC, 7 blocks, as many parameters as TFC-TDF", "tfc_as_large_as_tfc_tdf"),
    ),
)


# From TFC-TDF to v2: the same U-Net with what the thesis's group changed for the Music Demixing Challenge of 2021.
# At `lite` and `long` all three have about as many parameters; at `paper` v2 has the released size, for vocals.

TFC_TDF_V2 = Experiment(
    name="tfc_tdf_v2",
    title="From TFC-TDF to v2, vocals",
    rows=(
        Row(name="TFC-TDF", network="tfc_tdf_7", targets=VOCALS, metrics=("SDR",), **blocks_budget()),
        Row(name="TFC-TDF v2", network="mdx_net", targets=VOCALS, metrics=("SDR",), **blocks_budget()),
        Row(
            name="TFC-TDF v2, channels that don't grow",
            network="mdx_net",
            targets=VOCALS,
            overrides={"growth": 0},
            metrics=("SDR",),
            ship=False,
            **blocks_budget(),
        ),
    ),
    seeds=(0, 1, 2),
)


# Table 3.6: the large TFC-TDF U-Net, one network per source, beside other people's systems (thesis 3.6.4).

TABLE_3_6 = Experiment(
    name="table_3_6",
    title="The proposed network beside the state of the art (Table 3.6)",
    rows=(Row(name="TFC-TDF-U-Net (thesis)", network="tfc_tdf_large", **blocks_budget(deep=True)),),
    seeds=(0, 1, 2),
)


# Table 3.7: what the large network loses without its bottleneck, its complex spectrograms or its TDFs (3.6.5).

TABLE_3_7 = Experiment(
    name="table_3_7",
    title="Ablation of the large network, vocals (Table 3.7)",
    rows=(
        Row(name="TFC-TDF, bottleneck yes, DCSE", network="tfc_tdf_large", targets=VOCALS, **blocks_budget(deep=True)),
        Row(
            name="TFC-TDF, bottleneck no, DCSE",
            network="tfc_tdf_large_no_bottleneck",
            targets=VOCALS,
            **blocks_budget(deep=True),
            ship=False,
        ),
        Row(
            name="TFC-TDF, bottleneck yes, DME",
            network="tfc_tdf_large",
            estimation="DME",
            targets=VOCALS,
            **blocks_budget(deep=True),
        ),
        Row(name="TFC, bottleneck n/a, DCSE", network="tfc_9_large", targets=VOCALS, **blocks_budget(deep=True)),
    ),
    seeds=(0, 1, 2),
)


# How many songs does a TDF need, and how many do magnitudes? Training on 10, 20, 40 and 80 songs, vocals.
#
# Few songs are learned by heart, so what a network can do with many is a question of its own. TFC and TFC-TDF are the
# large networks of Table 3.7, DME and DCSE those of Table 3.1 in its window; all need the dataset ``medium``.

SONGS = (10, 20, 40, 80)
_SWEPT: dict[str, dict[str, Any]] = {
    "TFC": {"network": "tfc_9_large", **blocks_budget(deep=True)},
    "TFC-TDF": {"network": "tfc_tdf_large", **blocks_budget(deep=True)},
    "DME": {"network": "tfc_tdf_7", "estimation": "DME", "window_ms": 46.0, **chapter_3_budget()},
    "DCSE": {"network": "tfc_tdf_7", "estimation": "DCSE", "window_ms": 46.0, **chapter_3_budget()},
}
SONGS_SWEEP = Experiment(
    name="songs_sweep",
    title="How many songs does a TDF need?",
    rows=tuple(
        Row(
            name=f"{name}, {songs} songs",
            targets=VOCALS,
            songs=songs,
            metrics=("SDR",),
            ship=False,
            **fields,
        )
        for name, fields in _SWEPT.items()
        for songs in SONGS
    ),
    seeds=(0, 1, 2),
)


# Networks whose TDFs are one matrix each, so that it can be read: Figure 3.9 (thesis 3.6.5).
#
# A window of 1024 samples at 22050 Hz keeps the matrices small: 512 bins of 21.5 Hz, as 2048 samples at 44100 Hz have.

SINGLE_LAYER_TDF = Experiment(
    name="single_layer_tdf",
    title="TFC-TDF with single-layer TDFs (Figure 3.9)",
    rows=(
        Row(
            name="TFC-TDF, single-layer TDF",
            network="tfc_tdf_7",
            overrides={"bottleneck_factor": None},
            window_ms=46.0,
            metrics=("SDR",),
            **chapter_3_budget(),
        ),
    ),
)
