/* What a command does to stems, as lasaft_nb/aml/effects.py and reverb.py do it; the numbers come from there as JSON.
   A sound is [left, right], two Float32Array of one length. */
(() => {
  const lasaft = (window.lasaft ??= {});
  const each = (sound, change) => sound.map((side) => side.map(change));
  const middle = ([left, right]) => left.map((value, n) => (value + right[n]) / 2);

  /* Second-order filter with one resonance (R. Bristow-Johnson's cookbook); `x` (n) in, as many out. */
  function biquad(x, { sign, cutoff, q, rate }) {
    const angle = (2 * Math.PI * cutoff) / rate;
    const [width, turn] = [Math.sin(angle) / (2 * q), Math.cos(angle)];
    const edge = (1 - sign * turn) / 2 / (1 + width);
    const [a1, a2] = [(-2 * turn) / (1 + width), (1 - width) / (1 + width)];
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    return x.map((now) => {
      const out = edge * (now + 2 * sign * x1 + x2) - a1 * y1 - a2 * y2;
      [x2, x1, y2, y1] = [x1, now, y1, out];
      return out;
    });
  }

  /* A loop of `delay` samples with a low-pass and an attenuation in it; adds to `out`. */
  function comb(x, out, delay, { feedback, damping }) {
    const loop = new Float64Array(delay);
    let low = 0;
    for (let n = 0, at = 0; n < x.length; n++, at = at + 1 === delay ? 0 : at + 1) {
      const back = loop[at];
      out[n] += back;
      low = back * (1 - damping) + low * damping;
      loop[at] = x[n] + feedback * low;
    }
  }

  function allpass(y, delay, feedback) {
    const loop = new Float64Array(delay);
    for (let n = 0, at = 0; n < y.length; n++, at = at + 1 === delay ? 0 : at + 1) {
      const back = loop[at];
      loop[at] = y[n] + feedback * back;
      y[n] = back - y[n];
    }
  }

  /* Schroeder's reverberator in the sizes of Freeverb: what one ear hears; `offset` in samples at 44.1 kHz. */
  function hall(mono, offset, rate, settings) {
    const scale = rate / 44100;
    const longer = (delay, i) => delay + (i % 2 ? -offset : offset);
    const wait = Math.round(settings.pre_delay * rate);
    const x = new Float64Array(mono.length);
    for (let n = wait; n < x.length; n++) x[n] = settings.gain * mono[n - wait];
    const wet = new Float64Array(x.length);
    settings.combs.forEach((delay, i) => comb(x, wet, Math.floor(settings.room * scale * longer(delay, i) + 0.5), settings));
    settings.allpasses.forEach((delay, i) => allpass(wet, Math.floor(scale * longer(delay, i) + 0.5), settings.allpass_feedback));
    return wet;
  }

  const panned = (sound, level, near) => {
    const mono = middle(sound);
    return [mono.map((value) => near[level] * value), mono.map((value) => (1 - near[level]) * value)];
  };
  const filtered = (sound, sign, { source, level, rate, settings }) => {
    const cutoff = settings.cutoff_hz[sign > 0 ? "lowpass" : "highpass"][source][level];
    return sound.map((side) => biquad(side, { sign, cutoff, q: settings.q, rate }));
  };

  /* By the names of the functions in effects.py. */
  const EFFECTS = {
    silence: (sound) => each(sound, () => 0),
    increase: (sound, { settings }) => each(sound, (value) => value * settings.increase),
    decrease: (sound, { settings }) => each(sound, (value) => value * settings.decrease),
    pan_left: (sound, { level, settings }) => panned(sound, level, settings.near_side),
    pan_right: (sound, { level, settings }) => panned(sound, level, settings.near_side).reverse(),
    lowpass: (sound, about) => filtered(sound, 1, about),
    highpass: (sound, about) => filtered(sound, -1, about),
    add_reverb: (sound, { rate, settings: { reverb } }) => {
      const mono = middle(sound);
      const wet = [0, reverb.right_ear].map((offset) => hall(mono, offset, rate, reverb));
      return sound.map((side, ear) => side.map((value, n) => value + wet[ear][n]));
    },
  };

  const mixed = (sounds) => [0, 1].map((side) => {
    const sum = new Float64Array(sounds[0][side].length);
    for (const sound of sounds) sound[side].forEach((value, n) => { sum[n] += value; });
    return Float32Array.from(sum);
  });
  const peak = (sound) => Math.max(...sound.map((side) => side.reduce((most, value) => Math.max(most, Math.abs(value)), 0)));

  /* Mixture before and after a command; both are divided alike where one would clip. `stems` is a Map of sounds. */
  lasaft.manipulated = (command, stems, rate, settings) => {
    const touched = (source) => command.sources.includes(source) !== (command.task === "separate");
    const effect = EFFECTS[settings.of_task[command.task]];
    const changed = [...stems].map(([source, sound]) =>
      touched(source) ? effect(sound, { source, level: command.level, rate, settings }) : sound);
    let pair = [mixed([...stems.values()]), mixed(changed)];
    if (command.task === "dereverb") pair = pair.reverse();
    const most = Math.max(1, ...pair.map(peak));
    const [before, after] = pair.map((sound) => each(sound, (value) => value / most));
    return { before, after };
  };
})();
