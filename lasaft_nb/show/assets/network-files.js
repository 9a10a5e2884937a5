/* What a network in the page needs: files that come as scripts when they are asked for (a page that was opened from a
   folder may load scripts, and nothing else), workers that compute, and sounds from and to files. */
(() => {
  const lasaft = (window.lasaft ??= {});
  const files = (lasaft.files ??= {}); // name: what the script of that name puts there
  const asked = {};

  /* What the script `name` in `folder` holds, loaded once. */
  lasaft.file = (folder, name) => (asked[name] ??= new Promise((done, failed) => {
    const script = lasaft.make("script", { src: `${folder}${name}.js` });
    script.addEventListener("load", () => done(files[name]));
    script.addEventListener("error", () => {
      delete asked[name];
      failed(new Error(`${name}.js could not be loaded; it belongs into the folder _static/network of the book, so load the page anew or copy the whole book.`));
    });
    document.head.append(script);
  }));

  /* Bytes that lie in a file as text: base64 of gzip. */
  lasaft.unpacked = async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  };

  /* Workers that each hold one network: the bytes go to every one of them, and then windows to whoever is free. */
  lasaft.NetworkWorkers = class {
    constructor(runtime, count) {
      const text = `${runtime}\n(${lasaft.networkWorker})(${lasaft.separation});\n`;
      const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      this.waiting = new Map();
      this.workers = Array.from({ length: count }, () => {
        const worker = new Worker(address);
        worker.onmessage = ({ data: { id, error, ...values } }) => {
          const { done, failed } = this.waiting.get(id);
          this.waiting.delete(id);
          if (error) failed(new Error(error));
          else done(values);
        };
        worker.onerror = (event) => {
          const error = new Error(event.message || "this browser starts no worker here; use another one");
          for (const { failed } of this.waiting.values()) failed(error);
          this.waiting.clear();
        };
        return worker;
      });
    }

    ask(number, task, values = {}) {
      return new Promise((done, failed) => {
        const id = (this.id = (this.id ?? 0) + 1);
        this.waiting.set(id, { done, failed });
        this.workers[number].postMessage({ id, task, ...values });
      });
    }

    start(wasm, model, about) {
      return Promise.all(this.workers.map((_, number) => this.ask(number, "start", { wasm, model, about })));
    }

    stop() {
      for (const worker of this.workers) worker.terminate();
    }
  };

  /* The sound [left, right] or [mono] of a file's bytes, at `rate` Hz. */
  lasaft.sidesOf = async (bytes, rate) => {
    const buffer = await new OfflineAudioContext(2, 1, rate).decodeAudioData(bytes);
    return Array.from({ length: Math.min(2, buffer.numberOfChannels) }, (_, side) => buffer.getChannelData(side));
  };

  /* A wav file of 32-bit floats, which can't clip. */
  lasaft.wavOf = (sides, rate) => {
    const [channels, n] = [sides.length, sides[0].length];
    const view = new DataView(new ArrayBuffer(44 + 4 * n * channels));
    const text = (place, letters) => [...letters].forEach((letter, i) => view.setUint8(place + i, letter.charCodeAt(0)));
    text(0, "RIFF"); view.setUint32(4, view.byteLength - 8, true); text(8, "WAVEfmt ");
    view.setUint32(16, 16, true); view.setUint16(20, 3, true); view.setUint16(22, channels, true);
    view.setUint32(24, rate, true); view.setUint32(28, 4 * rate * channels, true);
    view.setUint16(32, 4 * channels, true); view.setUint16(34, 32, true);
    text(36, "data"); view.setUint32(40, 4 * n * channels, true);
    for (let i = 0; i < n; i++) sides.forEach((side, c) => view.setFloat32(44 + 4 * (i * channels + c), side[i], true));
    return new Blob([view], { type: "audio/wav" });
  };
})();
