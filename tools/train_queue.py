"""Train, ship and score networks one after the other; what is finished is skipped, what was killed goes on.

    nohup nice -n 10 python tools/train_queue.py lite_dedicated lecture_networks 'table_3_1:*-vocals' >runs/queue.log &

An argument is an experiment, or experiment:pattern for some of its networks.
"""

import argparse
import time
import traceback
from fnmatch import fnmatch

import torch

from lasaft_nb import experiments
from lasaft_nb.data import chapter_root
from lasaft_nb.experiments import runner
from lasaft_nb.experiments.experiment import Experiment, Run
from lasaft_nb.models import checkpoint
from lasaft_nb.training.presets import preset


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", nargs="+", metavar="EXPERIMENT[:PATTERN]")
    parser.add_argument("--preset", default="lite")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--data-root")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for what in options.what:
        name, _, pattern = what.partition(":")
        plan = experiments.get(name)
        for run in plan.runs():
            if fnmatch(run.name, pattern or "*"):
                _one(plan, run, options)


def _one(plan: Experiment, run: Run, options: argparse.Namespace) -> None:
    root = options.data_root or chapter_root(options.preset)
    size = run.preset(preset(options.preset))
    label = f"{time.strftime('%H:%M:%S')} {plan.name} {run.name} {size.name} seed {options.seed}"
    print(f"{label}: {size.steps} steps", flush=True)
    try:
        if record := runner.adopt(plan, run, preset=size, seed=options.seed):
            print(f"{label}: trained before -> {record}", flush=True)
            return
        weights = runner.train(plan, run, preset=size, data_root=root, seed=options.seed, device=options.device)
        if "scores" not in checkpoint.read_card(weights):
            ship = run.row.ship and options.seed == plan.seeds[0]
            path = runner.ship(weights, runner.shipped(plan, run)) if ship else weights
            record = runner.measure(plan, run, path, data_root=root, device=options.device)
            scores = checkpoint.read_card(path)["scores"]
            checkpoint.write_card(weights, {**checkpoint.read_card(weights), "scores": scores})
            print(f"{label}: {scores} -> {record}", flush=True)
    except Exception:  # the next network may still work
        traceback.print_exc()


if __name__ == "__main__":
    main()
