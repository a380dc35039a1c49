// @ts-check
/** The list: one row a run, which a click opens. */
import { h } from "../stepper/dom.js";
import { COLUMNS } from "./columns.js";

/** @typedef {import("./types.js").Data} Data @typedef {import("./types.js").Row} Row @typedef {import("./types.js").Asked} Asked @typedef {import("./chosen.js").Chosen} Chosen */

/** @param {import("./columns.js").Column} column @param {string} sort @param {(asked: Asked) => void} ask */
function head(column, sort, ask) {
  const cell = h("th", { class: column.class, title: column.about ?? "" });
  cell.scope = "col";
  const { sorts } = column;
  if (!sorts) {
    cell.append(column.name);
    return cell;
  }
  const at = sorts.indexOf(sort);
  const next = at === 0 ? sorts[1] : sorts[0];
  const falling = (at === 0) === (sorts[0] !== "name");
  const el = h(
    "button",
    { title: `Order by it: ${next.replace("_", " ")} first`, click: () => ask({ kind: "sort", sort: next }) },
    column.name,
    at >= 0 && h("span", "arrow", falling ? " ▼" : " ▲"),
  );
  el.type = "button";
  if (at >= 0) cell.setAttribute("aria-sort", falling ? "descending" : "ascending");
  cell.append(el);
  return cell;
}

/** @param {Row} row @param {import("./columns.js").Column[]} columns @param {string|null} looked @param {(asked: Asked) => void} ask @param {Chosen} chosen */
function line(row, columns, looked, ask, chosen) {
  const cells = columns.map((column) =>
    h("td", { class: column.class, title: column.title?.(row) ?? "" }, ...column.cell(row, looked)),
  );
  const el = h("tr", { data: { trajectory: row.trajectory_id } }, h("td", "is-pick", chosen.box(row)), ...cells);
  el.addEventListener("click", (event) => {
    const at = /** @type {HTMLElement} */ (event.target);
    if (at.closest(".is-pick")) return;
    const link = at.closest("a");
    // With a key held, the browser opens a link beside, as any; what is selected with the mouse is to be copied.
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (!link && String(getSelection() ?? "")) return;
    event.preventDefault();
    ask({ kind: "open", trajectory: row.trajectory_id, turn: row.found?.turn ?? null });
  });
  return el;
}

/** @param {Data} data @param {(asked: Asked) => void} ask @param {Chosen} chosen */
export function listOf(data, ask, chosen) {
  const columns = COLUMNS.filter((column) => !column.has || data.rows.some(column.has));
  const top = h("thead", {}, h("tr", {}, h("th", "is-pick"), ...columns.map((column) => head(column, data.sort, ask))));
  const rows = data.rows.map((row) => line(row, columns, data.text, ask, chosen));
  return h("table", { class: "list", label: "Trajectories" }, top, h("tbody", {}, ...rows));
}
