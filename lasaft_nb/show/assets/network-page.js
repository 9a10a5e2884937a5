/* <network-page from="../_static/network/"> with its networks and clips as JSON: a song of the reader's own goes through
   a network in the page. Nothing leaves it; what it needs comes from `from` when the reader presses the button. */
(() => {
  const lasaft = window.lasaft;
  const { make, button, menu } = lasaft;
  const LONGEST = 600, RECORDING = 30, AGAIN = 8; // seconds, seconds, windows that are computed anew without being asked
  const NEEDS = ["WebAssembly", "Worker", "DecompressionStream", "OfflineAudioContext"];
  const PARTS = `
    <fieldset class="np-drop"><legend>1. A song</legend>
      <div class="np-row"><label class="np-file">your own: choose a file, or drop it here <input type="file" accept="audio/*,video/mp4,.flac,.ogg,.opus,.m4a"></label></div>
      <div class="np-row np-songs"></div></fieldset>
    <fieldset><legend>2. A network</legend><div class="np-row np-networks"></div><p class="np-card"></p></fieldset>
    <div class="np-row np-go"><progress max="1" value="0" aria-label="Part of the song that is done" hidden></progress></div>
    <p class="np-status" role="status" aria-live="polite"></p>
    <div class="np-result"></div>`;
  const seconds = (value) => `${value.toFixed(1)} s`;

  class NetworkPage extends HTMLElement {
    connectedCallback() {
      if (this.about) return;
      if (document.readyState === "loading") {
        document.addEventListener("DOMContentLoaded", () => this.connectedCallback(), { once: true });
        return;
      }
      this.about = JSON.parse(this.querySelector("script[type='application/json']").textContent);
      this.folder = this.getAttribute("from");
      this.rate = this.about.sample_rate;
      this.build();
      const missing = NEEDS.filter((name) => !(name in window));
      if (missing.length) this.say(`This browser lacks ${missing.join(", ")}; use one of 2023 or newer.`);
      this.go.disabled = missing.length > 0;
    }

    build() {
      this.innerHTML = PARTS;
      for (const name of ["drop", "songs", "networks", "card", "status", "result"]) this[name] = this.querySelector(`.np-${name}`);
      this.progress = this.querySelector("progress");
      this.input = this.querySelector("input[type=file]");
      this.input.addEventListener("change", () => this.input.files[0] && this.takeFile(this.input.files[0]));
      this.drop.addEventListener("dragover", (event) => event.preventDefault());
      this.drop.addEventListener("drop", (event) => {
        event.preventDefault();
        if (event.dataTransfer.files[0]) this.takeFile(event.dataTransfer.files[0]);
      });
      this.record = button("record with the microphone", () => this.microphone());
      this.songs.append(make("span", {}, "or a song of the mini dataset:"), ...this.about.clips.map(({ file, label }) => button(label, () => this.takeClip(file, label), { "aria-pressed": false })), this.record);
      this.network = menu("network", this.about.networks.map(({ label }, i) => [i, label]), () => this.chooseNetwork());
      this.target = menu("source", [], () => this.chooseTarget());
      this.networks.append(this.network.box, this.target.box);
      this.go = button("Separate", () => this.separate(), { class: "np-button" });
      this.stopping = button("Cancel", () => this.cancel());
      this.stopping.hidden = true;
      this.querySelector(".np-go").prepend(this.go, this.stopping);
      this.chooseNetwork();
    }

    say(text) {
      this.status.textContent = text;
    }

    get chosen() {
      return this.about.networks[this.network.select.value];
    }

    /* A network of several sources may be asked for all of them. */
    get targets() {
      const { value } = this.target.select;
      return value === "all" ? this.chosen.targets : [value];
    }

    chooseNetwork() {
      const { targets, card } = this.chosen;
      const all = targets.length > 1 ? [["all", "all four"]] : [];
      this.target.select.replaceChildren(...[...targets.map((name) => [name, name]), ...all].map(([value, text]) => make("option", { value }, text)));
      this.card.textContent = card;
      this.forget();
    }

    chooseTarget() {
      this.takeLatent();
      this.forget();
    }

    takeLatent() {
      this.latent?.take(Math.max(0, this.chosen.targets.indexOf(this.target.select.value)));
    }

    /* What was computed belongs to another song, network or source. */
    forget() {
      this.cancel();
      this.estimates = undefined;
      this.result.replaceChildren();
    }

    async takeFile(file) {
      await this.take(file.name, file.arrayBuffer());
    }

    async takeClip(file, label) {
      this.say(`Loading ${label} …`);
      try {
        const { mixture, ...truth } = await lasaft.file(this.folder, file);
        const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
        await this.take(label, bytes(mixture), Object.fromEntries(Object.entries(truth).map(([name, text]) => [name, bytes(text)])));
      } catch (error) {
        this.say(error.message);
      }
    }

    async take(name, bytes, truths = {}) {
      this.forget();
      const taking = (this.taking = {}); // a song that is chosen while another is still read
      this.song = undefined;
      for (const one of this.songs.querySelectorAll("[aria-pressed]")) one.setAttribute("aria-pressed", one.textContent === name);
      try {
        const sides = await lasaft.sidesOf(await bytes, this.rate);
        if (this.taking !== taking) return;
        const length = sides[0].length / this.rate;
        if (length > LONGEST) return this.say(`${name} lasts ${seconds(length)}, and this page takes ${LONGEST} s; cut it, or use the command line: lasaft-nb separate.`);
        const truth = {};
        for (const [source, sound] of Object.entries(truths)) truth[source] = await lasaft.sidesOf(sound, this.rate);
        if (this.taking !== taking) return;
        this.song = { name, sides, truth };
        this.say(`${name}: ${seconds(length)}, ${sides.length === 1 ? "mono" : "stereo"}. Press Separate.`);
      } catch {
        if (this.taking === taking) this.say(`${name} holds no sound that this browser can read; try wav, mp3, flac, ogg or m4a.`);
      }
    }

    async microphone() {
      if (this.recorder) return this.recorder.stop();
      if (!navigator.mediaDevices) return this.say("The microphone can't be reached from this address; serve the book at localhost or by https, or choose a file.");
      let stream;
      try {
        const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
        stream = await navigator.mediaDevices.getUserMedia({ audio: plain });
      } catch (error) {
        return this.say(`The microphone was refused (${error.message}); allow it for this page, or choose a file.`);
      }
      const pieces = [], recorder = (this.recorder = new MediaRecorder(stream));
      recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
      recorder.addEventListener("stop", () => {
        stream.getTracks().forEach((track) => track.stop());
        this.recorder = undefined;
        this.record.textContent = "record with the microphone";
        this.take("your recording", new Blob(pieces).arrayBuffer());
      });
      lasaft.alone(recorder, () => {}); // a player would be recorded, too
      recorder.start();
      this.record.textContent = "stop recording";
      this.say(`Recording, ${RECORDING} s at the most.`);
      setTimeout(() => recorder.state === "recording" && recorder.stop(), 1000 * RECORDING);
    }

    /* Workers with the chosen network in them; the network chosen before is given up. */
    async ready() {
      const { file } = this.chosen;
      if (this.loading?.file !== file) {
        this.loading?.workers.then((workers) => workers.stop(), () => {});
        this.loading = { file, workers: this.load(file) };
      }
      const { loading } = this;
      try {
        const workers = await loading.workers;
        if (this.loading === loading) this.workers = workers;
      } catch (error) {
        if (this.loading === loading) this.loading = undefined;
        throw error;
      }
    }

    async load(file) {
      this.say("Loading the runtime and the network; the page does this once …");
      const [runtime, network] = await Promise.all([lasaft.file(this.folder, "runtime"), lasaft.file(this.folder, file)]);
      const [script, wasm, model] = await Promise.all([runtime.script, runtime.wasm, network.model].map(lasaft.unpacked));
      const workers = new lasaft.NetworkWorkers(new TextDecoder().decode(script), Math.max(1, Math.min(4, navigator.hardwareConcurrency || 1)));
      try {
        await workers.start(wasm, model, network.about);
      } catch (error) {
        workers.stop();
        throw error;
      }
      this.inside = new lasaft.NetworkInside(network.about, () => this.look());
      this.latent = network.about.latent && new lasaft.LatentSources(network.about, () => this.again());
      this.takeLatent();
      return Object.assign(workers, { about: network.about });
    }

    /* What the workers are asked for: each source by its number and, of LaSAFT, with its weights of latent sources. */
    wanted() {
      const { about } = this.workers;
      return this.targets.map((target) => {
        const source = about.targets.indexOf(target);
        if (!about.latent) return { source, latent: null };
        return { source, latent: this.targets.length > 1 ? about.latent[source] : this.latent.weights };
      });
    }

    async separate() {
      if (!this.song) return this.say("Choose a song first: a file, a song of the mini dataset, or the microphone.");
      const run = (this.run = {});
      [this.go.disabled, this.stopping.hidden, this.progress.hidden, this.progress.value] = [true, false, false, 0];
      try {
        await this.ready();
        if (this.run === run) await this.compute(run);
      } catch (error) {
        if (this.run === run) this.say(`It did not work: ${error.message}`);
      }
      if (this.run === run) this.rest();
    }

    rest() {
      this.run = undefined;
      [this.go.disabled, this.stopping.hidden, this.progress.hidden] = [false, true, true];
    }

    cancel() {
      if (!this.run) return;
      this.rest();
      this.say("Cancelled.");
    }

    async compute(run) {
      const { song, workers, inside } = this, { about } = workers;
      const began = performance.now(), wanted = this.wanted();
      const { Windows, level } = lasaft.separation();
      const windows = new Windows(about, song.sides[0].length), heard = level(song.sides, about);
      const sums = wanted.map(() => song.sides.map((side) => new Float32Array(side.length)));
      inside.offer(windows, about.sample_rate);
      Object.assign(this, { windows, heard });
      let [next, done, told] = [0, 0, 0];
      const work = async (worker) => {
        while (next < windows.count && this.run === run) {
          const number = next++;
          const values = { sides: windows.cut(song.sides, number, heard), wanted, look: inside.look };
          const { estimates, maps } = await workers.ask(worker, "window", values);
          if (this.run !== run) return;
          estimates.forEach((estimate, i) => windows.add(sums[i], estimate, number, heard));
          inside.draw(maps, number, windows.filled(number));
          if (!inside.element.isConnected) this.result.append(inside.element);
          this.progress.value = ++done / windows.count;
          if (performance.now() - told < 2000 && done < windows.count) continue;
          told = performance.now();
          this.say(`${Math.round((100 * done) / windows.count)} % done`);
        }
      };
      this.say("Separating …");
      await Promise.all(workers.workers.map((_, worker) => work(worker)));
      if (this.run !== run) return;
      const length = song.sides[0].length / about.sample_rate, took = (performance.now() - began) / 1000;
      this.speed = length / took;
      this.estimates = Object.fromEntries(this.targets.map((target, i) => [target, sums[i]]));
      const workersUsed = Math.min(workers.workers.length, windows.count);
      const moved = heard.gain === 1 ? "" : ` The song was brought to the level that the network was trained at (${(20 * Math.log10(heard.gain)).toFixed(1)} dB) and back.`;
      this.say(`${seconds(length)} of sound in ${seconds(took)} by ${workersUsed === 1 ? "one worker" : `${workersUsed} workers`}: ${this.speed.toFixed(1)} times as fast as it plays.${moved}`);
      this.show();
    }

    /* The sounds to compare: the song, each estimate, what is left of the song, and the truth where it is known. */
    sounds() {
      const { sides, truth } = this.song, targets = Object.keys(this.estimates);
      const sounds = [["the song", sides], ...targets.map((name) => [`${name}, separated`, this.estimates[name]])];
      if (targets.length === 1) {
        const [estimate] = Object.values(this.estimates);
        sounds.push([`without ${targets[0]}`, sides.map((side, c) => side.map((value, i) => value - estimate[c][i]))]);
      }
      return [...sounds, ...targets.filter((name) => truth[name]).map((name) => [`${name}, the truth`, truth[name]])];
    }

    show() {
      const sounds = this.sounds(), { sample_rate: rate } = this.workers.about;
      if (!this.player?.isConnected) this.place();
      const { player } = this, { playing } = player, heard = player.stems.findIndex((stem) => stem.solo);
      player.offer(sounds.map(([name, sides]) => ({ name, sound: () => lasaft.bufferOf(sides, rate) })));
      if (heard > 0) player.press(player.stems[heard], "solo");
      if (playing) player.play();
      const drawn = sounds.slice(0, 2).map(([, sides]) => [sides[0], sides.at(-1)]);
      setTimeout(() => lasaft.drawSpectrograms(player.picture, drawn, rate, drawn[0]), 30);
    }

    /* The player of a new result, what saves its sounds, and the sliders of latent sources. */
    place() {
      const duration = (this.song.sides[0].length / this.rate).toFixed(3);
      this.player = make("stem-player", { compare: "", beside: "", label: "the song and what the network made of it", duration });
      const saves = make("div", { class: "np-row", role: "group", "aria-label": "Save as wav" });
      saves.append(make("span", {}, "save:"), ...this.targets.map((name) => button(`${name}.wav`, () => this.save(name, this.estimates[name]))));
      const sliders = this.latent && this.targets.length === 1 ? [this.latent.element] : [];
      this.result.prepend(this.player, saves, ...sliders);
      this.player.heading = make("p", {}, "Compare: exactly one of these is heard at a time.");
      const words = `Spectrograms of the song, above, and of ${this.targets[0]}, separated, below: time runs to the right, frequency upwards to 8 kHz`;
      this.player.picture = make("canvas", { width: 512, height: 180, role: "img", "aria-label": words });
    }

    save(name, sides) {
      const address = URL.createObjectURL(lasaft.wavOf(sides, this.workers.about.sample_rate));
      make("a", { href: address, download: `${this.song.name.replace(/\.\w+$/, "")}_${name}.wav` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    }

    /* Latent sources were moved: a short song is separated anew at once, a long one when the button is pressed. */
    again() {
      if (!this.estimates) return;
      if (this.windows.count > AGAIN) return this.say("Press Separate to hear the song with these weights.");
      this.separate();
    }

    /* Another block, channel or window to look at. */
    async look() {
      if (this.run || !this.estimates) return;
      const number = Number(this.inside.place.select.value), wanted = this.wanted().slice(-1);
      const values = { sides: this.windows.cut(this.song.sides, number, this.heard), wanted, look: this.inside.look };
      try {
        const { maps } = await this.workers.ask(0, "window", values);
        this.inside.draw(maps, number, this.windows.filled(number));
      } catch (error) {
        this.say(`It did not work: ${error.message}`);
      }
    }
  }
  if (!customElements.get("network-page")) customElements.define("network-page", NetworkPage);
})();
