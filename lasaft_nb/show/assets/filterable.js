/* Tables with data-filter="heading|heading": a choice for each above the table, which hides the rows of other values.
   With data-search there is a search box, too, and a line that says how many rows are left. */
(() => {
  const labelled = (name, control) => {
    const label = document.createElement("label");
    label.append(`${name}: `, control);
    return label;
  };
  const prepare = (table) => {
    if (table.dataset.filterable || !table.tHead || !table.tBodies.length) return;
    table.dataset.filterable = "ready";
    const headings = [...table.tHead.rows[table.tHead.rows.length - 1].cells].map((cell) => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows];
    const text = (row, column) => row.cells[column].textContent.trim();
    const bar = document.createElement("p");
    bar.className = "lasaft-filters";
    const choices = table.dataset.filter.split("|").filter(Boolean).map((name) => {
      const column = headings.indexOf(name);
      const select = document.createElement("select");
      for (const value of ["all", ...new Set(rows.map((row) => text(row, column)))]) select.add(new Option(value));
      bar.append(labelled(name, select));
      return { column, select };
    });
    const fits = (row) => choices.every(({ column, select }) => !select.selectedIndex || text(row, column) === select.value);
    const search = Object.assign(document.createElement("input"), { type: "search" });
    const count = document.createElement("output");
    count.setAttribute("aria-live", "polite");
    const update = () => {
      const words = search.value.toLowerCase().split(/\s+/);
      for (const row of rows) row.hidden = !fits(row) || !words.every((word) => row.textContent.toLowerCase().includes(word));
      count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows`;
    };
    if ("search" in table.dataset) bar.append(labelled("search", search), count);
    bar.addEventListener("input", update);
    update();
    (table.closest(".filter-here") || table).before(bar);
  };
  window.lasaft.each("table[data-filter]:not([data-filterable])", prepare); // each.js
})();
