// @ts-check
/** The parameters of a query as a form: what each is, its type, its default. */
import { h } from "../stepper/dom.js";
import { parameters } from "./sql.js";

/** @typedef {import("./types.js").Field} Field */

/**
 * The fields of a text: what is known of a parameter stays, a new one has the type of its cast.
 * @param {string} text @param {Field[]} known @returns {Field[]}
 */
export function fieldsOf(text, known) {
  return parameters(text).map((name) => {
    const cast = new RegExp(`\\$${name}\\s*::\\s*(\\w+)`, "i").exec(text)?.[1] ?? "";
    const fresh = { name, type: cast.toUpperCase(), value: null, default: null, required: true, about: "", options: [] };
    return known.find((field) => field.name === name) ?? fresh;
  });
}

export class Form {
  /** @param {HTMLElement} root @param {{run: () => void, changed: () => void}} does run: Enter was pressed in a field */
  constructor(root, { run, changed }) {
    this.el = h("form", { class: "fields", label: "Parameters" });
    this.el.hidden = true;
    this.el.noValidate = true;
    this.el.addEventListener("submit", (event) => {
      event.preventDefault();
      run();
    });
    this.el.addEventListener("input", changed);
    /** @type {Map<string, HTMLInputElement|HTMLSelectElement>} */
    this.inputs = new Map();
    this.shape = "";
    root.append(this.el);
  }

  /** @param {Field[]} fields @param {boolean} afresh: with their values, else what was typed stays */
  show(fields, afresh) {
    const shape = JSON.stringify(fields.map(({ value, ...rest }) => rest));
    if (shape !== this.shape) {
      const typed = afresh ? {} : this.given();
      this.shape = shape;
      this.inputs.clear();
      this.el.replaceChildren(...fields.map((field) => this.field(field, typed[field.name] ?? field.value)));
      // A form with several fields is sent by Enter only where it has a button for it.
      this.el.append(Object.assign(h("button", {}, "Run"), { hidden: true }));
    } else if (afresh) for (const field of fields) this.put(field.name, field.value);
    this.el.hidden = !fields.length;
  }

  /** @param {Field} field @param {string|null} value */
  field(field, value) {
    const input = field.type === "BOOLEAN" ? truth() : text(field);
    input.name = field.name;
    input.dataset.required = String(field.required);
    input.value = value ?? "";
    input.id = `parameter-${field.name}`;
    this.inputs.set(field.name, input);
    const need = field.required && h("span", "need", "needed");
    const label = h("label", {}, h("b", {}, `$${field.name}`), h("span", "type", field.type), need);
    label.htmlFor = input.id;
    const options = h("datalist");
    options.id = `${input.id}-options`;
    options.append(...field.options.map((option) => Object.assign(h("option"), { value: option })));
    if (field.options.length && input instanceof HTMLInputElement) input.setAttribute("list", options.id);
    const about = field.about && h("p", {}, field.about);
    return h("div", { class: "parameter", title: field.about }, label, input, field.options.length > 0 && options, about);
  }

  /** @param {string} name @param {string|null} value */
  put(name, value) {
    const input = this.inputs.get(name);
    if (input) input.value = value ?? "";
  }

  /** What the fields hold, without those left empty. @returns {Record<string, string>} */
  given() {
    const filled = [...this.inputs].filter(([, input]) => input.value !== "");
    return Object.fromEntries(filled.map(([name, input]) => [name, input.value]));
  }

  /** Whether the fields hold other values than these. @param {Field[]} fields */
  differs(fields) {
    return fields.some(({ name, value }) => (this.inputs.get(name)?.value ?? "") !== (value ?? ""));
  }

  /** The first one that is needed and empty gets the focus. @returns {string|null} its name */
  missing() {
    for (const [name, input] of this.inputs) {
      const empty = input.dataset.required === "true" && input.value.trim() === "";
      input.setAttribute("aria-invalid", String(empty));
      if (empty) {
        input.focus();
        return name;
      }
    }
    return null;
  }
}

function truth() {
  const select = h("select");
  for (const [value, said] of [
    ["", "default"],
    ["true", "true"],
    ["false", "false"],
  ])
    select.append(Object.assign(h("option", {}, said), { value }));
  return select;
}

/** @param {Field} field */
function text(field) {
  const input = h("input");
  input.type = "text";
  input.autocomplete = "off";
  input.spellcheck = false;
  if (field.type === "BIGINT") input.inputMode = "numeric";
  if (field.type === "DOUBLE") input.inputMode = "decimal";
  const shape = field.type === "TIMESTAMP" ? "2026-01-31 12:00" : "";
  input.placeholder = field.required ? shape || " " : (field.default ?? "any");
  return input;
}
