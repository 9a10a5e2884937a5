/* Draws a matrix, its first row at the bottom, with axes and a colour scale, from an 8-bit picture; hover, drag, wheel, buttons, and keys (arrows, + - 0). Where the columns are
   frequencies, a click or Enter plays the row of the cell as a sum of sines. */
(() => {
  const prepare = (element) => {
    element.dataset.ready = "";
    const still = element.querySelector("img"); // the picture for pages without scripts, and our data
    const data = JSON.parse(element.querySelector('script[type="application/json"]').textContent);
    const canvas = element.querySelector("canvas");
    const output = element.querySelector("output");
    const pen = canvas.getContext("2d");
    const matrix = document.createElement("canvas");
    const view = { scale: 1, x: 0, y: 0 };
    const cell = { x: 0, y: 0 }; // column, row
    const plot = {
      x: data.margins.left, y: data.margins.top,
      width: canvas.width - data.margins.left - data.margins.right, height: canvas.height - data.margins.top - data.margins.bottom,
    };
    let levels = null;
    let drag = null;

    const NOTES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
    const note = (hz) => {
      const midi = Math.round(69 + 12 * Math.log2(hz / 440));
      return `${NOTES[((midi % 12) + 12) % 12]}${Math.floor(midi / 12) - 1}`;
    };
    const place = (axis, index) => {
      if (axis.hz === null) return `${axis.name} ${index}`;
      const hz = index * axis.hz;
      return `${axis.name} ${index} (${Math.round(hz)} Hz${hz >= 20 ? ", " + note(hz) : ""})`;
    };
    const value = (x, y) => ((levels[4 * ((data.height - 1 - y) * data.width + x)] - 127) / 127) * data.largest;
    const colour = (level) => {
      const strength = Math.min(1, Math.abs(level - 127) / 127);
      const rest = [255 * (1 - strength), 255 * (1 - 0.6 * strength)];
      return level < 127 ? [rest[0], rest[1], 255] : [255, rest[1], rest[0]];
    };
    /* Round numbers between two of them, about as many as there is room for. */
    const round = (low, high, room) => {
      const rough = (high - low) / Math.max(2, room / 60), power = 10 ** Math.floor(Math.log10(rough));
      const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
      const first = Math.ceil(low / step), count = Math.floor(high / step) - first + 1;
      return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(6)));
    };
    const write = (text, x, y, align) => {
      [pen.textAlign, pen.textBaseline] = align;
      pen.fillText(text, x, y);
    };
    /* Marks of an axis: `at` is the place on the canvas of a cell's middle; cells are counted, or measured in kHz. */
    const marks = (axis, low, high, room) => {
      const unit = axis.hz === null ? 1 : axis.hz / 1000;
      const found = round(Math.max(low, 0) * unit, high * unit, room);
      return found.filter((one) => axis.hz !== null || Number.isInteger(one)).map((one) => [one, one / unit]);
    };
    const named = (axis) => (axis.hz === null ? `${axis.name} (number)` : `${axis.name} (kHz)`);
    const axes = () => {
      [pen.fillStyle, pen.strokeStyle, pen.lineWidth, pen.font] = ["#111", "#111", 1, "14px sans-serif"];
      pen.strokeRect(plot.x, plot.y, plot.width, plot.height);
      const [right, bottom] = [plot.x + plot.width, plot.y + plot.height];
      const first = (plot.x - view.x) / view.scale - 0.5, last = (right - view.x) / view.scale - 0.5;
      for (const [text, column] of marks(data.columns, first, Math.min(last, data.width - 0.5), plot.width)) {
        const x = view.x + (column + 0.5) * view.scale;
        pen.fillRect(x, bottom, 1, 5);
        write(text, x, bottom + 8, ["center", "top"]);
      }
      const rowAt = (y) => data.height - 0.5 - (y - view.y) / view.scale;
      for (const [text, row] of marks(data.rows, rowAt(bottom), Math.min(rowAt(plot.y), data.height - 0.5), plot.height)) {
        const y = view.y + (data.height - 0.5 - row) * view.scale;
        pen.fillRect(plot.x - 5, y, 5, 1);
        write(text, plot.x - 8, y, ["right", "middle"]);
      }
      write(named(data.columns), plot.x + plot.width / 2, canvas.height - 4, ["center", "bottom"]);
      pen.save();
      pen.translate(4, plot.y + plot.height / 2);
      pen.rotate(-Math.PI / 2);
      write(named(data.rows), 0, 0, ["center", "top"]);
      pen.restore();
      const bar = right + 12;
      for (let y = 0; y < plot.height; y++) {
        pen.fillStyle = `rgb(${colour(254 * (1 - y / (plot.height - 1))).map(Math.round).join(" ")})`;
        pen.fillRect(bar, plot.y + y, 12, 1);
      }
      pen.fillStyle = "#111";
      pen.strokeRect(bar, plot.y, 12, plot.height);
      for (const [part, at] of [[1, 6], [0.5, 0], [0, -6]]) {
        write(((2 * part - 1) * data.largest).toPrecision(2).replace(/^0\.0$/, "0"), bar + 16, plot.y + (1 - part) * plot.height + at, ["left", "middle"]);
      }
      write("weight", bar + 16, plot.y + plot.height / 4, ["left", "middle"]);
    };
    const draw = () => {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.fillStyle = "#fff"; // as paper, in both themes
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.save();
      pen.beginPath();
      pen.rect(plot.x, plot.y, plot.width, plot.height);
      pen.clip();
      pen.fillStyle = "#888";
      pen.fillRect(plot.x, plot.y, plot.width, plot.height);
      pen.imageSmoothingEnabled = view.scale < 1;
      pen.setTransform(view.scale, 0, 0, view.scale, view.x, view.y);
      pen.drawImage(matrix, 0, 0);
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.strokeStyle = "#000";
      const side = Math.max(view.scale, 4);
      pen.strokeRect(view.x + cell.x * view.scale, view.y + (data.height - 1 - cell.y) * view.scale, side, side);
      pen.restore();
      axes();
    };
    const show = () => {
      const number = value(cell.x, cell.y).toPrecision(3);
      output.textContent = `${place(data.rows, cell.y)}, ${place(data.columns, cell.x)}: ${number}`;
      draw();
    };
    const middle = () => [plot.x + plot.width / 2, plot.y + plot.height / 2];
    const fit = () => {
      view.scale = Math.min(plot.width / data.width, plot.height / data.height);
      view.x = plot.x + (plot.width - data.width * view.scale) / 2;
      view.y = plot.y + (plot.height - data.height * view.scale) / 2;
      draw();
    };
    const zoom = (factor, x, y) => {
      const scale = Math.min(64, Math.max(0.05, view.scale * factor));
      view.x = x - ((x - view.x) * scale) / view.scale;
      view.y = y - ((y - view.y) * scale) / view.scale;
      view.scale = scale;
      draw();
    };
    const hear = () => {
      if (!data.sound) return;
      const row = Array.from({ length: data.width }, (_, x) => value(x, cell.y));
      element.heard = lasaft.sumOfSines(row, data.sound);
      lasaft.playOnce(element.heard, data.sound.rate);
      output.textContent = `${place(data.rows, cell.y)} as a sound: its ${data.sound.strongest} strongest ${data.columns.name}s`;
      draw();
    };
    const position = (event) => {
      const box = canvas.getBoundingClientRect();
      return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
    };
    const move = (event) => {
      const [x, y] = position(event);
      if (drag) {
        drag.far ||= Math.abs(x - drag[0]) + Math.abs(y - drag[1]) > 4;
        if (!drag.far) return;
        view.x += x - drag[0];
        view.y += y - drag[1];
        [drag[0], drag[1]] = [x, y];
        draw();
        return;
      }
      point(x, y);
    };
    const point = (x, y) => {
      if (x < plot.x || y < plot.y || x > plot.x + plot.width || y > plot.y + plot.height) return false;
      const at = [Math.floor((x - view.x) / view.scale), data.height - 1 - Math.floor((y - view.y) / view.scale)];
      if (at[0] < 0 || at[1] < 0 || at[0] >= data.width || at[1] >= data.height) return false;
      [cell.x, cell.y] = at;
      show();
      return true;
    };
    const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const press = (event) => {
      const step = STEPS[event.key];
      if (step) {
        const far = event.shiftKey ? 16 : 1;
        cell.x = Math.min(data.width - 1, Math.max(0, cell.x + far * step[0]));
        cell.y = Math.min(data.height - 1, Math.max(0, cell.y + far * step[1]));
        show();
      } else if (event.key === "+" || event.key === "=") zoom(1.25, ...middle());
      else if (event.key === "-") zoom(0.8, ...middle());
      else if (event.key === "0") fit();
      else if (event.key === "Enter") hear();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    const start = (picture) => {
      [matrix.width, matrix.height] = [data.width, data.height];
      const context = matrix.getContext("2d", { willReadFrequently: true });
      context.drawImage(picture, 0, 0);
      const pixels = context.getImageData(0, 0, data.width, data.height);
      levels = new Uint8ClampedArray(pixels.data);
      for (let i = 0; i < levels.length; i += 4) pixels.data.set(colour(levels[i]), i);
      context.putImageData(pixels, 0, 0);
      fit();
      canvas.addEventListener("pointermove", move);
      canvas.addEventListener("keydown", press);
      for (const part of [canvas, element.querySelector(".wm-buttons")]) part.hidden = false;
      still.hidden = true;
      element.dataset.ready = "1";
    };
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, ...position(event));
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      canvas.focus();
      drag = position(event);
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointerup", (event) => {
      const click = drag && !drag.far;
      drag = null;
      if (click && point(...position(event))) hear();
    });
    canvas.addEventListener("dblclick", fit);
    const ACTIONS = { in: () => zoom(1.6, ...middle()), out: () => zoom(0.625, ...middle()), all: fit, hear };
    element.addEventListener("click", (event) => ACTIONS[event.target.dataset.action]?.());
    const picture = new Image();
    picture.onload = () => start(picture);
    picture.src = still.src;
  };
  window.lasaft.each(".lasaft-weights:not([data-ready])", prepare); // each.js
})();
