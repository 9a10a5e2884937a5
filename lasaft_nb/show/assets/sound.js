/* What players share: making elements, sounds from addresses or numbers, and their levels. */
(() => {
  const lasaft = (window.lasaft ??= {});

  lasaft.make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };

  lasaft.button = (text, press, attributes = {}) => {
    const button = lasaft.make("button", { type: "button", ...attributes }, text);
    button.addEventListener("click", press);
    return button;
  };

  async function bytes(uri) {
    if (!uri.startsWith("data:")) return (await fetch(uri)).arrayBuffer();
    const text = atob(uri.slice(uri.indexOf(",") + 1)); // no fetch: it must also work from file://
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer;
  }

  /* The sound behind an address, at the context's sample rate. */
  lasaft.decoded = async (uri, context) => context.decodeAudioData(await bytes(uri));

  /* The sound [left, right] of Float32Arrays at `rate` Hz. */
  lasaft.bufferOf = (sides, rate) => {
    const buffer = new AudioBuffer({ numberOfChannels: sides.length, length: sides[0].length, sampleRate: rate });
    sides.forEach((side, channel) => buffer.copyToChannel(side, channel));
    return buffer;
  };

  /* Root of the mean square over all channels. */
  lasaft.rms = (buffer) => {
    let sum = 0;
    for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
      for (const value of buffer.getChannelData(channel)) sum += value * value;
    }
    return Math.sqrt(sum / buffer.length / buffer.numberOfChannels);
  };

  /* Factors that bring sounds down to the level of the quietest; silence (below -80 dB) stays as it is. */
  lasaft.matching = (levels) => {
    const heard = levels.filter((level) => level > 1e-4);
    return levels.map((level) => (level > 1e-4 ? Math.min(...heard) / level : 1));
  };
})();
