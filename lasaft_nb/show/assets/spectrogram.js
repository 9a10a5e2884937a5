/* A spectrogram drawn in the page: 0 to 8 kHz, 80 dB from black to light; one colour scale for all sounds given. */
(() => {
  const lasaft = (window.lasaft ??= {});
  const [SIZE, TOP_HZ, RANGE] = [1024, 8000, 80]; // samples of a window, hertz, decibels
  const COLOURS = [[0, 0, 4], [81, 18, 124], [183, 55, 121], [252, 137, 97], [252, 253, 191]]; // as matplotlib's magma
  const windowed = Float64Array.from({ length: SIZE }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / SIZE));

  /* Fast Fourier transform in place; the length is a power of two. */
  function transform(re, im) {
    const n = re.length;
    for (let i = 1, j = 0; i < n; i++) {
      let bit = n >> 1;
      for (; j & bit; bit >>= 1) j ^= bit;
      j ^= bit;
      if (i < j) [re[i], re[j], im[i], im[j]] = [re[j], re[i], im[j], im[i]];
    }
    for (let half = 1; half < n; half *= 2) {
      for (let k = 0; k < half; k++) {
        const [c, s] = [Math.cos((-Math.PI * k) / half), Math.sin((-Math.PI * k) / half)];
        for (let i = k; i < n; i += 2 * half) {
          const j = i + half;
          const [x, y] = [re[j] * c - im[j] * s, re[j] * s + im[j] * c];
          [re[j], im[j], re[i], im[i]] = [re[i] - x, im[i] - y, re[i] + x, im[i] + y];
        }
      }
    }
  }

  /* Red, green and blue of a value between 0 and 1. */
  lasaft.colourOf = (value) => {
    const place = Math.min(0.999, Math.max(0, value)) * (COLOURS.length - 1);
    const [low, high] = [COLOURS[Math.floor(place)], COLOURS[Math.floor(place) + 1]];
    return low.map((one, i) => one + (high[i] - one) * (place % 1));
  };

  /* Levels in dB, `width` columns of `height` rows from the top frequency down, of the mean of both sides. */
  lasaft.levels = ([left, right], rate, width, height) => {
    const bins = (TOP_HZ / rate) * SIZE;
    return Array.from({ length: width }, (_, column) => {
      const start = Math.round((column / width) * left.length) - SIZE / 2;
      const re = Float64Array.from(windowed, (weight, n) => (weight * ((left[start + n] ?? 0) + (right[start + n] ?? 0))) / 2);
      const im = new Float64Array(SIZE);
      transform(re, im);
      return Array.from({ length: height }, (_, row) => {
        const bin = Math.floor(((height - 1 - row) / height) * bins);
        return 20 * Math.log10(Math.hypot(re[bin] ?? 0, im[bin] ?? 0) / (SIZE / 4) + 1e-10);
      });
    });
  };

  /* Draw sounds [left, right] below each other into a canvas; the loudest point of `reference` is the lightest. */
  lasaft.drawSpectrograms = (canvas, sounds, rate, reference) => {
    const [width, height] = [canvas.width, Math.floor(canvas.height / sounds.length)];
    const levels = sounds.map((sound) => lasaft.levels(sound, rate, width, height - 2));
    const scale = levels[sounds.indexOf(reference)] ?? lasaft.levels(reference, rate, width, height - 2);
    const top = Math.max(-100, ...scale.map((column) => Math.max(...column))); // silence is black
    const picture = new ImageData(width, canvas.height);
    levels.forEach((columns, which) => columns.forEach((column, x) => column.forEach((level, y) => {
      picture.data.set([...lasaft.colourOf(1 + (level - top) / RANGE), 255], 4 * ((which * height + y) * width + x));
    })));
    canvas.getContext("2d").putImageData(picture, 0, 0);
  };
})();
