// @ts-check
/** What is wrong with the link that led here. */
import { button, fill, h } from "../stepper/dom.js";

export function createNotice() {
  const el = h("div", { class: "notice bad", role: "alert" });
  el.hidden = true;
  /** @param {string} text "" where there is nothing to say */
  const complain = (text) => {
    el.hidden = text === "";
    const close = button("✕", () => (el.hidden = true), { class: "mini", title: "Close" });
    fill(el, `! ${text}`, h("span", "grow"), close);
  };
  return { el, complain };
}
