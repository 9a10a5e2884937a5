"""Write the small fixtures of tests/parity: weights in the authors' spelling, an input, and the output we gave.

    python tools/make_parity_fixtures.py

The outputs are ours, of the day they were made; on that day the networks agreed with the authors' code within 1e-6 on
the four outputs of theirs that were at hand (tests/inference/test_official.py). These files keep later changes honest.
Made again only where a network is meant to change.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

REPOSITORY = Path(__file__).parent.parent
FOLDER = REPOSITORY / "tests/parity/fixtures"


def main() -> None:
    sys.path.insert(0, str(REPOSITORY / "tests/inference"))
    from authors import CONFIGS, example, network_and_state

    FOLDER.mkdir(parents=True, exist_ok=True)
    for class_name, config in CONFIGS.items():
        torch.manual_seed(0)
        network, state = network_and_state(class_name)
        x = example(class_name)
        with torch.no_grad():
            output = network(*x)
        tensors = {f"net.{key}": value.contiguous() for key, value in state.items()} | {"input": x[0], "output": output}
        tensors |= {"condition": x[1]} if len(x) > 1 else {}
        path = FOLDER / f"{class_name}.safetensors"
        save_file(tensors, path, metadata={"class": class_name, "config": json.dumps(config)})
        print(f"{path.relative_to(REPOSITORY)}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
