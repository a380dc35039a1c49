// @ts-check
/** Long texts: what is shown at first, how much is left, and the buttons that bring more of it. */
import { get } from "../stepper/api.js";
import { button, h } from "../stepper/dom.js";
import { put } from "./trusted.js";
import { digits } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Pieces} Pieces */

const MORE = 100_000;
const ALL = 1_000_000;

/** Texts with a terminal's styles. @param {Pieces} pieces @returns {(Node|string)[]} */
export function styledNodes(pieces) {
  return pieces.map(([text, style]) => (style === "" ? text : styledSpan(text, style)));
}

/** @param {string} text @param {string} style words as `b`, `f-red`, `g-00ff00` */
function styledSpan(text, style) {
  const el = h("span", {}, text);
  for (const word of style.split(" ")) {
    const hex = /^([fg])-([0-9a-f]{6})$/.exec(word);
    if (hex) el.style.setProperty(hex[1] === "f" ? "color" : "background-color", `#${hex[2]}`);
    else if (/^[a-z-]{1,20}$/.test(word)) el.classList.add(`t-${word}`, ...(word.startsWith("g-") ? ["t-g"] : []));
  }
  return el;
}

/**
 * A gap in a text, with buttons that fill it: each answer goes in place, and what is still missing stays a gap.
 * @param {App} app
 * @param {Record<string, string|number>} which the parameters of `GET .../text`
 * @param {number} from @param {number} to characters that are missing
 * @param {number} size of the whole text
 * @param {(answer: any) => Node} draw
 * @returns {HTMLElement}
 */
export function gap(app, which, from, to, size, draw) {
  const missing = to - from;
  const el = h("div", "gap");
  /** @param {number} upTo */
  const fill = async (upTo) => {
    el.classList.add("busy");
    try {
      while (from < upTo && el.isConnected) {
        const answer = await get(`${app.data.api}/text`, { ...which, from, to: Math.min(upTo, from + MORE) });
        el.before(draw(answer));
        if (answer.to <= from) break;
        from = answer.to;
      }
      const rest = from < to ? gap(app, which, from, to, size, draw) : null;
      if (rest) el.replaceWith(rest);
      else el.remove();
    } catch (error) {
      el.classList.remove("busy");
      app.say(error instanceof Error ? error.message : String(error));
    }
  };
  const whole = new URL(`${app.data.api}/text`, document.baseURI);
  for (const [key, value] of Object.entries({ ...which, as: "plain", file: 1 }))
    whole.searchParams.set(key, String(value));
  const link = h("a", { title: "The whole text as the log has it, in a tab of its own" }, "as plain text");
  link.href = whole.href;
  link.target = "_blank";
  link.rel = "noopener";
  const more = Math.min(MORE, missing);
  el.append(
    h("span", {}, `✂ ${digits(missing)} of ${digits(size)} characters not shown`),
    ...(missing > MORE ? [button(`show ${digits(more)} more`, () => void fill(from + MORE), { class: "mini" })] : []),
    ...(missing <= ALL ? [button(`show all ${digits(size)} characters`, () => void fill(to), { class: "mini" })] : []),
    link,
  );
  return el;
}

/** A message as Markdown. @param {App} app @param {number} turn @param {"message"|"reasoning"} part @param {import("./types.js").Message} message */
export function createMessage(app, turn, part, message) {
  const el = h("div", "md text");
  put(el, message.html);
  if (message.to < message.size)
    el.append(
      gap(app, { turn, part }, message.to, message.size, message.size, (answer) =>
        put(h("div", "md text"), answer.html),
      ),
    );
  return el;
}

/** An output: its head, what is left out, its tail. @param {App} app @param {Record<string, string|number>} which @param {import("./types.js").Output} output */
export function createOutput(app, which, output) {
  const { head, tail, tail_from: from, size, to } = output;
  const pre = (/** @type {Pieces} */ pieces) => h("pre", "term", ...styledNodes(pieces));
  const el = h("div", "output", pre(head));
  if (tail && from !== undefined)
    el.append(
      gap(app, which, to, from, size, (answer) => pre(answer.pieces)),
      pre(tail),
    );
  return el;
}
