// @ts-check
/**
 * The focus in the address bar. Single steps replace the URL, a little later; a jump first writes what is pending, then
 * pushes exactly one entry, so that Back returns to where the jump began. Back inside one trace, or one run, never
 * reaches Streamlit, which would run the script again.
 */

/** @typedef {import("./types.js").Focus} Focus */

const LATER = 150;

/** @param {string|null} text @returns {number|null} NaN where it is no number */
function whole(text) {
  return text === null || text === "" ? null : /^\d+$/.test(text) ? Number(text) : NaN;
}

/** @param {string} search @returns {{step: number|null, frame: number|null, name: string|null}} */
export function readFocus(search) {
  const q = new URLSearchParams(search);
  return { step: whole(q.get("step")), frame: whole(q.get("frame")), name: q.get("var") || null };
}

/**
 * The same address at another focus; parameters that neither says stay.
 * @param {string} href
 * @param {Focus} focus
 * @param {Record<string, string|null>} [also] what the page says besides, such as the prediction
 * @returns {URL}
 */
export function withFocus(href, { step, frame, name }, also = {}) {
  const url = new URL(href);
  const q = url.searchParams;
  if (!q.has("v")) q.set("v", "1");
  const focus = { step, frame, var: name };
  // What is new stands before the focus, as in every link.
  if (Object.keys(also).some((key) => also[key] !== null && !q.has(key))) for (const key in focus) q.delete(key);
  for (const [key, value] of Object.entries({ ...also, ...focus })) {
    if (value === null) q.delete(key);
    else q.set(key, String(value));
  }
  return url;
}

/** @param {URL|Location} url */
function canonical(url) {
  return [...new URLSearchParams(url.search)]
    .map((pair) => pair.join("="))
    .sort()
    .join("&");
}

/** @template F what the focus is */
export class Address {
  /**
   * @param {{param: string, id: string}} subject what the page shows, and the parameter that names it
   * @param {(href: string, focus: F) => URL} at the same address at another focus
   * @param {(search: string) => void} back the browser moved in its history
   */
  constructor(subject, at, back) {
    this.subject = subject;
    this.at = at;
    this.path = location.pathname;
    /** @type {F|null} */
    this.focus = null;
    this.timer = 0;
    /** @param {PopStateEvent} event */
    this.onPop = (event) => {
      if (!this.owns(location)) return;
      event.stopImmediatePropagation();
      this.cancel();
      this.focus = null;
      back(location.search);
    };
    // Streamlit listens since before we came; `first.py` keeps a place in front of it.
    this.first = /** @type {{__tracewalkBack?: {on: ((event: PopStateEvent) => void)|null}}} */ (
      window
    ).__tracewalkBack;
    if (this.first) this.first.on = this.onPop;
    else window.addEventListener("popstate", this.onPop, { capture: true });
    this.#guard();
  }

  /** @param {URL|Location} url whether it shows this subject on this page */
  owns(url) {
    const named = new URLSearchParams(url.search).get(this.subject.param);
    return url.pathname === this.path && (named === null || named === this.subject.id);
  }

  /**
   * Streamlit pushes the URL that Python last wrote. By then the user may be elsewhere: while this subject is shown, the
   * focus is ours, and a push that says nothing else adds no entry.
   */
  #guard() {
    const push = history.pushState;
    this.native = push;
    /** @type {History["pushState"]} */
    this.guarded = (state, unused, to) => {
      const url = to === null || to === undefined ? null : new URL(to, document.baseURI);
      if (!url || !this.focus || !this.owns(url) || !this.owns(location)) return push.call(history, state, unused, to);
      const wanted = this.at(url.href, this.focus);
      const now = this.at(location.href, this.focus);
      return canonical(wanted) === canonical(now) ? undefined : push.call(history, state, unused, wanted);
    };
    history.pushState = this.guarded;
  }

  cancel() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  /** Writes what is pending, now. */
  flush() {
    const pending = this.timer !== 0;
    this.cancel();
    if (!pending || !this.focus || !this.owns(location)) return;
    history.replaceState(history.state, "", this.at(location.href, this.focus));
  }

  /** @param {F} focus @param {"replace"|"push"|"silent"} how */
  write(focus, how) {
    if (how === "push") {
      this.flush();
      this.focus = focus;
      const url = this.at(location.href, focus);
      if (url.href !== location.href) this.native?.call(history, history.state, "", url);
      return;
    }
    this.focus = focus;
    if (how === "silent") return;
    this.cancel();
    this.timer = window.setTimeout(() => this.flush(), LATER);
  }

  close() {
    this.flush();
    window.removeEventListener("popstate", this.onPop, { capture: true });
    if (this.first?.on === this.onPop) this.first.on = null;
    if (history.pushState === this.guarded && this.native) history.pushState = this.native;
  }
}
