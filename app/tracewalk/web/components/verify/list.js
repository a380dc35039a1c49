// @ts-check
/** The list of problems: one row each, which a click or Enter opens. */
import { brief, h } from "../stepper/dom.js";
import { digits, link, percent, sign, tone } from "./words.js";

/** @typedef {import("./types.js").ListData} ListData @typedef {import("./types.js").Row} Row @typedef {import("./types.js").Asked} Asked */
/** @typedef {{name: string, class: string, about?: string, sorts?: string[], cell: (row: Row) => import("../stepper/dom.js").Child[]}} Column */

/** @type {Column[]} */
const COLUMNS = [
  {
    name: "Right",
    class: "right",
    about: "Candidates that are right, of those of which it is known",
    sorts: ["least_solved", "most_solved"],
    cell: solved,
  },
  {
    name: "Its choice",
    class: "choice",
    about: "Is the candidate right that the model's verdict chooses? Alike ones are drawn from",
    cell: choice,
  },
  {
    name: "Accepted, wrong",
    class: "n",
    about: "Tests that the model accepts though something else comes",
    sorts: ["most_wrong_accepts"],
    cell: (row) => count(row.checks_accepted_wrong, "⚠"),
  },
  {
    name: "Rejected, right",
    class: "n",
    about: "Tests that it rejects though the right thing comes",
    cell: (row) => count(row.checks_rejected_right, "✗"),
  },
  {
    name: "No verdict",
    class: "n",
    about: "Tests with something that should come, of which the model says nothing",
    cell: (row) => count(row.silent, ""),
  },
  {
    name: "Says what ran",
    class: "n",
    about: "Predictions that say what the run did, of those beside a run",
    cell: said,
  },
  { name: "Tests", class: "n", sorts: ["most_checks"], cell: (row) => [digits(row.checks)] },
  {
    name: "Not ended",
    class: "n",
    about: "Runs that were ended by a limit, died, or could not be begun",
    cell: (row) => count(row.unended, ""),
  },
  { name: "Tokens", class: "n", cell: (row) => [row.tokens ? digits(row.tokens) : ""] },
];

/** @param {Row} row */
function solved(row) {
  if (!row.known) return ["not known"];
  const dots = row.known <= 12 ? "●".repeat(row.passing) + "○".repeat(row.known - row.passing) : "";
  return [
    h("span", tone(row.passing > 0), sign(row.passing > 0)),
    ` ${digits(row.passing)} of ${digits(row.known)} `,
    h("span", { class: "dots", label: "" }, dots),
  ];
}

/** @param {Row} row */
function choice(row) {
  if (!row.spoken || row.candidates < 2) return [];
  if (row.chosen === 0 || row.chosen === 1)
    return [h("span", tone(row.chosen === 1), sign(row.chosen === 1)), row.chosen ? " right" : " wrong"];
  return [
    h("span", { title: "The verdict finds several alike: one of them is drawn" }, `${percent(row.chosen)} right`),
  ];
}

/** @param {number} n @param {string} mark */
function count(n, mark) {
  return n ? [h("span", mark ? "bad" : "", mark && `${mark} `, digits(n))] : [h("span", "dim", "0")];
}

/** @param {Row} row */
function said(row) {
  return row.matched ? [`${digits(row.matches)} of ${digits(row.matched)}`] : [h("span", "dim", "-")];
}

export class List {
  /** @param {ListData} data @param {(asked: Asked) => void} ask */
  constructor(data, ask) {
    this.data = data;
    this.ask = ask;
    this.at = -1;
    this.rows = data.rows.map((row, at) => this.line(row, at));
    const head = h(
      "tr",
      {},
      this.head({ name: "Problem", class: "task", sorts: ["name"], cell: () => [] }),
      ...COLUMNS.map((c) => this.head(c)),
    );
    const table = h("table", { class: "list", label: "Problems" }, h("thead", {}, head), h("tbody", {}, ...this.rows));
    this.el = h("div", "scroll", table);
  }

  /** @param {Column} column */
  head(column) {
    const cell = h("th", { class: column.class, title: column.about ?? "" });
    cell.scope = "col";
    const { sorts } = column;
    if (!sorts) {
      cell.append(column.name);
      return cell;
    }
    const at = sorts.indexOf(this.data.sort);
    const next = sorts[at === 0 && sorts.length > 1 ? 1 : 0];
    const arrow = at < 0 ? "" : sorts[at].startsWith("most") ? " ▼" : " ▲";
    const el = h(
      "button",
      { title: `Order: ${next.replaceAll("_", " ")}`, click: () => this.ask({ kind: "sort", sort: next }) },
      column.name,
      arrow,
    );
    el.type = "button";
    if (at >= 0) cell.setAttribute("aria-sort", arrow === " ▼" ? "descending" : "ascending");
    cell.append(el);
    return cell;
  }

  /** @param {Row} row @param {number} at */
  line(row, at) {
    const to = link(row.link, () => this.open(at), "name", row.task_id, brief(row.task_id, 120));
    const el = h(
      "tr",
      { data: { task: row.task_id } },
      h("td", "task", to),
      ...COLUMNS.map((c) => h("td", c.class, ...c.cell(row))),
    );
    el.addEventListener("click", (event) => {
      if (/** @type {HTMLElement} */ (event.target).closest("a") || String(getSelection() ?? "")) return;
      this.open(at);
    });
    return el;
  }

  /** @param {number} at */
  open(at) {
    this.ask({ kind: "open", task: this.data.rows[at].task_id });
  }

  /** @param {KeyboardEvent} event whether it was meant for the list */
  key(event) {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key] ?? 0;
    if (step && this.rows.length) {
      this.rows[this.at]?.classList.remove("at");
      this.at = Math.min(Math.max(this.at + step, 0), this.rows.length - 1);
      this.rows[this.at].classList.add("at");
      this.rows[this.at].scrollIntoView({ block: "nearest" });
      this.rows[this.at].querySelector("a")?.focus({ preventScroll: true }); // Enter then opens it, as any link
      return true;
    }
    // A link or button that has the focus takes Enter for itself.
    const on = event.composedPath()[0];
    const taken = on instanceof Element && on.closest("a, button, summary, [role=button]") !== null;
    if (event.key === "Enter" && this.at >= 0 && !taken) {
      this.open(this.at);
      return true;
    }
    return false;
  }
}
