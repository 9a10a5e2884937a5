/* <stem-player label="…" duration="5.0"><p>…</p><img …><audio data-stem="vocals" src="…"></audio>…</stem-player>
   Sounds run on one Web Audio clock, so they stay in step to the sample. The picture is of what is heard; with `beside`
   the first sound's stands above it. Without JavaScript the plain players and the picture remain. */
(() => {
  const { lasaft } = window;
  const { make, button, decoded, rms, matching } = lasaft; // sound.js
  const PATIENCE = 150; // ms from the last switch to a new picture
  const READ = "time runs to the right, frequency upwards to 8 kHz";
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
      this.beside = this.hasAttribute("beside");
      const sounds = [...this.querySelectorAll("audio[data-stem]")].map((audio) => {
        const uri = audio.getAttribute("src");
        return { name: audio.dataset.stem, sound: (context) => decoded(uri, context) };
      });
      [this.heading, this.picture] = ["p", "img"].map((tag) => this.querySelector(tag));
      this.offer(sounds);
    }

    /* Sounds to play from now on: their names, and a function that gives the buffer of each when it is needed. */
    offer(sounds) {
      this.pause();
      this.reference = undefined;
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
      if (this.picture) this.append(this.buildImage(this.picture), this.drawn);
      this.button = button("▶", () => (this.playing ? this.pause() : this.play()), { class: "sp-play", "aria-label": "Play" });
      this.seeker = make("input", { type: "range", class: "sp-seek", min: 0, max: this.duration, step: 0.1, value: 0, "aria-label": "Position" });
      this.time = make("span", { class: "sp-time" });
      this.seeker.addEventListener("input", () => this.seek(Number(this.seeker.value)));
      const row = make("div", { class: "sp-row" });
      row.append(this.button, this.seeker, this.time);
      this.append(row, ...this.stems.map((stem) => this.buildStem(stem)));
      if (this.compare && this.stems.length > 1) this.append(lasaft.comparison(this));
    }

    buildImage(image) {
      const box = make("div", { class: "sp-image" });
      this.cursor = make("div", { class: "sp-cursor" });
      box.append(image, this.cursor);
      this.drawn = make("p", { class: "sp-drawn" });
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
      this.follow();
    }

    only(stem) {
      for (const other of this.stems) other.solo = other === stem;
      this.mix();
    }

    /* Decode the sounds, once, whoever asks. */
    async load() {
      const { stems } = this;
      if (this.loading?.stems !== stems) this.loading = { stems, done: this.decode(stems) };
      const { loading } = this;
      try {
        await loading.done;
      } catch (error) {
        if (this.loading === loading) this.loading = undefined; // so that it can be tried again
        throw error;
      }
      if (stems !== this.stems) return this.load(); // others were offered meanwhile
    }

    async decode(stems) {
      this.context ??= new AudioContext();
      await Promise.all(stems.map(async (stem) => {
        stem.buffer = await stem.sound(this.context);
        stem.gain = this.context.createGain();
        stem.gain.connect(this.context.destination);
      }));
      if (stems !== this.stems) return;
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

    /* The sounds that the switches let through. */
    get heard() {
      const solo = this.stems.some((stem) => stem.solo);
      return this.stems.filter((stem) => !stem.mute && (stem.solo || !solo));
    }

    /* Draw the picture anew, a moment after the last switch. */
    follow() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.draw(), PATIENCE);
    }

    /* What is heard as a spectrogram, on one scale of brightness whatever the switches are: that of the first sound or,
       where sounds add up, of their sum. A blind test keeps the picture it began with: another would tell too much. */
    async draw() {
      if (!this.picture || !this.stems.length || this.test) return;
      await this.load();
      if (this.test) return;
      const { stems, heard } = this, rate = this.context.sampleRate;
      if (!(this.picture instanceof HTMLCanvasElement)) {
        const canvas = make("canvas", { width: 512, height: 92, role: "img" });
        this.picture.replaceWith(canvas);
        this.picture = canvas;
      }
      const first = this.compare ? [stems[0]] : stems;
      this.reference ??= this.mixed(first);
      const below = this.beside && heard[0] === stems[0] && stems.length > 1 ? [stems[1]] : heard;
      const shown = this.beside ? [this.reference, this.mixed(below)] : [this.mixed(below)];
      lasaft.drawSpectrograms(this.picture, shown, rate, this.reference);
      const names = below.map((stem) => stem.name).join(" + ") || "silence";
      const words = this.beside ? `${stems[0].name}, above, and ${names}, below` : names;
      this.picture.setAttribute("aria-label", `${this.beside ? "Spectrograms" : "Spectrogram"} of ${words}: ${READ}`);
      this.drawn.textContent = `Picture: ${words} (0 to 8 kHz upwards)`;
    }

    /* Sum of some sounds as [left, right]. */
    mixed(stems) {
      const length = Math.max(...this.stems.map((stem) => stem.buffer.length));
      return [0, 1].map((side) => {
        const sum = new Float32Array(length);
        for (const { buffer } of stems) {
          buffer.getChannelData(Math.min(side, buffer.numberOfChannels - 1)).forEach((value, n) => { sum[n] += value; });
        }
        return sum;
      });
    }

    now() {
      return this.playing ? this.position + Math.max(0, this.context.currentTime - this.started) : this.position;
    }

    async play() {
      if (this.playing || this.starting || this.inert || !this.stems.length) return;
      const starting = (this.starting = {}); // another sound may begin before this one is decoded
      lasaft.alone(this, () => this.pause());
      try {
        await this.load();
        await this.context.resume();
        if (this.starting !== starting) return;
      } finally {
        if (this.starting === starting) this.starting = undefined;
      }
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
      this.starting = undefined;
      if (!this.playing) return;
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
      this.pause();
    }
  }
  if (!customElements.get("stem-player")) customElements.define("stem-player", StemPlayer);
})();
