/* The sentence that is nearest to some words, by two nested edit distances: lasaft_nb/aml/error.py, step by step,
   since equally near sentences are told apart by their order only. */
(() => {
  const lasaft = (window.lasaft ??= {});

  /* Levenshtein distance of n items to each beginning of m others; `cost(i, j)` is that of replacing i by j. */
  function lastRow(n, m, cost, addition) {
    const steps = Array.from({ length: m + 1 }, (_, j) => addition * j);
    let row = steps;
    for (let i = 0; i < n; i++) {
      const above = row;
      let cheapest = Infinity;
      row = steps.map((step, j) => {
        const changed = j ? Math.min(above[j] + 1, above[j - 1] + cost(i, j - 1)) : above[0] + 1;
        cheapest = Math.min(cheapest, changed - step);
        return cheapest + step;
      });
    }
    return row;
  }

  /* Share of letters to change, from 0 (same) to 1 (nothing in common). */
  function difference(one, other, letters) {
    const [a, b] = [one, other].map((word) => [...word].slice(0, letters));
    return lastRow(a.length, b.length, (i, j) => Number(a[i] !== b[j]), 1)[b.length] / Math.max(a.length, b.length);
  }

  lasaft.nearestOf = (sentences, { words: most, letters, left_out: leftOut, replaced, same }) => {
    const vocabulary = [...new Set(sentences.flatMap((sentence) => sentence.words))];
    const synonyms = new Map(Object.entries(same));
    return (words) => {
      const typed = words.slice(0, most).map((word) => synonyms.get(word) ?? word);
      if (!typed.length) return sentences[0].text;
      const costs = typed.map((word) => new Map(vocabulary.map((other) => [other, replaced * difference(word, other, letters)])));
      let best = { distance: Infinity };
      for (const { words: right, text } of sentences) {
        const distance = lastRow(typed.length, right.length, (i, j) => costs[i].get(right[j]), leftOut)[right.length];
        if (distance < best.distance) best = { distance, text };
      }
      return best.text;
    };
  };
})();
