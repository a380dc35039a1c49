// @ts-check
/** The elements of a container within the text of its repr, so that two of them are compared element by element. */
import { parse } from "../stepper/literal.js";

/** @typedef {{kind: string, spans: [number, number][]}} Elements where each element begins and ends in the text */

const LONGEST = 20_000;
const MOST = 400;

/** @param {string} text a repr @returns {Elements|null} null: no container, or too long a one */
export function elementsOf(text) {
  if (text.length > LONGEST || !/^[[({A-Za-z_<]/.test(text)) return null;
  const node = parse(text);
  if (!node.items?.length || node.items.length > MOST || node.text !== text) return null;
  /** @type {[number, number][]} */
  const spans = [];
  let at = node.name?.length ?? 1;
  for (const { key, label, node: value } of node.items) {
    const start = text.indexOf(key?.text ?? (label ? `${label}=` : value.text), at);
    const from = text.indexOf(value.text, start + (key?.text.length ?? (label ? label.length + 1 : 0)));
    if (start < 0 || from < 0 || value.text === "") return null;
    at = from + value.text.length;
    spans.push([start, at]);
  }
  return { kind: node.kind === "call" ? `call ${node.name}` : node.kind, spans };
}
