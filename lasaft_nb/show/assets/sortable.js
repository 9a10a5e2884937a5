/* Tables of class "sortable": click a heading, or press Enter on it, to sort by its column. */
(() => {
  const text = (row, column) => row.cells[column].textContent.trim();
  const key = (row, column) => {
    const number = Number.parseFloat(text(row, column).replace("−", "-").replace(/,/g, ""));
    return Number.isNaN(number) ? text(row, column) : number;
  };
  const missing = (value) => value === "–" || value === "";
  const compare = (a, b) => {
    if (missing(a) || missing(b)) return missing(a) - missing(b);
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a > b ? 1 : a < b ? -1 : 0;
  };
  const sort = (table, headings, column) => {
    const descending = headings[column].getAttribute("aria-sort") === "ascending";
    for (const heading of headings) heading.setAttribute("aria-sort", "none");
    headings[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
    const order = (a, b) => {
      const [x, y] = [key(a, column), key(b, column)];
      return missing(x) || missing(y) ? compare(x, y) : compare(x, y) * (descending ? -1 : 1);
    };
    table.tBodies[0].append(...[...table.tBodies[0].rows].sort(order));
  };
  const prepare = (table) => {
    if (table.dataset.sortable || !table.tHead || !table.tBodies.length) return;
    table.dataset.sortable = "ready";
    const headings = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    const rows = [...table.tBodies[0].rows];
    headings.forEach((heading, column) => {
      if (rows.every((row) => typeof key(row, column) === "number" || missing(text(row, column)))) {
        for (const cell of [heading, ...rows.map((row) => row.cells[column])]) cell.style.textAlign = "right";
      }
      heading.tabIndex = 0;
      heading.setAttribute("aria-sort", "none");
      heading.addEventListener("click", () => sort(table, headings, column));
      heading.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort(table, headings, column);
      });
    });
  };
  window.lasaft.each("table.sortable:not([data-sortable])", prepare); // each.js
})();
