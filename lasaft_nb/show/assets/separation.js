/* lasaft.separation(): what stands around a network, exactly as in Python: STFT (lasaft_nb/spectrogram/stft.py), level
   (audio/normalise.py) and windows (audio/overlap_add.py). Sounds are [left, right] of Float32Arrays; spectrograms are
   Float32Arrays (4, t, f): Re L, Re R, Im L, Im R. One function without surroundings, so that a worker gets its text. */
(window.lasaft ??= {}).separation = () => {
  const PAUSE_DB = 10, OFFSET = 0.05, INAUDIBLE = -90, TOLERANCE = 2; // as in normalise.py and chunked.py

  /* A fast Fourier transform in place, of a fixed length that is a power of two; `sign` -1 forwards, 1 back (unscaled). */
  function fourier(size) {
    const [cosine, sine] = [Math.cos, Math.sin].map((f) => Float64Array.from({ length: size / 2 }, (_, k) => f((2 * Math.PI * k) / size)));
    const places = new Uint32Array(size);
    for (let i = 1; i < size; i++) places[i] = (places[i >> 1] >> 1) | (i & 1 ? size >> 1 : 0);
    return (re, im, sign) => {
      for (let i = 0; i < size; i++) {
        const j = places[i];
        if (i < j) [re[i], re[j], im[i], im[j]] = [re[j], re[i], im[j], im[i]];
      }
      for (let half = 1; half < size; half *= 2) {
        const step = size / (2 * half);
        for (let start = 0; start < size; start += 2 * half) {
          for (let k = 0; k < half; k++) {
            const [c, s, i, j] = [cosine[k * step], sign * sine[k * step], start + k, start + k + half];
            const x = re[j] * c - im[j] * s, y = re[j] * s + im[j] * c;
            re[j] = re[i] - x; im[j] = im[i] - y;
            re[i] += x; im[i] += y;
          }
        }
      }
    };
  }

  /* The centred STFT with reflected edges and a periodic Hann window; both sides go through one complex transform. */
  class Stft {
    constructor({ n_fft: size, hop_length: hop, n_frames: frames }) {
      Object.assign(this, { size, hop, frames, bins: size / 2 + 1, samples: hop * (frames - 1) });
      this.window = Float32Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
      this.transform = fourier(size);
      this.envelope = new Float64Array(this.samples + size);
      for (let t = 0; t < frames; t++) for (let n = 0; n < size; n++) this.envelope[t * hop + n] += this.window[n] ** 2;
    }

    forward([left, right]) {
      const { size, hop, frames, bins, samples, window } = this;
      const out = new Float32Array(4 * frames * bins), part = frames * bins;
      const [re, im] = [new Float64Array(size), new Float64Array(size)];
      const reflected = (n) => (n < 0 ? -n : n < samples ? n : 2 * (samples - 1) - n);
      for (let t = 0; t < frames; t++) {
        for (let n = 0; n < size; n++) {
          const place = reflected(t * hop + n - size / 2);
          re[n] = left[place] * window[n];
          im[n] = right[place] * window[n];
        }
        this.transform(re, im, -1);
        for (let k = 0; k < bins; k++) { // z = left + i right, so left is the even part of Z and right the odd one
          const [other, place] = [(size - k) % size, t * bins + k];
          out[place] = (re[k] + re[other]) / 2;
          out[part + place] = (im[k] + im[other]) / 2;
          out[2 * part + place] = (im[k] - im[other]) / 2;
          out[3 * part + place] = (re[other] - re[k]) / 2;
        }
      }
      return out;
    }

    inverse(channels) {
      const { size, hop, frames, bins, samples, window, envelope } = this;
      const part = frames * bins;
      const sums = [new Float64Array(samples + size), new Float64Array(samples + size)];
      const [re, im] = [new Float64Array(size), new Float64Array(size)];
      for (let t = 0; t < frames; t++) {
        for (let k = 0; k < bins; k++) {
          const place = t * bins + k, real = k === 0 || k === size / 2; // there an imaginary part is no sound
          const [a, b] = [channels[place], channels[part + place]];
          const [c, d] = real ? [0, 0] : [channels[2 * part + place], channels[3 * part + place]];
          [re[k], im[k]] = [a - d, c + b];
          if (!real) [re[size - k], im[size - k]] = [a + d, b - c];
        }
        this.transform(re, im, 1);
        for (let n = 0; n < size; n++) {
          sums[0][t * hop + n] += (re[n] / size) * window[n];
          sums[1][t * hop + n] += (im[n] / size) * window[n];
        }
      }
      return sums.map((sum) => Float32Array.from({ length: samples }, (_, n) => sum[n + size / 2] / envelope[n + size / 2]));
    }
  }

  /* What brings a song to the level that the network knows: x' = (x - offset) * gain before it, y / gain behind it. */
  function level(sides, { level: wanted, sample_rate: rate }) {
    if (wanted === null) return { gain: 1, offset: sides.map(() => 0) };
    const n = sides[0].length, size = Math.max(1, Math.round(0.4 * rate));
    const blocks = [];
    for (let start = 0; start < n; start += size) {
      const end = Math.min(n, start + size);
      const moments = sides.map((side) => {
        let sum = 0, squares = 0;
        for (let i = start; i < end; i++) { sum += side[i]; squares += side[i] * side[i]; }
        return { sum, squares };
      });
      blocks.push({ n: end - start, moments });
    }
    const total = (read) => blocks.reduce((sum, block) => sum + read(block), 0);
    const means = sides.map((_, c) => total((block) => block.moments[c].sum) / n);
    const variances = means.map((mean, c) => Math.max(0, total((block) => block.moments[c].squares) / n - mean ** 2));
    const deviation = Math.sqrt(variances.reduce((a, b) => a + b) / sides.length);
    const offset = means.map((mean) => (Math.abs(mean) > OFFSET * deviation && n >= rate ? mean : 0));
    const power = ({ n: length, moments }) => moments.reduce((sum, { sum: x, squares }, c) => (
      sum + Math.max(0, (squares - 2 * offset[c] * x) / length + offset[c] ** 2)), 0) / sides.length;
    const gate = (total((block) => power(block) * block.n) / n) * 10 ** (-PAUSE_DB / 10);
    const kept = blocks.filter((block) => power(block) >= gate);
    const mean = kept.reduce((sum, block) => sum + power(block) * block.n, 0) / kept.reduce((sum, block) => sum + block.n, 0);
    const dbfs = Math.max(-120, 10 * Math.log10(Math.max(mean, 1e-30)));
    const far = dbfs > INAUDIBLE && Math.abs(wanted - dbfs) > TOLERANCE;
    return { gain: far ? 10 ** ((wanted - dbfs) / 20) : 1, offset };
  }

  /* Where windows start in a song of n samples, how they fade, and the sum of their estimates. */
  class Windows {
    constructor({ window: size, overlap }, n) {
      Object.assign(this, { size, n, hop: Math.max(1, Math.round(size * (1 - overlap))) });
      this.count = 1 + Math.ceil(Math.max(0, n - size) / this.hop);
      const fade = Math.min(size - this.hop, Math.floor(size / 2));
      const ramp = (i) => Math.sin((0.5 * Math.PI * (i + 0.5)) / Math.max(fade, 1)) ** 2;
      this.weights = Float32Array.from({ length: size }, (_, i) => (i < fade ? ramp(i) : i >= size - fade ? ramp(size - 1 - i) : 1));
    }

    /* How much of window `number` is song. */
    filled(number) {
      return Math.min(this.size, this.n - number * this.hop) / this.size;
    }

    /* Window `number` of a song, at the network's level, filled up with zeros; mono plays on both sides. */
    cut(sides, number, { gain, offset }) {
      const start = number * this.hop, end = Math.min(this.n, start + this.size);
      const cut = sides.map((side, c) => {
        const window = new Float32Array(this.size);
        for (let i = start; i < end; i++) window[i - start] = (side[i] - offset[c]) * gain;
        return window;
      });
      return cut.length === 1 ? [cut[0], cut[0].slice()] : cut;
    }

    /* Add the estimate of window `number` to `sums`; windows may come in any order. */
    add(sums, estimate, number, { gain }) {
      const start = number * this.hop, end = Math.min(this.n, start + this.size);
      const of = (k, i) => (k >= 0 && k < this.count && i >= k * this.hop && i < k * this.hop + this.size ? this.weights[i - k * this.hop] : 0);
      const reach = Math.ceil(this.size / this.hop);
      for (let i = start; i < end; i++) {
        let all = 0;
        for (let k = number - reach; k <= number + reach; k++) all += of(k, i);
        const share = this.weights[i - start] / all / gain;
        if (sums.length === 1) sums[0][i] += (share * (estimate[0][i - start] + estimate[1][i - start])) / 2;
        else sums.forEach((sum, c) => { sum[i] += share * estimate[c][i - start]; });
      }
    }
  }

  return { Stft, Windows, level };
};
