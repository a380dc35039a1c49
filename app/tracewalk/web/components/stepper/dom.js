// @ts-check
/** Elements without HTML: text goes in as text, so nothing that a trace holds is ever markup. */

/** @typedef {Node|string|number|null|undefined|false} Child */
/**
 * @typedef {object} Props
 * @property {string} [class]
 * @property {string} [title]
 * @property {string} [role]
 * @property {string} [label] aria-label
 * @property {Record<string, string|number>} [data]
 * @property {(event: MouseEvent) => void} [click]
 */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props|string} [props] a string is the class
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  const p = typeof props === "string" ? { class: props } : props;
  if (p.class) el.className = p.class;
  if (p.title) el.title = p.title;
  if (p.role) el.setAttribute("role", p.role);
  if (p.label) el.setAttribute("aria-label", p.label);
  for (const [key, value] of Object.entries(p.data ?? {})) el.dataset[key] = String(value);
  if (p.click) el.addEventListener("click", /** @type {EventListener} */ (p.click));
  append(el, children);
  return el;
}

/** @param {Element} el @param {Child[]} children */
export function append(el, children) {
  for (const child of children)
    if (child !== null && child !== undefined && child !== false)
      el.append(typeof child === "number" ? String(child) : child);
}

/** @param {Element} el @param {...Child} children */
export function fill(el, ...children) {
  el.replaceChildren();
  append(el, children);
}

/** Sets a text only where it differs: no layout for what stays. @param {Element} el @param {string} text */
export function setText(el, text) {
  if (el.textContent !== text) el.textContent = text;
}

/**
 * @param {string} text
 * @param {() => void} click
 * @param {{key?: string, title?: string, class?: string}} [more] key: shown beside the text
 */
export function button(text, click, { key, title, class: cls } = {}) {
  const el = h(
    "button",
    { class: cls, title: title && key ? `${title} (${key})` : (title ?? ""), click: () => click() },
    text,
    key && h("kbd", {}, key),
  );
  el.type = "button";
  return el;
}

/** @param {string} title @param {...Child} more to the right */
export function heading(title, ...more) {
  return h("h3", {}, h("span", "title", title), h("span", "grow"), ...more);
}

/** @param {number} n @param {string} one @param {string} [many] */
export function count(n, one, many = `${one}s`) {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

/** @param {string} text @param {number} [limit] in one line */
export function brief(text, limit = 60) {
  const line = text.length > limit * 4 ? text.slice(0, limit * 4) : text;
  const flat = line.replace(/\s+/g, " ");
  return flat.length < text.length || flat.length > limit ? `${flat.slice(0, limit - 1)}…` : flat;
}
