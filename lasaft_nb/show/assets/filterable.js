/* Tables with data-filter="heading|heading": a choice for each above the table, which hides the rows of other values. */
(() => {
  const prepare = (table) => {
    if (table.dataset.filterable || !table.tHead || !table.tBodies.length) return;
    table.dataset.filterable = "ready";
    const headings = [...table.tHead.rows[table.tHead.rows.length - 1].cells].map((cell) => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows];
    const text = (row, column) => row.cells[column].textContent.trim();
    const bar = document.createElement("p");
    bar.className = "lasaft-filters";
    const choices = table.dataset.filter.split("|").map((name) => {
      const column = headings.indexOf(name);
      const select = document.createElement("select");
      for (const value of ["all", ...new Set(rows.map((row) => text(row, column)))]) select.add(new Option(value));
      const label = document.createElement("label");
      label.append(`${name}: `, select);
      bar.append(label);
      return { column, select };
    });
    const fits = (row) => choices.every(({ column, select }) => !select.selectedIndex || text(row, column) === select.value);
    bar.addEventListener("change", () => rows.forEach((row) => { row.hidden = !fits(row); }));
    table.before(bar);
  };
  const all = () => document.querySelectorAll("table[data-filter]").forEach(prepare);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
