"use strict";

// Tables with the class "sortable": a click on a heading sorts by its column, a second click the other way.
document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("table.sortable")) {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        headings.forEach((other) => other.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        sort(table.tBodies[0], column, down ? -1 : 1);
      });
    });
  }

  // Numbers before texts; what has no value comes last, whichever way.
  function sort(body, column, direction) {
    const rows = [...body.rows].map((row) => ({ row, key: key(row.cells[column]) }));
    rows.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
      if (typeof a.key !== typeof b.key) return direction * (typeof a.key === "string" ? 1 : -1);
      return direction * (typeof a.key === "string" ? a.key.localeCompare(b.key, "en") : a.key - b.key);
    });
    body.append(...rows.map((one) => one.row));
  }

  function key(cell) {
    if (cell.dataset.value === undefined) return cell.textContent.trim() || null;
    return cell.dataset.value === "" ? null : Number(cell.dataset.value);
  }
});
