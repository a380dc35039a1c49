// @ts-check
/** The raw record that the turn was read from, as JSON, and where it stands. */
import { get } from "../stepper/api.js";
import { button, count, h } from "../stepper/dom.js";
import { digits } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View */

/** @param {App} app */
export function createRawTab(app) {
  const el = h("div", "tab-raw");
  let shown = "";

  /** @param {number} turn @param {number} record @param {string} key */
  const draw = async (turn, record, key) => {
    el.classList.add("busy");
    const raw = await get(`${app.data.api}/raw`, { turn, record });
    if (key !== shown) return;
    el.classList.remove("busy");
    const place = raw.pointer
      ? `${raw.pointer} of it`
      : `bytes ${digits(raw.offset)} to ${digits(raw.offset + raw.length)}`;
    const file = raw.member ? `${raw.file} (${raw.member})` : raw.file;
    const others = Array.from({ length: raw.n_records }, (_, i) => {
      const to = button(String(i + 1), () => again(turn, i), { class: `mini${i === record ? " on" : ""}` });
      return to;
    });
    el.replaceChildren(
      h(
        "div",
        "filehead",
        h("code", {}, file),
        h("span", "when", place),
        h("span", "grow"),
        raw.n_records > 1 && h("span", "when", count(raw.n_records, "record")),
        ...(raw.n_records > 1 ? others.slice(0, 30) : []),
      ),
      h("pre", "code", raw.text),
    );
    if (raw.to < raw.size)
      el.append(h("p", "note", `✂ ${digits(raw.size - raw.to)} of ${digits(raw.size)} characters not shown.`));
  };

  /** @param {number} turn @param {number} record */
  const again = (turn, record) => {
    shown = `${turn}:${record}`;
    draw(turn, record, shown).catch(fail);
  };

  /** @param {unknown} error */
  const fail = (error) => {
    el.classList.remove("busy");
    el.replaceChildren(
      h("p", "note bad", `The raw record can't be shown: ${error instanceof Error ? error.message : error}`),
    );
  };

  /** @param {View} view */
  const render = ({ turn }) => {
    if (shown.split(":")[0] !== String(turn)) again(turn, 0);
  };
  return { el, render };
}
