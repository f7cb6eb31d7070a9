// A Jacobian as a table with coloured cells, and the legend that tells its kinds of zero apart.
import { h, mark, set, show } from "./dom.js";

export const FLAT = "0 here: the slope is 0 at this z, and not at every z";
export const TINY = "not 0: with three decimals it would round to 0.000";

/** Show an entry: its colour as strong as it is large against the largest, its kind of zero (a key of words) as a class. */
export function drawEntry(td, value, largest, kind, words) {
  show(td, value, 3);
  set(td, { style: `--strength: ${Math.round((100 * Math.abs(value)) / largest)}%`, title: kind ? words[kind] : null });
  mark(td, { zero: value === 0, up: value > 0, down: value < 0 });
  mark(td, Object.fromEntries(Object.keys(words).map((each) => [each, each === kind])));
}

/** List the kinds of zero that are on show, each in its words; none is said where there are none. */
export function drawLegend(list, kinds, words, none) {
  const present = Object.keys(words).filter((kind) => kinds.includes(kind));
  const lines = present.length ? present.map((kind) => [kind, words[kind]]) : [["", none]];
  if (list.dataset.lines === String(lines)) return;
  list.dataset.lines = lines;
  list.replaceChildren(...lines.map(([kind, text]) => h("li", { class: kind }, text)));
}
