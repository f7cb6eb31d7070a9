// The error curve's picture: errors against the step, both by powers of ten, with the slopes that theory gives them.
import { h, set } from "./dom.js";

const HEIGHT = 300; // px
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 10, 12, 26]; // px around the plot
const [LOW, HIGH] = [-17, 1]; // powers of ten of errors
const [FIRST, LAST] = [-15, 0]; // of steps
const POWERS = [-15, -12, -9, -6, -3, 0];
const NAMES = { oneSided: "one-sided: ", central: "central: " };
const NARROW = 420; // px: below, labels are short

const clamp = (x, low, high) => Math.max(low, Math.min(high, x));
const digits = (x) => String(x).replaceAll("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);
const tenTo = (power) => (power === 0 ? "1" : `10${digits(power)}`);

/** @returns {object} the elements of the picture, none of them placed yet */
export function buildPlot(ways) {
  const tick = (power, kind) => ({ power, line: h("path", { class: "grid" }), text: h("text", { class: kind }, tenTo(power)) });
  const parts = {
    xs: POWERS.map((power) => tick(power, "x")), ys: POWERS.map((power) => tick(power, "y")),
    ways: ways.map((way) => ({
      way, curve: h("path", { class: `curve ${way}` }), guide: h("path", { class: "guide" }),
      label: h("text", { class: `label ${way}` }), dot: h("circle", { class: way, r: 6 }),
    })),
    floor: h("path", { class: "guide" }), floorLabel: h("text", { class: "label floor" }),
    cursor: h("path", { class: "cursor" }),
  };
  const all = [...parts.xs, ...parts.ys].flatMap(({ line, text }) => [line, text]);
  const layers = ["curve", "guide", "dot", "label"].map((key) => parts.ways.map((way) => way[key]));
  parts.svg = h("svg", { role: "img", style: `height: ${HEIGHT}px` }, ...all, parts.cursor, parts.floor, ...layers.flat(), parts.floorLabel);
  return parts;
}

/** @returns {(power: number) => number} where a power of ten of h is, px from the left */
const across = (width) => (power) => LEFT + ((power - FIRST) / (LAST - FIRST)) * (width - LEFT - RIGHT);

/** @returns {number} the power of ten of h under a pointer */
export function powerAt(svg, clientX) {
  const { left, width } = svg.getBoundingClientRect();
  return clamp(FIRST + ((clientX - left - LEFT) / (width - LEFT - RIGHT)) * (LAST - FIRST), FIRST, LAST);
}

/** Show the view at the width that the picture has on the page, so that its text is never scaled. */
export function drawPlot(parts, { nudge, rounding, ...view }) {
  const width = parts.svg.getBoundingClientRect().width || 320;
  const scale = { width, x: across(width), y: (power) => TOP + ((HIGH - power) / (HIGH - LOW)) * (HEIGHT - TOP - BOTTOM) };
  const { x, y } = scale;
  set(parts.svg, { viewBox: `0 0 ${width} ${HEIGHT}` });
  drawTicks(parts, scale);
  parts.ways.forEach((way, i) => drawWay(way, view.ways[i], view.grid, nudge, scale));
  set(parts.floor, { d: straight(rounding, -1, scale) });
  write(parts.floorLabel, rounding, "rounding: ", "−1", { x: x(-12.4), y: y(Math.log10(rounding) + 12.4) - 10 }, scale);
  set(parts.cursor, { d: `M${x(Math.log10(nudge))} ${y(LOW)}V${y(HIGH)}` });
}

function drawTicks({ xs, ys }, { width, x, y }) {
  for (const { power, line, text } of xs) {
    set(line, { d: `M${x(power)} ${y(LOW)}V${y(HIGH)}` });
    set(text, { x: Math.min(x(power), width - 12), y: HEIGHT - 6 });
  }
  for (const { power, line, text } of ys) {
    set(line, { d: `M${x(FIRST)} ${y(power)}H${x(LAST)}` });
    set(text, { x: LEFT - 6, y: y(power) + 4 });
  }
}

function drawWay({ curve, guide, dot, label }, { way, order, factor, error, ...view }, grid, nudge, scale) {
  const { width, x, y } = scale;
  const point = (step, off) => [x(Math.log10(step)), y(clamp(Math.log10(off), LOW, HIGH))].map((px) => px.toFixed(1));
  const [cx, cy] = point(nudge, error);
  const above = { x: x(-4.6), y: y(Math.log10(factor) - 4.6) - 8 }; // the line of slope 1
  const below = { x: width - RIGHT, y: y(-11) }; // that of slope 2
  set(curve, { d: `M${grid.map((step, k) => point(step, view.curve[k]).join(" ")).join("L")}` });
  set(guide, { d: straight(factor, order, scale) });
  set(dot, { cx, cy });
  write(label, factor, NAMES[way], order, order === 1 ? above : below, scale);
}

/** Write a slope beside its line; no line, no label. */
function write(label, factor, name, slope, place, { width }) {
  set(label, factor ? { text: `${width < NARROW ? "" : name}slope ${slope}`, ...place } : { text: "" });
}

/** @returns {string} the path of factor h^order, as far as it is in the plot; none without a factor */
function straight(factor, order, { x, y }) {
  if (!factor) return "";
  const power = (at) => Math.log10(factor) + order * at;
  const reach = [LOW, HIGH].map((end) => (end - Math.log10(factor)) / order).sort((a, b) => a - b);
  const [from, to] = [Math.max(FIRST, reach[0]), Math.min(LAST, reach[1])];
  return from < to ? `M${x(from)} ${y(power(from))}L${x(to)} ${y(power(to))}` : "";
}
