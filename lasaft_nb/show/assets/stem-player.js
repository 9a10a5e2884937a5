/* <stem-player label="…" duration="5.0"><p>…</p><img …><audio data-stem="vocals" src="…"></audio>…</stem-player>
   Sounds run on one Web Audio clock, so they stay in step to the sample. Without JavaScript the plain players remain. */
(() => {
  const { make, button, decoded, rms, matching } = window.lasaft; // sound.js
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;
  const words = (seconds) => `${seconds.toFixed(1)} seconds`;

  class StemPlayer extends HTMLElement {
    connectedCallback() {
      if (this.stems) return;
      if (document.readyState === "loading") { // a second player on a page meets the parser before its own children
        document.addEventListener("DOMContentLoaded", () => this.connectedCallback(), { once: true });
        return;
      }
      this.compare = this.hasAttribute("compare"); // one sound at a time
      const sounds = [...this.querySelectorAll("audio[data-stem]")].map((audio) => {
        const uri = audio.getAttribute("src");
        return { name: audio.dataset.stem, sound: (context) => decoded(uri, context) };
      });
      [this.heading, this.picture] = ["p", "img"].map((tag) => this.querySelector(tag));
      this.offer(sounds);
    }

    /* Sounds to play from now on: their names, and a function that gives the buffer of each when it is needed. */
    offer(sounds) {
      if (this.playing) this.pause();
      this.stems = sounds.map((sound) => ({ ...sound, mute: false, solo: false, volume: 1 }));
      this.duration = Number(this.getAttribute("duration")) || 0;
      this.position ??= 0;
      if (this.compare && sounds.length) this.stems[0].solo = true;
      this.build();
      this.paint();
    }

    build() {
      this.replaceChildren();
      this.setAttribute("role", "group");
      this.setAttribute("aria-label", this.getAttribute("label") || "stems");
      if (this.heading) this.append(this.heading);
      if (this.picture) this.append(this.buildImage(this.picture));
      this.button = button("▶", () => (this.playing ? this.pause() : this.play()), { class: "sp-play", "aria-label": "Play" });
      this.seeker = make("input", { type: "range", class: "sp-seek", min: 0, max: this.duration, step: 0.1, value: 0, "aria-label": "Position" });
      this.time = make("span", { class: "sp-time" });
      this.seeker.addEventListener("input", () => this.seek(Number(this.seeker.value)));
      const row = make("div", { class: "sp-row" });
      row.append(this.button, this.seeker, this.time);
      this.append(row, ...this.stems.map((stem) => this.buildStem(stem)));
      if (this.compare && this.stems.length > 1) this.append(window.lasaft.comparison(this));
    }

    buildImage(image) {
      const box = make("div", { class: "sp-image" });
      this.cursor = make("div", { class: "sp-cursor" });
      box.append(image, this.cursor);
      const seek = (event) => {
        const frame = box.getBoundingClientRect();
        const part = (event.clientX - frame.left) / frame.width;
        this.seek(Math.min(1, Math.max(0, part)) * this.duration);
      };
      box.addEventListener("pointerdown", (event) => { box.setPointerCapture(event.pointerId); seek(event); box.onpointermove = seek; });
      box.addEventListener("pointerup", () => { box.onpointermove = null; });
      return box;
    }

    buildStem(stem) {
      const row = make("div", { class: "sp-row", role: "group", "aria-label": stem.name });
      const toggle = (kind, verb, letter) => {
        const label = `${verb} ${stem.name}`;
        const about = { class: `sp-${kind}`, "aria-pressed": stem[kind], "aria-label": label, title: label };
        return button(letter, () => this.press(stem, kind), about);
      };
      const volume = make("input", { type: "range", min: 0, max: 1, step: 0.05, value: 1, "aria-label": `Volume ${stem.name}` });
      volume.addEventListener("input", () => { stem.volume = Number(volume.value); this.mix(); });
      const buttons = this.compare ? [toggle("solo", "Hear", "♪")] : [toggle("mute", "Mute", "M"), toggle("solo", "Solo", "S")];
      row.append(make("span", { class: "sp-name" }, stem.name), ...buttons, volume);
      stem.row = row;
      return row;
    }

    press(stem, kind) {
      if (this.compare) this.only(stem);
      else stem[kind] = !stem[kind];
      for (const { row, ...state } of this.stems) {
        for (const name of ["mute", "solo"]) row.querySelector(`.sp-${name}`)?.setAttribute("aria-pressed", state[name]);
      }
      this.mix();
    }

    only(stem) {
      for (const other of this.stems) other.solo = other === stem;
      this.mix();
    }

    async load() {
      this.context ??= new AudioContext();
      const { stems } = this;
      if (stems.every((stem) => stem.buffer)) return;
      await Promise.all(stems.map(async (stem) => {
        stem.buffer = await stem.sound(this.context);
        stem.gain = this.context.createGain();
        stem.gain.connect(this.context.destination);
      }));
      if (stems !== this.stems) return this.load(); // others were offered meanwhile
      matching(stems.map((stem) => rms(stem.buffer))).forEach((factor, i) => { stems[i].factor = factor; });
      this.duration = Math.max(...stems.map((stem) => stem.buffer.duration));
      this.seeker.max = this.duration;
      this.mix();
    }

    mix() {
      const solo = this.stems.some((stem) => stem.solo);
      for (const stem of this.stems) {
        stem.level = stem.mute || (solo && !stem.solo) ? 0 : stem.volume * ((this.matched && stem.factor) || 1);
        if (stem.gain) stem.gain.gain.setTargetAtTime(stem.level, this.context.currentTime, 0.01);
      }
    }

    now() {
      return this.playing ? this.position + Math.max(0, this.context.currentTime - this.started) : this.position;
    }

    async play() {
      if (this.playing || this.button.disabled) return;
      const focused = document.activeElement === this.button; // what is disabled loses the focus
      this.button.disabled = true;
      await this.load();
      await this.context.resume();
      this.button.disabled = false;
      if (focused) this.button.focus();
      if (this.position >= this.duration - 0.05) this.position = 0;
      this.started = this.context.currentTime + 0.03;
      for (const stem of this.stems) {
        stem.node = this.context.createBufferSource();
        stem.node.buffer = stem.buffer;
        stem.node.connect(stem.gain);
        stem.node.start(this.started, this.position);
      }
      this.playing = true;
      this.label("Pause", "❚❚");
      this.tick();
    }

    pause() {
      this.position = Math.min(this.duration, this.now());
      this.playing = false;
      for (const stem of this.stems) stem.node.stop();
      this.label("Play", "▶");
      this.paint();
    }

    seek(seconds) {
      const resume = this.playing;
      if (resume) this.pause();
      this.position = seconds;
      this.paint();
      if (resume) this.play();
    }

    label(text, sign) {
      this.button.textContent = sign;
      this.button.setAttribute("aria-label", text);
    }

    paint() {
      const seconds = Math.min(this.now(), this.duration);
      if (this.cursor) this.cursor.style.left = `${this.duration ? (100 * seconds) / this.duration : 0}%`;
      this.seeker.value = seconds;
      this.seeker.setAttribute("aria-valuetext", words(seconds));
      this.time.textContent = `${clock(seconds)} / ${clock(this.duration)}`;
    }

    tick() {
      if (!this.playing) return;
      this.paint();
      if (this.now() >= this.duration) {
        this.pause();
        if (this.loop) this.play();
      } else requestAnimationFrame(() => this.tick());
    }

    disconnectedCallback() {
      if (this.playing) this.pause();
    }
  }
  if (!customElements.get("stem-player")) customElements.define("stem-player", StemPlayer);
})();
