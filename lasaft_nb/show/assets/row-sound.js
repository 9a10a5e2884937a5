/* A row of a matrix as a sound: one sine for each of its strongest columns, which are frequencies; step by step as
   lasaft_nb/show/audio.py does it. */
(() => {
  const lasaft = (window.lasaft ??= {});

  lasaft.sumOfSines = (magnitudes, { hz, rate, seconds, strongest }) => {
    const level = Array.from(magnitudes, (value, k) => ((k + 0.5) * hz < rate / 2 ? Math.abs(value) : 0));
    const order = level.map((_, k) => k).sort((a, b) => level[b] - level[a] || a - b);
    const kept = order.slice(0, strongest).filter((k) => level[k] > 0);
    const sound = new Float64Array(Math.round(seconds * rate));
    for (const k of kept) {
      const start = (Math.PI * k * k) / Math.max(1, level.length); // Schroeder's phases: no click at the start
      const turn = (2 * Math.PI * (k + 0.5) * hz) / rate;
      for (let n = 0; n < sound.length; n++) sound[n] += level[k] * Math.sin(turn * n + start);
    }
    const fade = 0.02 * rate;
    let peak = 0;
    sound.forEach((value, n) => {
      sound[n] = value * Math.min(1, Math.min(n, sound.length - 1 - n) / fade);
      peak = Math.max(peak, Math.abs(sound[n]));
    });
    return Float32Array.from(sound, (value) => (peak ? (0.5 * value) / peak : 0));
  };

  let [context, node] = [null, null];

  /* Play one sound; what was playing stops. */
  lasaft.playOnce = (samples, rate) => {
    context ??= new AudioContext();
    const next = context.createBufferSource();
    lasaft.alone(next, () => next.stop());
    node?.stop();
    node = next;
    node.buffer = lasaft.bufferOf([samples], rate);
    node.connect(context.destination);
    context.resume();
    node.start();
  };
})();
