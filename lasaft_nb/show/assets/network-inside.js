/* lasaft.NetworkInside: what passes the frequency transformation of a block, as three pictures; and lasaft.LatentSources:
   sliders for the weights of LaSAFT's latent sources. Both tell `changed` when the reader wants something else. */
(() => {
  const lasaft = window.lasaft;
  const { make } = lasaft;

  const menu = (label, options, changed) => {
    const select = make("select");
    options.forEach(([value, text]) => select.append(make("option", { value }, text)));
    select.addEventListener("change", changed);
    const box = make("label", {}, `${label} `);
    box.append(select);
    return { box, select };
  };
  lasaft.menu = menu;

  /* Three words along an axis: at its ends, and in the middle. */
  const marks = (name) => {
    const axis = make("div", { class: `np-marks ${name}` });
    axis.append(make("span"), make("span"), make("span"));
    return axis;
  };
  const fill = (axis, ...words) => words.forEach((word, i) => { axis.children[i].textContent = word; });

  lasaft.NetworkInside = class {
    constructor(about, changed) {
      this.about = about;
      this.kind = about.latent ? "LaSAFT" : "TDF";
      this.element = make("section", { class: "np-inside", "aria-label": "Inside of the network" });
      const channels = Array.from({ length: about.channels }, (_, c) => [c, `channel ${c + 1}`]);
      this.block = menu("block", about.blocks.map((name, i) => [i, name]), changed);
      this.channel = menu("channels", [["", "mean of all"], ...channels], changed);
      this.place = menu("window", [], changed);
      const row = make("div", { class: "np-row" });
      row.append(this.block.box, this.channel.box, this.place.box);
      this.pictures = [`in front of the ${this.kind}`, `what the ${this.kind} answers`, "their sum, which goes on"].map((words) => {
        const figure = make("figure"), canvas = make("canvas", { width: 128, height: 128, role: "img", "aria-label": words });
        const plot = make("div", { class: "np-plot" }), khz = marks("np-khz"), seconds = marks("np-seconds");
        plot.append(khz, canvas, seconds);
        figure.append(plot, make("figcaption", {}, words));
        return { figure, canvas, words, khz, seconds };
      });
      const figures = make("div", { class: "np-figures" });
      figures.append(...this.pictures.map(({ figure }) => figure));
      this.scale = make("div", { class: "np-scale" });
      const steps = Array.from({ length: 9 }, (_, i) => `rgb(${lasaft.colourOf(i / 8).map(Math.round).join(" ")})`);
      this.strengths = marks("np-seconds");
      const bar = make("div", { class: "np-bar" });
      bar.style.background = `linear-gradient(to right, ${steps.join(", ")})`;
      this.scale.append(make("span", {}, "colours: the value, on a scale of its root"), bar, this.strengths);
      this.said = make("p", { class: "np-said", role: "status", "aria-live": "polite" });
      this.element.append(make("p", { class: "np-heading" }, `Inside: the ${this.kind} of one block`), row, figures, this.scale, this.said);
    }

    /* What a worker is to send of its maps. */
    get look() {
      const channel = this.channel.select.value;
      return { block: Number(this.block.select.value), channel: channel === "" ? null : Number(channel) };
    }

    /* The windows of a song to choose from. */
    offer(windows, rate) {
      this.span = (k) => [k * windows.hop, Math.min(windows.n, k * windows.hop + windows.size)].map((n) => (n / rate).toFixed(1));
      const text = (k) => `${this.span(k).join(" to ")} s`;
      this.place.select.replaceChildren(...Array.from({ length: windows.count }, (_, k) => make("option", { value: k }, text(k))));
    }

    /* Maps of window `number`, of which the part `filled` is song, and the rest zeros behind its end. */
    draw(maps, number, filled) {
      const [before, answer] = maps.map(({ values, shape: [t, f] }) => {
        const kept = Math.max(1, Math.ceil(t * filled));
        return { values: values.subarray(0, kept * f), shape: [kept, f] };
      });
      const sum = { shape: before.shape, values: before.values.map((value, i) => value + answer.values[i]) };
      const top = Float32Array.from(sum.values).sort()[Math.floor(0.998 * (sum.values.length - 1))] || 1;
      const [start, end] = this.span(number), khz = this.about.sample_rate / 2000;
      [before, answer, sum].forEach((map, i) => {
        const { canvas, words, khz: up, seconds } = this.pictures[i];
        paint(canvas, map, top);
        fill(up, khz.toFixed(1), "kHz", "0");
        fill(seconds, start, "s", end);
        canvas.setAttribute("aria-label", `${words}: ${start} to ${end} s to the right, 0 to ${khz.toFixed(1)} kHz upwards`);
      });
      fill(this.strengths, "0", (top / 4).toPrecision(2), top.toPrecision(2));
      this.place.select.value = number;
      const energy = ({ values }) => values.reduce((all, value) => all + value * value, 0);
      const share = (100 * energy(answer)) / (energy(sum) || 1);
      const [t, f] = before.shape;
      this.said.textContent = `${t} frames of ${f} frequency bins, 0 to ${khz.toFixed(1)} kHz upwards. `
        + `The ${this.kind}'s answer alone has ${share.toFixed(0)} % of the energy of the sum.`;
      this.share = share;
    }
  };

  /* Values (t, f) as a picture: time to the right, frequency upwards; brightness is the root of a value. */
  function paint(canvas, { values, shape: [t, f] }, top) {
    const rows = Math.min(f, 256), each = f / rows;
    Object.assign(canvas, { width: t, height: rows });
    const picture = new ImageData(t, rows);
    for (let x = 0; x < t; x++) {
      for (let y = 0; y < rows; y++) {
        let value = 0;
        for (let k = 0; k < each; k++) value = Math.max(value, values[x * f + (rows - 1 - y) * each + k]);
        picture.data.set([...lasaft.colourOf(Math.sqrt(Math.max(0, value) / top)), 255], 4 * (y * t + x));
      }
    }
    canvas.getContext("2d").putImageData(picture, 0, 0);
  }

  lasaft.LatentSources = class {
    constructor(about, changed) {
      this.about = about;
      this.element = make("fieldset", { class: "np-latent" });
      this.element.append(make("legend", {}, "Latent sources of LaSAFT"));
      this.block = menu("block", [["all", "all blocks"], ...about.blocks.map((name, i) => [i, name])], () => this.show());
      const as = about.targets.map((name, source) => lasaft.button(name, () => {
        for (const block of this.chosen()) this.weights[block] = [...about.latent[source][block]];
        this.show();
        changed();
      }, { "aria-label": `weights as for ${name}` }));
      const row = make("div", { class: "np-row" });
      row.append(this.block.box, make("span", {}, "weights as for:"), ...as);
      this.sliders = about.latent[0][0].map((_, l) => {
        const label = make("label", { class: "np-slider" }), value = make("output");
        const slider = make("input", { type: "range", min: 0, max: 1, step: 0.01 });
        slider.addEventListener("input", () => {
          for (const block of this.chosen()) this.weights[block][l] = Number(slider.value);
          value.textContent = Number(slider.value).toFixed(2);
        });
        slider.addEventListener("change", changed);
        label.append(make("span", {}, `latent source ${l + 1}`), slider, value);
        return { label, slider, value };
      });
      this.element.append(row, ...this.sliders.map(({ label }) => label));
      this.take(0);
    }

    chosen() {
      const { value } = this.block.select;
      return value === "all" ? this.about.blocks.map((_, i) => i) : [Number(value)];
    }

    /* The weights that the network gives for a source by itself. */
    take(source) {
      this.source = source;
      this.weights = this.about.latent[source].map((row) => [...row]);
      this.show();
    }

    show() {
      const chosen = this.chosen();
      this.sliders.forEach(({ slider, value }, l) => {
        slider.value = chosen.reduce((sum, block) => sum + this.weights[block][l], 0) / chosen.length;
        value.textContent = Number(slider.value).toFixed(2);
      });
    }
  };
})();
