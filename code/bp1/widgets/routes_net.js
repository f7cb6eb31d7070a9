// The picture of the flagship widget: one path for each entry of the Jacobian, one from each lamp to the cost.
import { h, indices, mark, name, number, set, show } from "./dom.js";

const ROW = 72; // units from one dial to the next; 16 units are 1rem, so the picture grows with the text
const LAMP = 17; // units, radius
const NARROWEST = 220; // units: in a narrower place the picture shrinks instead

/** @returns {object} the picture's elements for n dials and n lamps */
export function buildNet(n) {
  const ks = indices(n);
  const net = {
    legs: ks.map(() => ks.map(() => h("path", { class: "leg" }))),
    shares: ks.map(() => h("path", { class: "share" })),
    lamps: ks.map(() => h("circle", { class: "lamp", r: LAMP, "data-lights": "k" })),
    lampTexts: ks.map(() => h("text", { class: "lamp-text" })),
    answers: ks.map(() => h("text", { class: "answer" })),
    starts: ks.map((j) => h("text", { class: "start", "data-lights": "j" }, name("z", j))),
    C: h("rect", { class: "C", width: 50, height: 48, rx: 11, "data-lights": "delta" }),
    Ctexts: [h("text", { class: "C-text" }, "C"), h("text", { class: "C-value", "data-name": "C" })],
  };
  net.svg = h("svg", { role: "img", style: `height: ${(n * ROW) / 16}rem` }, ...net.legs.flat(), ...net.shares,
    ...net.lamps, ...net.lampTexts, ...net.answers, ...net.starts, net.C, ...net.Ctexts);
  return net;
}

/**
 * Where the picture's parts go, in units, so that its text is as large as the page's.
 * It asks the browser for the layout, which is slow between two changes of the page: ask before drawing.
 */
export function measure({ n, dials, svg }) {
  const [left, right] = [dials, svg].map((part) => part.getBoundingClientRect());
  const stacked = left.bottom <= right.top; // narrow: the dials stand above the picture
  const unit = right.height / (n * ROW) || 1;
  const width = Math.max(NARROWEST, right.width / unit);
  const start = stacked ? 22 : 0;
  return { stacked, width, left: start, lampX: start + (width - start) * 0.52, end: { x: width - 51, y: (n * ROW) / 2 } };
}

/** Draw the picture in the place that was measured for it. */
export function drawNet(parts, view, place, scale, largest) {
  set(parts.svg, {
    viewBox: `0 0 ${place.width} ${view.n * ROW}`,
    "aria-label": `${view.ask ? "" : view.say} The lamps: ${view.a.map((x, k) => `${name("a", k)} ${number(x, 3)}`).join(", ")}.`,
  });
  for (const k of indices(view.n)) {
    drawLegs(parts.legs[k], k, view, scale, place);
    drawLamp(parts, k, view, largest, place);
  }
  set(parts.C, { x: place.end.x, y: place.end.y - 24 });
  set(parts.Ctexts[0], { x: place.end.x + 25, y: place.end.y - 2 });
  set(parts.Ctexts[1], { x: place.end.x + 25, y: place.end.y + 15 });
  show(parts.Ctexts[1], view.C, 3);
}

const middle = (i) => ROW * (i + 0.5);
const curve = (x0, y0, x1, y1) => `M${x0} ${y0}C${(x0 + x1) / 2} ${y0} ${(x0 + x1) / 2} ${y1} ${x1} ${y1}`;

/** Draw the ways from every dial to lamp k: as wide as the lamp answers. */
function drawLegs(legs, k, { j, jacobian }, scale, { left, lampX }) {
  for (const [i, leg] of legs.entries()) {
    const value = jacobian[k][i];
    set(leg, { d: curve(left, middle(i), lampX - LAMP, middle(k)),
      "stroke-width": value === 0 || i !== j ? 1.5 : 2 + (10 * Math.abs(value)) / scale });
    mark(leg, { closed: value === 0, up: value > 0, down: value < 0, nudged: i === j });
  }
}

/** Draw lamp k, what it answers to the nudge, and its way to the cost: as wide as its share. */
function drawLamp({ shares, lamps, lampTexts, answers, starts }, k, { j, a, column, terms, zeros }, largest, { stacked, left, lampX, end }) {
  const closed = column[k] === 0;
  set(shares[k], { d: curve(lampX + LAMP, middle(k), end.x, end.y),
    "stroke-width": closed ? 1.5 : 2 + (8 * Math.abs(terms[k])) / largest });
  mark(shares[k], { closed });
  set(lamps[k], { cx: lampX, cy: middle(k), "fill-opacity": Math.max(0, Math.min(1, a[k])).toFixed(3) });
  set(lampTexts[k], { x: lampX, y: middle(k) + LAMP + 15, text: `${name("a", k)} = ${number(a[k], 3)}` });
  set(answers[k], { x: lampX - LAMP - 8, y: middle(k) - 9,
    text: closed ? (zeros[k][j] === "underflow" ? "too small" : "closed") : `${number(column[k], 3)} ${column[k] > 0 ? "▲" : "▼"}` });
  mark(answers[k], { closed });
  set(starts[k], { x: left - 22, y: middle(k) + 5, visibility: stacked ? "visible" : "hidden" });
  mark(starts[k], { j: k === j });
}
