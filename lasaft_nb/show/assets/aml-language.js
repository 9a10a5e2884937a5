/* The Audio Manipulation Language: its derivations, how a sentence is read, and what is said about a wrong one.
   Everything about the language comes as JSON from lasaft_nb/aml/export.py; positions count UTF-16 units. */
(() => {
  const lasaft = (window.lasaft ??= {});
  const SPACES = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"; // as in Python
  const WORD = new RegExp(`[^${SPACES},]+|,`, "gu");
  const UNPRINTABLE = /(?! )[\p{C}\p{Z}]/gu;

  const split = (text) => [...text.matchAll(WORD)].map((match) => ({ word: match[0], at: match.index }));
  const cut = (text, length) => [...text].slice(0, length).join("");
  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* All ways to derive `symbol`: its words, and the tree over them ({symbol, parts}, or a word). */
  function derivations(symbol, rules) {
    if (!Object.hasOwn(rules, symbol)) return [{ words: [symbol], tree: symbol }];
    return rules[symbol].flatMap((alternative) => {
      let started = [[]];
      for (const part of alternative.split(" ")) {
        const ways = derivations(part, rules);
        started = started.flatMap((before) => ways.map((way) => [...before, way]));
      }
      return started.map((parts) => ({
        words: parts.flatMap((part) => part.words),
        tree: { symbol: symbol.slice(1, -1), parts: parts.map((part) => part.tree) },
      }));
    });
  }

  lasaft.Language = class {
    constructor(data) {
      this.data = data;
      this.sentences = derivations(data.start, data.rules).map((sentence, number) => ({
        ...sentence,
        text: sentence.words.join(" ").replaceAll(" ,", ","),
        command: data.commands[data.meanings[number]],
      }));
      this.nearest = lasaft.nearestOf(this.sentences, data.nearest);
    }

    /* A sentence of the language, or what is wrong with `text`: at, word, expected, mayEnd, nearest, message. */
    read(text) {
      const { messages, limits } = this.data;
      if ([...text].length > limits.length) {
        return this.wrong(text, text.length, [], false, fill(messages.long, limits));
      }
      let possible = this.sentences;
      const words = split(text);
      for (const [number, { word, at }] of words.entries()) {
        const left = possible.filter((sentence) => sentence.words[number] === word.toLowerCase());
        if (!left.length) return this.wrong(text, at, possible, number);
        possible = left;
      }
      const whole = possible.find((sentence) => sentence.words.length === words.length);
      return whole ? { valid: true, ...whole } : this.wrong(text, text.length, possible, words.length);
    }

    wrong(text, at, possible, number, reason) {
      const next = possible.map((sentence) => sentence.words[number]);
      const expected = [...new Set(next)].filter(Boolean).sort();
      const fault = { valid: false, at, word: split(text.slice(at))[0]?.word ?? "", expected, mayEnd: next.includes(undefined) };
      const words = split(cut(text.toLowerCase(), this.data.limits.read)).map(({ word }) => word);
      fault.nearest = this.nearest(words);
      const { whole } = this.data.messages;
      fault.message = fill(whole, { reason: reason ?? this.reason(text, fault, number), nearest: this.quote(fault.nearest) });
      return fault;
    }

    reason(text, { word, expected, mayEnd }, number) {
      const { messages } = this.data;
      const where = word ? fill(messages.word, { number: number + 1, word: this.quote(word) }) : messages.end;
      const names = expected.map((name) => (name === "," ? messages.comma : name)).join(", ");
      const choice = [names, mayEnd ? messages["may end"] : ""].filter(Boolean).join(" or ");
      return fill(messages.reason, { text: this.quote(text), where, choice });
    }

    quote(text) {
      const { shown } = this.data.limits;
      const short = [...text].length > shown ? `${cut(text, shown - 1)}…` : text;
      return `"${short.replace(UNPRINTABLE, "�")}"`;
    }

    /* The words that may follow a beginning; none where the beginning itself is wrong. */
    next(beginning) {
      const { at, expected } = this.read(`${beginning} \u0000`); // read up to a word that is nowhere expected
      return at === beginning.length + 1 ? expected : [];
    }
  };
})();
