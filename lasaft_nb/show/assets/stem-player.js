/* <stem-player label="…" duration="5.0"><p>…</p><img …><audio data-stem="vocals" src="…"></audio>…</stem-player>
   Sounds run on one Web Audio clock, so they stay in step to the sample. Without JavaScript the plain players remain. */
(() => {
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;
  const words = (seconds) => `${seconds.toFixed(1)} seconds`;

  async function bytes(uri) {
    if (!uri.startsWith("data:")) return (await fetch(uri)).arrayBuffer();
    const text = atob(uri.slice(uri.indexOf(",") + 1)); // no fetch: it must also work from file://
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer;
  }

  function make(tag, attributes = {}, text = "") {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  }

  class StemPlayer extends HTMLElement {
    connectedCallback() {
      if (this.stems) return;
      if (document.readyState === "loading") { // a second player on a page meets the parser before its own children
        document.addEventListener("DOMContentLoaded", () => this.connectedCallback(), { once: true });
        return;
      }
      this.stems = [...this.querySelectorAll("audio[data-stem]")].map((audio) => ({
        name: audio.dataset.stem, uri: audio.getAttribute("src"), mute: false, solo: false, volume: 1,
      }));
      this.duration = Number(this.getAttribute("duration")) || 0;
      this.position = 0;
      this.playing = false;
      this.compare = this.hasAttribute("compare"); // one sound at a time
      if (this.compare) this.stems[0].solo = true;
      this.build(this.querySelector("p"), this.querySelector("img"));
      this.paint();
    }

    build(title, image) {
      this.replaceChildren();
      this.setAttribute("role", "group");
      this.setAttribute("aria-label", this.getAttribute("label") || "stems");
      if (title) this.append(title);
      if (image) this.append(this.buildImage(image));
      this.button = make("button", { type: "button", class: "sp-play", "aria-label": "Play" }, "▶");
      this.seeker = make("input", { type: "range", class: "sp-seek", min: 0, max: this.duration, step: 0.1, value: 0, "aria-label": "Position" });
      this.time = make("span", { class: "sp-time" });
      this.button.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
      this.seeker.addEventListener("input", () => this.seek(Number(this.seeker.value)));
      const row = make("div", { class: "sp-row" });
      row.append(this.button, this.seeker, this.time);
      this.append(row, ...this.stems.map((stem) => this.buildStem(stem)));
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
        const about = { type: "button", class: `sp-${kind}`, "aria-pressed": stem[kind], "aria-label": label, title: label };
        const button = make("button", about, letter);
        button.addEventListener("click", () => this.press(stem, kind));
        return button;
      };
      const volume = make("input", { type: "range", min: 0, max: 1, step: 0.05, value: 1, "aria-label": `Volume ${stem.name}` });
      volume.addEventListener("input", () => { stem.volume = Number(volume.value); this.mix(); });
      const buttons = this.compare ? [toggle("solo", "Hear", "♪")] : [toggle("mute", "Mute", "M"), toggle("solo", "Solo", "S")];
      row.append(make("span", { class: "sp-name" }, stem.name), ...buttons, volume);
      stem.row = row;
      return row;
    }

    press(stem, kind) {
      if (this.compare) for (const other of this.stems) other.solo = other === stem;
      else stem[kind] = !stem[kind];
      for (const { row, ...state } of this.stems) {
        for (const name of ["mute", "solo"]) row.querySelector(`.sp-${name}`)?.setAttribute("aria-pressed", state[name]);
      }
      this.mix();
    }

    async load() {
      if (this.context) return;
      this.context = new AudioContext();
      await Promise.all(this.stems.map(async (stem) => {
        stem.buffer = await this.context.decodeAudioData(await bytes(stem.uri));
        stem.gain = this.context.createGain();
        stem.gain.connect(this.context.destination);
      }));
      this.duration = Math.max(...this.stems.map((stem) => stem.buffer.duration));
      this.mix();
    }

    mix() {
      const solo = this.stems.some((stem) => stem.solo);
      for (const stem of this.stems) {
        stem.level = stem.mute || (solo && !stem.solo) ? 0 : stem.volume;
        if (stem.gain) stem.gain.gain.setTargetAtTime(stem.level, this.context.currentTime, 0.01);
      }
    }

    now() {
      return this.playing ? this.position + Math.max(0, this.context.currentTime - this.started) : this.position;
    }

    async play() {
      this.button.disabled = true;
      await this.load();
      await this.context.resume();
      this.button.disabled = false;
      this.button.focus();
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
      if (this.now() >= this.duration) this.pause();
      else requestAnimationFrame(() => this.tick());
    }

    disconnectedCallback() {
      if (this.playing) this.pause();
    }
  }
  if (!customElements.get("stem-player")) customElements.define("stem-player", StemPlayer);
})();
