/* Fair comparisons in a stem player: all sounds at one level, since the louder of two seems better, and a blind
   listening test (ABX): X is A or B by a hidden coin; who can't hear a difference is right half of the time. */
(() => {
  const lasaft = (window.lasaft ??= {});
  const { make, button } = lasaft;

  /* How likely a guesser is right at least `right` times out of `trials`: a binomial test with chance 1/2. */
  lasaft.guessing = (right, trials) => {
    let [ways, sum] = [1, 0]; // ways to choose k out of n
    for (let k = 0; k <= trials; k++) {
      if (k >= right) sum += ways;
      ways *= (trials - k) / (k + 1);
    }
    return sum / 2 ** trials;
  };

  const inWords = (p) => (p >= 0.01 ? p.toFixed(2) : p.toExponential(0));

  lasaft.ListeningTest = class {
    constructor(player, coin = () => crypto.getRandomValues(new Uint8Array(1))[0] & 1) {
      [this.player, this.coin] = [player, coin];
      this.element = make("div", { class: "sp-test", role: "group", "aria-label": "Blind listening test" });
      const names = player.stems.map((stem) => stem.name);
      this.choices = [0, 1].map((which) => {
        const select = make("select");
        for (const name of names) select.add(new Option(name));
        select.selectedIndex = names.length - 2 + which; // the last two: most often an estimate and the truth
        select.addEventListener("change", () => this.restart());
        return select;
      });
      const labels = this.choices.map((select, which) => {
        const label = make("label", {}, `${"AB"[which]} is `);
        label.append(select);
        return label;
      });
      const hear = ["A", "B", "X"].map((letter) => button(letter, () => {
        this.hear(letter);
        player.play();
      }, { "aria-label": `Hear ${letter}`, "aria-pressed": false }));
      this.hearing = Object.fromEntries(hear.map((one) => [one.textContent, one]));
      const answers = ["A", "B"].map((letter) => button(`X is ${letter}`, () => this.answer(letter)));
      this.output = make("output", { "aria-live": "polite" });
      const rows = [labels, hear, [...answers, button("Start again", () => this.restart())], [this.output]];
      for (const parts of rows) {
        const row = make("div", { class: "sp-row" });
        row.append(...parts);
        this.element.append(row);
      }
      this.restart();
    }

    restart() {
      [this.right, this.trials] = [0, 0];
      this.next("Hear A, B and X, as often as you like and while it plays; then say which one X is.");
    }

    next(words) {
      this.x = "AB"[this.coin()];
      this.output.textContent = words;
      this.hear("A");
    }

    hear(letter) {
      const which = "AB".indexOf(letter === "X" ? this.x : letter);
      this.player.only(this.player.stems[this.choices[which].selectedIndex]);
      for (const [name, one] of Object.entries(this.hearing)) one.setAttribute("aria-pressed", name === letter);
    }

    answer(letter) {
      const right = letter === this.x;
      this.right += right;
      this.trials += 1;
      const p = inWords(lasaft.guessing(this.right, this.trials));
      const score = `${this.right} of ${this.trials} right; a guesser does as well or better with probability ${p}.`;
      const advice = this.trials < 10 ? " Ten answers or more say something." : "";
      this.next(`${right ? "Right" : `No, X was ${this.x}`}. ${score}${advice}`);
    }
  };

  /* Two switches: one level, and the blind test, which needs it and takes the place of the sounds' names. */
  lasaft.comparison = (player) => {
    const match = (matched) => {
      player.matched = matched;
      level.setAttribute("aria-pressed", matched);
      player.mix();
    };
    const test = (open) => {
      player.test?.element.remove();
      player.test = open ? new lasaft.ListeningTest(player) : null;
      player.loop = open;
      for (const element of [level, ...player.stems.map((stem) => stem.row)]) element.hidden = open;
      blind.setAttribute("aria-pressed", open);
      if (open) player.append(player.test.element);
      else player.press(player.stems[0], "solo");
      match(open);
    };
    const level = button("One level", () => match(!player.matched), {
      "aria-pressed": false, title: "Turn all sounds down to the average power of the quietest",
    });
    const blind = button("Blind test", () => test(!player.test), { "aria-pressed": false, title: "Can you tell two of these sounds apart?" });
    [player.matched, player.test, player.loop] = [false, null, false];
    const row = make("div", { class: "sp-row" });
    row.append(level, blind);
    return row;
  };
})();
