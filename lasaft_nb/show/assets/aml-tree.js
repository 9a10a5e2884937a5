/* A syntax tree as a drawing: words on one line below everything, each symbol above the middle of its parts. */
(() => {
  const lasaft = (window.lasaft ??= {});
  const [LETTER, GAP, LEVEL] = [8.2, 14, 44]; // pixels: of a letter, between words, between levels

  /* The tree in one line: a symbol, and its parts in parentheses. */
  lasaft.spoken = (tree) => (typeof tree === "string" ? tree : `${tree.symbol}(${tree.parts.map(lasaft.spoken).join(" ")})`);

  const depth = (tree) => (typeof tree === "string" ? 0 : 1 + Math.max(...tree.parts.map(depth)));
  const make = (tag, attributes, text = "") => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };

  lasaft.drawing = (tree) => {
    const bottom = depth(tree);
    const [lines, texts] = [[], []];
    let right = 0;
    const walk = (part, level) => {
      const isWord = typeof part === "string";
      const text = isWord ? part : part.symbol;
      const width = Math.max(34, LETTER * text.length + 12);
      const parts = isWord ? [] : part.parts.map((below) => walk(below, level + 1));
      const x = isWord ? right + width / 2 : (parts[0].x + parts.at(-1).x) / 2;
      if (isWord) right += width + GAP;
      const y = 18 + LEVEL * (isWord ? bottom : level);
      for (const below of parts) lines.push(make("polyline", { points: `${x},${y + 11} ${below.x},${y + LEVEL - 12} ${below.x},${below.y - 12}` }));
      if (!isWord) texts.push(make("rect", { x: x - width / 2, y: y - 12, width, height: 24, rx: 5 }));
      texts.push(make("text", { x, y: y + 5, class: isWord ? "word" : "symbol" }, text));
      return { x, y };
    };
    const root = walk(tree, 0);
    const size = { width: Math.max(right - GAP, root.x + 40), height: 18 + LEVEL * bottom + 16 };
    const label = `Syntax tree: ${lasaft.spoken(tree)}`;
    const svg = make("svg", { ...size, viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": label, class: "aml-tree" });
    svg.append(...lines, ...texts);
    return svg;
  };
})();
