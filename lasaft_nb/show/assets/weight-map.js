/* Draws a matrix from an 8-bit picture; hover, drag, wheel, buttons, and keys (arrows, + - 0). Where the columns are
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
    const cell = { x: 0, y: 0 };
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
    const value = (x, y) => ((levels[4 * (y * data.width + x)] - 127) / 127) * data.largest;
    const colour = (level) => {
      const strength = Math.min(1, Math.abs(level - 127) / 127);
      const rest = [255 * (1 - strength), 255 * (1 - 0.6 * strength)];
      return level < 127 ? [rest[0], rest[1], 255] : [255, rest[1], rest[0]];
    };
    const draw = () => {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.fillStyle = "#888";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.imageSmoothingEnabled = view.scale < 1;
      pen.setTransform(view.scale, 0, 0, view.scale, view.x, view.y);
      pen.drawImage(matrix, 0, 0);
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.strokeStyle = "#000";
      const side = Math.max(view.scale, 4);
      pen.strokeRect(view.x + cell.x * view.scale, view.y + cell.y * view.scale, side, side);
    };
    const show = () => {
      const number = value(cell.x, cell.y).toPrecision(3);
      output.textContent = `${place(data.rows, cell.y)}, ${place(data.columns, cell.x)}: ${number}`;
      draw();
    };
    const middle = () => [canvas.width / 2, canvas.height / 2];
    const fit = () => {
      view.scale = Math.min(canvas.width / data.width, canvas.height / data.height);
      view.x = (canvas.width - data.width * view.scale) / 2;
      view.y = (canvas.height - data.height * view.scale) / 2;
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
      const at = [Math.floor((x - view.x) / view.scale), Math.floor((y - view.y) / view.scale)];
      if (at[0] < 0 || at[1] < 0 || at[0] >= data.width || at[1] >= data.height) return false;
      [cell.x, cell.y] = at;
      show();
      return true;
    };
    const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
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
