// @ts-check
/** Beside each line what it last wrote, and what was predicted instead. */
import { brief, h } from "../stepper/dom.js";
import { Inline } from "../stepper/inline.js";
import { isRight } from "./verdicts.js";

/** @typedef {import("../stepper/types.js").View} View @typedef {import("./session.js").Session} Session */
/** @typedef {import("../stepper/inline.js").Beside} Beside */

const KEPT = 40;

export class InlineDiff extends Inline {
  /** @param {Session} session */
  constructor(session) {
    super();
    this.session = session;
  }

  /** @override @param {View} view @param {import("../stepper/lines.js").Deeds} known */
  beside(view, known) {
    const out = super.beside(view, known);
    const said = this.session.of(view.trace);
    for (const [line, items] of out) {
      for (const item of items) {
        const at = item.read ? view.asOf : item.step;
        const row = said.stateRow(view.row, at, false);
        const answer = row < 0 ? null : said.of(row, item.name, item.value);
        if (answer && !isRight(answer.agreement)) item.instead = answer.text ?? "not said";
      }
      const wrong = items.filter((item) => item.instead !== undefined);
      if (wrong.length) out.set(line, [...wrong, ...items.filter((item) => item.instead === undefined)]);
    }
    return out;
  }

  /** @override @param {Beside} item */
  draw(item) {
    const el = super.draw(item);
    if (item.instead !== undefined)
      el.append(" ", h("b", { class: "instead", title: "predicted instead" }, `≠ ${brief(item.instead, KEPT)}`));
    return el;
  }

  /** @override @param {Beside} item */
  key(item) {
    return `${super.key(item)}${item.instead ?? ""}`;
  }
}
