from pathlib import Path

import pytest
import torch

from lasaft_nb.aml import parse
from lasaft_nb.aml.command import TASKS
from lasaft_nb.aml.words import decode
from lasaft_nb.data import Excerpts, tracks
from lasaft_nb.data.triples import Triples
from lasaft_nb.models.source_model import build_model
from lasaft_nb.spectrogram import to_channels
from lasaft_nb.training import checkpoint, history
from lasaft_nb.training.fit import fit
from lasaft_nb.training.loaders import LEAD_IN, FixedTriples, Manipulated, Middles
from lasaft_nb.training.presets import model_config, preset
from lasaft_nb.training.task import ManipulationTask

SMOKE = preset("smoke")
RATE = SMOKE.sample_rate


@pytest.fixture(scope="module")
def loaders() -> Manipulated:
    from lasaft_nb.data import chapter_root

    made = Manipulated(chapter_root("smoke"), preset=SMOKE, n_samples=1920, seed=3)
    made.setup()
    return made


def test_a_batch_is_before_after_and_tokens(loaders: Manipulated) -> None:
    examples = [loaders.training[index] for index in (0, 1, 2)]
    before, after, tokens = loaders.collate(examples)
    assert before.shape == after.shape == (3, 2, 1920)
    assert [decode(row.tolist()) for row in tokens] == [example.sentence for example in examples]


def test_the_same_number_is_the_same_triple_whatever_came_before(loaders: Manipulated) -> None:
    _ = loaders.training[11]
    again = Manipulated(loaders.data_root, preset=SMOKE, n_samples=1920, seed=3)
    again.setup()
    for one, other in zip(loaders.training[5], again.training[5], strict=True):
        assert one == other if isinstance(one, str) else torch.equal(one, other)


def test_halls_and_filters_have_rung_in_where_a_triple_begins(nano: Path) -> None:
    lead = round(LEAD_IN * RATE)
    long = Excerpts(tracks(nano, "train"), n_samples=lead + 1920, sample_rate=RATE)
    cut, whole = Triples(long, lead_in=lead), Triples(long)
    for index in range(4):
        assert cut[index].sentence == whole[index].sentence
        assert torch.equal(cut[index].after, whole[index].after[:, lead:])


def test_validation_is_every_task_on_every_source_always_the_same(nano: Path) -> None:
    middles = Middles(tracks(nano, "valid"), sample_rate=RATE, seconds=1.0)
    fixed = FixedTriples(middles)
    said = [parse(fixed[index].sentence) for index in range(len(fixed))]
    assert len(set(said)) == len(fixed) == 27
    assert {command.task for command in said} == set(TASKS)
    assert torch.equal(fixed[4].before, fixed[4].before)
    assert len(FixedTriples(middles, tasks=("separate", "mute"))) == 6
    with pytest.raises(IndexError, match=r"index must be in 0\.\.26, got 27"):
        fixed[27]


def test_a_step_is_the_spectrogram_error_of_what_comes_after(loaders: Manipulated) -> None:
    model = build_model(model_config("amss_net", preset=SMOKE)).eval()
    task = ManipulationTask(model, preset=SMOKE, seed=0)
    task.log = lambda *_, **__: None
    before, after, tokens = loaders.collate([loaders.training[0], loaders.training[1]])
    output = model.network(to_channels(model.stft(before)), tokens)
    error = (output - to_channels(model.stft(after))).square().mean()
    torch.testing.assert_close(task.training_step((before, after, tokens), 0), error)


def test_training_writes_weights_that_say_what_they_learned(nano: Path, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    size = SMOKE.but(steps=2)
    config = model_config("amss_net_no_smpocm", preset=size)
    only = ("separate", "mute")
    path = fit(config, preset=size, data_root=nano, out_dir=tmp_path, device="cpu", tasks=only)
    model, card = checkpoint.load(path)
    assert card["tasks"] == ["separate", "mute"]
    assert model.sources(torch.zeros(1, 2, 3000), ("bass", "other")).shape == (1, 2, 2, 3000)
    (row,) = history.read_csv(tmp_path / "history.csv")
    assert {"train_loss", "val_l1", "val_sdr"} <= set(row)
    with pytest.raises(Exception, match="another tasks"):
        fit(config, preset=size, data_root=nano, out_dir=tmp_path, device="cpu")
