/* <aml-playground rate="22050" start="mute drums"> with the stems as <audio data-stem>, a network's answers as
   <audio data-sentence>, and the language as JSON: type or click a sentence, see its tree or its fault, hear it. */
(() => {
  const { Language, drawing, manipulated, make, button, decoded, bufferOf, drawSpectrograms } = window.lasaft;
  const PAUSE = 700; // ms without a key before a screen reader is told
  const PICTURE = "Spectrograms of the song before, above, and after, below: time runs to the right, frequency upwards to 8 kHz";
  const PARTS = `
    <p><label>A sentence: <textarea class="ap-text" rows="1" autocomplete="off" autocapitalize="off" spellcheck="false"></textarea></label></p>
    <div class="ap-row ap-tools"></div>
    <div class="ap-row ap-next" role="group" aria-label="Words that may stand here"></div>
    <div class="ap-said"></div>
    <p class="ap-spoken" role="status" aria-live="polite"></p>
    <div class="ap-tree" role="region" aria-label="Syntax tree" tabindex="0"></div>
    <div class="ap-row ap-asked"></div>`;

  class Playground extends HTMLElement {
    connectedCallback() {
      if (this.language) return;
      if (document.readyState === "loading") {
        document.addEventListener("DOMContentLoaded", () => this.connectedCallback(), { once: true });
        return;
      }
      this.language = new Language(JSON.parse(this.querySelector("script[type='application/json']").textContent));
      this.rate = Number(this.getAttribute("rate"));
      const uris = (name) => new Map([...this.querySelectorAll(`audio[data-${name}]`)].map((audio) => [audio.dataset[name], audio.getAttribute("src")]));
      [this.uris, this.answers] = [uris("stem"), uris("sentence")];
      this.build();
      this.set(this.getAttribute("start"));
    }

    build() {
      this.innerHTML = PARTS;
      for (const name of ["text", "tools", "next", "said", "spoken", "tree", "asked"]) this[name] = this.querySelector(`.ap-${name}`);
      this.text.addEventListener("input", () => this.read());
      this.text.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault(); // the field has as many lines as its sentence needs, but a sentence is one line
        this.player.play();
      });
      new ResizeObserver(() => this.grow()).observe(this.text);
      this.tools.append(
        button("take the last word away", () => this.set(this.text.value.trimEnd().replace(/(,|\s*[^\s,]+)$/, ""))),
        button("clear", () => { this.set(""); this.text.focus(); }),
        button("any sentence", () => this.set(this.language.sentences[Math.floor(Math.random() * this.language.sentences.length)].text)),
      );
      this.player = make("stem-player", { compare: "", beside: "", label: "before and after", duration: this.getAttribute("duration") });
      this.tree.after(this.player);
      this.player.heading = make("p");
      this.player.picture = make("canvas", { width: 512, height: 180, role: "img", "aria-label": PICTURE });
      if (!this.answers.size) return;
      this.asked.append(make("span", {}, `What ${this.getAttribute("network")} made of:`));
      for (const sentence of this.answers.keys()) this.asked.append(button(sentence, () => this.set(sentence)));
    }

    set(text) {
      this.text.value = text;
      this.read();
    }

    /* As many lines as the sentence has on this screen, so that no word is cut. */
    grow() {
      this.text.style.height = "auto";
      this.text.style.height = `${this.text.scrollHeight + this.text.offsetHeight - this.text.clientHeight}px`;
    }

    read() {
      const text = this.text.value;
      const found = this.language.read(text);
      this.grow();
      if (text) this.text.setAttribute("aria-invalid", !found.valid);
      this.offerWords(text, found);
      this.said.replaceChildren(...(found.valid ? this.meaning(found) : this.fault(text, found)));
      this.tree.replaceChildren(...(found.valid ? [drawing(found.tree)] : []));
      this.tree.hidden = !found.valid;
      this.player.inert = !found.valid;
      if (found.valid) this.hear(found);
      else this.hush();
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => { this.spoken.textContent = this.said.textContent; }, PAUSE);
    }

    /* A button for each word that may stand where the sentence goes wrong, or after its end. */
    offerWords(text, { valid, at, word }) {
      const [before, after] = valid ? [text, ""] : [text.slice(0, at), text.slice(at + word.length)];
      const words = this.language.next(before);
      const put = (next) => {
        this.set(before.trimEnd() + (before.trim() && next !== "," ? " " : "") + next + after);
        (this.next.querySelector("button") ?? this.text).focus();
      };
      const label = make("span", {}, valid ? (words.length ? "May follow:" : "Nothing may follow.") : "May stand here:");
      this.next.replaceChildren(label, ...words.map((next) => button(next, () => put(next), next === "," ? { "aria-label": "a comma" } : {})));
    }

    meaning({ command: { task, sources, level, sentence } }) {
      const { commands, meanings } = this.language.data;
      const ways = meanings.filter((number) => commands[number].sentence === sentence).length;
      const others = ways > 1 ? `${ways} sentences mean this; the canonical one is “${sentence}”.` : "No other sentence means this.";
      return [make("p", { class: "ap-right" }, `✓ ${[task, level].filter(Boolean).join(", ")}: ${sources.join(" and ")}. ${others}`)];
    }

    /* The text with the word at fault marked, what Python would say, and the nearest sentence to take. */
    fault(text, { at, word, message, nearest }) {
      const echo = make("p", { class: "ap-echo", "aria-hidden": true }, text.slice(0, at));
      echo.append(make("mark", {}, word || " "), text.slice(at + word.length));
      const take = make("p");
      take.append(button(`take “${nearest}”`, () => { this.set(nearest); this.text.focus(); }));
      return [echo, make("p", { class: "ap-wrong" }, message), take];
    }

    /* No sentence, no sound: not the one of the sentence before either. */
    hush() {
      this.player.pause();
      this.player.heading.textContent = "Nothing is played: this is no sentence of the language yet.";
      clearTimeout(this.drawing);
      this.heard = undefined;
    }

    hear({ text, command }) {
      if (this.heard === command) return;
      this.heard = command;
      const side = (name) => async () => bufferOf((await this.pair(command))[name], this.rate);
      const sounds = [{ name: "before", sound: side("before") }, { name: "after: the target", sound: side("after") }];
      const answer = this.answers.get(command.sentence);
      if (answer) sounds.push({ name: `after: ${this.getAttribute("network")}`, sound: (context) => decoded(answer, context) });
      this.player.heading.textContent = `“${text}”`;
      this.player.offer(sounds);
      clearTimeout(this.drawing);
      this.drawing = setTimeout(() => this.draw(command), 200); // not at every key
    }

    async draw(command) {
      const { before, after } = await this.pair(command);
      if (this.heard !== command) return;
      drawSpectrograms(this.player.picture, [before, after], this.rate, before);
      this.player.picture.setAttribute("aria-label", PICTURE);
    }

    /* Mixture before and after a command, computed once from the stems at their own sample rate. */
    async pair(command) {
      this.stems ??= Promise.all([...this.uris].map(async ([name, uri]) => {
        const buffer = await decoded(uri, new OfflineAudioContext(2, 1, this.rate));
        const sides = [0, buffer.numberOfChannels - 1].map((channel) => buffer.getChannelData(channel));
        return [name, sides];
      }));
      if (this.made?.command !== command) {
        const pair = this.stems.then((stems) => manipulated(command, new Map(stems), this.rate, this.language.data.effects));
        this.made = { command, pair };
      }
      return this.made.pair;
    }
  }
  if (!customElements.get("aml-playground")) customElements.define("aml-playground", Playground);
})();
