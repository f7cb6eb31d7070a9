// The flagship widget: every route from the dial z_j through the lamps a_k to the cost C, and the bill.
// Its face is a pure function of its traits: view = compute(traits), then draw(parts, view).
import { ACTIVATIONS, COSTS, compatible, deltaDiagonalOnly, deltaFiniteDifference, deltaFullSum, routeTerms }
  from "./math.js";

const SWITCH = ["sigmoid", "softmax"];
const [LOW, HIGH] = [-6, 6]; // what the sliders reach
const ROW = 72; // px from one dial to the next
const LAMP = 17; // px, radius

/**
 * @typedef {{activation: string, cost: string, z: number[], y: number[], j: number}} Traits
 * @returns {object|null} every number and word on the widget's face; null while the traits don't fit each other
 * @param {Traits} traits
 */
export function compute({ activation, cost, z, y, j }) {
  const [f, C] = [ACTIVATIONS[activation], COSTS[cost]];
  if (!f || !C || !compatible(f, C) || z.length !== y.length || !(j in z)) return null;
  const a = f.f(z);
  const jacobian = f.jacobian(z);
  const terms = routeTerms(f, C, z, y).map((row) => row[j]);
  const view = {
    activation, cost, z, j, a, jacobian, terms, C: C.f(a, y), dC_da: C.gradient(a, y),
    column: jacobian.map((row) => row[j]),
    full: deltaFullSum(f, C, z, y)[j],
    diagonal: deltaDiagonalOnly(f, C, z, y)[j],
    measured: deltaFiniteDifference(f, C, z, y)[j],
  };
  return { ...view, ...words(view, f.elementwise) };
}

/** @returns {{say: string, verdict: string, zeros: string}} what is happening, in words */
function words({ j, column, full, diagonal }, elementwise) {
  const open = column.flatMap((value, k) => (value === 0 ? [] : [name("a", k)]));
  const others = open.filter((lamp) => lamp !== name("a", j));
  const zeros = elementwise
    ? "Off the diagonal every entry is 0 identically: aₖ does not read the other z’s at all."
    : "Off the diagonal no entry is 0: the lamps share one budget of light, so what one gains the others lose.";
  if (open.length === 0) return { zeros, say: `Turn ${name("z", j)}: no lamp answers.`, verdict: "both are 0" };
  if (others.length === 0) {
    return {
      zeros, verdict: "the same: no other route is open",
      say: `Turn ${name("z", j)} up: one lamp answers, ${open[0]}. One route is open, so the sum (37) has one term, (38).`,
    };
  }
  return {
    zeros, verdict: verdict(full, diagonal),
    say: `Turn ${name("z", j)} up: ${name("a", j)} brightens and ${others.join(", ")} ${others.length > 1 ? "dim" : "dims"}. `
      + `${open.length} routes are open, so (37) adds ${open.length} shares. (38) keeps one of them.`,
  };
}

/** @returns {string} how the one term compares with the sum */
function verdict(full, diagonal) {
  if (full === 0) return "but the sum is 0";
  const ratio = diagonal / full;
  if (ratio < 0) return "has the wrong sign";
  if (Math.abs(ratio - 1) < 0.01) return "within 1 % of the sum, here";
  return ratio < 1 ? `misses ${Math.round(100 * (1 - ratio))} % of the sum` : `is ${ratio.toFixed(1)} times the sum`;
}

const name = (letter, index) => letter + "₁₂₃₄₅₆"[index];

/** @returns {string} x with that many decimals; a nonzero number never reads as 0, and 0 never as a rounded number */
function number(x, digits) {
  if (x === 0) return "0";
  const text = Math.abs(x) < 0.5 * 10 ** -digits || Math.abs(x) >= 1e6 ? x.toExponential(0) : x.toFixed(digits);
  return text.replaceAll("-", "−");
}

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "path", "circle", "rect", "text"]);

/** @returns {Element} a new element; children may be elements or text */
function h(tag, attributes = {}, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Write value into the element, and at full precision into data-value; touch the page only where it changed. */
function show(element, value, digits) {
  if (element.dataset.value === String(value)) return;
  element.dataset.value = value;
  element.textContent = number(value, digits);
}

/** Set attributes (and, under "text", the text), touching only what changed. */
function set(element, { text, ...attributes }) {
  if (text !== undefined && element.textContent !== text) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) {
    if (element.getAttribute(key) !== String(value)) element.setAttribute(key, value);
  }
}

const indices = (n) => [...Array(n).keys()];
const cell = (key, tag = "td") => h(tag, { "data-name": key });
const radio = (group, value) => h("input", { type: "radio", name: group, value, "data-lm-suppress-shortcuts": "true" });
// ^ without that attribute on the input itself, JupyterLab's command mode takes the arrow keys away

let widgets = 0; // so that two widgets on one page don't share names

/** @returns {object} the widget's elements for n outputs, none of them filled in yet */
function build(n) {
  const id = `bp1-routes-${++widgets}`;
  const ks = indices(n);
  const parts = {
    n,
    kinds: SWITCH.map((kind) => radio(`${id}-activation`, kind)),
    cost: h("select", { "data-lm-suppress-shortcuts": "true" },
      ...Object.entries(COSTS).map(([key, { label }]) => h("option", { value: key }, label))),
    picks: ks.map((j) => radio(`${id}-j`, j)),
    knobs: ks.map((j) => h("span", { class: "knob" }, name("z", j))),
    sliders: ks.map((j) => h("input", {
      type: "range", min: LOW, max: HIGH, step: 0.1, "aria-label": name("z", j), "data-lm-suppress-shortcuts": "true" })),
    zs: ks.map((j) => cell(`z${j + 1}`, "span")),
    columns: ks.map((j) => h("th", { scope: "col" }, `∂${name("z", j)}`)),
    cells: ks.map((k) => ks.map((j) => cell(`J${k + 1}${j + 1}`))),
    bill: ks.map((k) => ({
      row: h("tr"), g: cell(`dC_da${k + 1}`), J: cell(`column${k + 1}`), term: cell(`term${k + 1}`),
      from: h("span", { class: "j" }), note: h("span", { class: "note" }), bar: h("span", { class: "bar" }),
    })),
    nudged: h("span", { class: "j" }), heading: h("span", { class: "j" }),
    full: cell("delta37"), diagonal: cell("delta38"), measured: cell("delta36"),
    say: h("p", { class: "say" }), verdict: h("span", { class: "note" }), zeros: h("p", { class: "note" }),
    live: h("p", { class: "hidden", role: "status" }),
    ...buildNet(ks),
  };
  parts.dials = h("div", { class: "dials", role: "group", "aria-label": "dials: pick the one to nudge, turn any of them" },
    ...ks.map((j) => h("div", { class: "dial" },
      h("label", {}, parts.picks[j], parts.knobs[j]), parts.sliders[j], parts.zs[j])));
  parts.face = [controls(parts), h("div", { class: "panes" },
    h("div", { class: "pane net" }, h("p", { class: "title" }, "Dials ", h("b", { class: "j" }, "z"), ", lamps ",
      h("b", { class: "k" }, "a"), ", and the cost ", h("b", { class: "delta" }, "C"), " that watches the lamps"),
    h("div", { class: "board" }, parts.dials, parts.svg)),
    h("div", { class: "pane" }, jacobianTable(parts), parts.zeros)),
  parts.say, h("div", { class: "pane" }, billTable(parts)), parts.live];
  return parts;
}

function controls({ kinds, cost }) {
  return h("div", { class: "controls" },
    h("fieldset", { class: "switch" }, h("legend", { class: "hidden" }, "activation of the output layer"),
      ...kinds.map((input) => h("label", {}, input, h("span", {}, input.value)))),
    h("label", {}, "cost ", cost));
}

/** @returns {object} the picture: one path for each entry of the Jacobian, one from each lamp to C */
function buildNet(ks) {
  const net = {
    legs: ks.map(() => ks.map(() => h("path", { class: "leg" }))),
    shares: ks.map(() => h("path", { class: "share" })),
    lamps: ks.map(() => h("circle", { class: "lamp", r: LAMP })),
    lampTexts: ks.map(() => h("text", { class: "lamp-text" })),
    answers: ks.map(() => h("text", { class: "answer" })),
    starts: ks.map((j) => h("text", { class: "start" }, name("z", j))),
    C: h("rect", { class: "C", width: 50, height: 48, rx: 11 }),
    Ctexts: [h("text", { class: "C-text" }, "C"), h("text", { class: "C-value", "data-name": "C" })],
  };
  net.svg = h("svg", { role: "img", style: `height: ${ks.length * ROW}px` }, ...net.legs.flat(), ...net.shares,
    ...net.lamps, ...net.lampTexts, ...net.answers, ...net.starts, net.C, ...net.Ctexts);
  return net;
}

function jacobianTable({ columns, cells }) {
  return h("table", { class: "jacobian" },
    h("caption", {}, "The Jacobian: how lamp ", h("b", { class: "k" }, "aₖ"), " (row) answers dial ",
      h("b", { class: "j" }, "zⱼ"), " (column)"),
    h("thead", {}, h("tr", {}, h("td"), ...columns)),
    h("tbody", {}, ...cells.map((row, k) => h("tr", {}, h("th", { scope: "row" }, `∂${name("a", k)}`), ...row))));
}

function billTable(parts) {
  for (const [k, line] of parts.bill.entries()) {
    line.row.append(
      h("th", { scope: "row" }, h("span", { class: "start-of-route" }, line.from, " → "),
        h("span", { class: "k" }, name("a", k)), " → C", line.note),
      line.g, line.J, line.term, h("td", { class: "bars" }, line.bar));
  }
  const total = (label, note, value, rowClass = "") => h("tr", { class: rowClass },
    h("th", { scope: "row", colspan: 3 }, label, note), value, h("td", { class: "bars" }));
  const note = (text) => h("span", { class: "note" }, text);
  return h("table", { class: "bill" },
    h("caption", {}, "The bill for nudging ", parts.heading),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "route"), h("th", { scope: "col" }, "∂C/∂aₖ"),
      h("th", { scope: "col" }, "× ∂aₖ/∂", parts.nudged), h("th", { scope: "col" }, "= share"), h("td", { class: "bars" }))),
    h("tbody", {}, ...parts.bill.map(({ row }) => row)),
    h("tfoot", {}, total("(37) all routes", note("the sum of the shares"), parts.full, "sum"),
      total("(36) measured", note("the dial really nudged, both ways"), parts.measured),
      total("(38) the route k = j alone", parts.verdict, parts.diagonal)));
}

/** Show the view in the parts. */
function draw(parts, view) {
  const { j, a, terms } = view;
  parts.kinds.forEach((input) => { input.checked = input.value === view.activation; });
  parts.cost.value = view.cost;
  const scale = Math.max(...view.jacobian.flat().map(Math.abs)) || 1;
  const largest = Math.max(...terms.map(Math.abs)) || 1;
  for (const i of indices(parts.n)) {
    parts.picks[i].checked = i === j;
    set(parts.knobs[i], { style: `--turn: ${Math.max(-150, Math.min(150, 25 * view.z[i]))}deg` });
    if (parts.sliders[i].valueAsNumber !== view.z[i]) parts.sliders[i].value = view.z[i];
    show(parts.zs[i], view.z[i], 1);
    set(parts.columns[i], { class: i === j ? "j" : "" });
    indices(parts.n).forEach((k) => drawCell(parts.cells[k][i], view.jacobian[k][i] / scale, view.jacobian[k][i], i === j));
    drawLine(parts.bill[i], i, view, largest);
  }
  for (const part of [parts.nudged, parts.heading]) set(part, { text: name("z", j) });
  show(parts.full, view.full, 4);
  show(parts.diagonal, view.diagonal, 4);
  show(parts.measured, view.measured, 4);
  for (const part of ["say", "verdict", "zeros"]) set(parts[part], { text: view[part] });
  drawNet(parts, view, scale, largest);
  set(parts.svg, { "aria-label": `${view.say} The lamps: ${a.map((x, k) => `${name("a", k)} ${number(x, 3)}`).join(", ")}.` });
}

function drawCell(td, strength, value, nudged) {
  show(td, value, 3);
  set(td, {
    class: `${value === 0 ? "zero" : value > 0 ? "up" : "down"}${nudged ? " nudged" : ""}`,
    style: `--strength: ${Math.round(100 * Math.abs(strength))}%`,
  });
}

function drawLine({ row, g, J, term, from, note, bar }, k, { j, dC_da, column, terms }, largest) {
  const closed = column[k] === 0;
  set(row, { class: closed ? "closed" : "" });
  set(from, { text: name("z", j) });
  show(g, dC_da[k], 3);
  show(J, column[k], 3);
  show(term, terms[k], 4);
  set(note, { text: [closed ? "closed" : "", k === j ? "the one that (38) keeps" : ""].filter(Boolean).join(", ") });
  set(bar, { class: `bar ${terms[k] < 0 ? "less" : "more"}`, style: `--size: ${(50 * Math.abs(terms[k])) / largest}%` });
}

/** Draw the picture at the width it has on the page, so that its text is never scaled. */
function drawNet(parts, { j, a, jacobian, column, terms, C }, scale, largest) {
  const middle = (i) => ROW * (i + 0.5);
  const [dials, picture] = [parts.dials, parts.svg].map((part) => part.getBoundingClientRect());
  const stacked = dials.bottom <= picture.top; // narrow: the dials stand above the picture
  const width = picture.width || 320;
  const left = stacked ? 22 : 0;
  const lampX = left + (width - left) * 0.52;
  const end = { x: width - 51, y: (parts.n * ROW) / 2 };
  const curve = (x0, y0, x1, y1) => `M${x0} ${y0}C${(x0 + x1) / 2} ${y0} ${(x0 + x1) / 2} ${y1} ${x1} ${y1}`;
  set(parts.svg, { viewBox: `0 0 ${width} ${parts.n * ROW}` });
  for (const k of indices(parts.n)) {
    const closed = column[k] === 0;
    indices(parts.n).forEach((i) => {
      const value = jacobian[k][i];
      set(parts.legs[k][i], {
        d: curve(left, middle(i), lampX - LAMP, middle(k)),
        class: `leg ${value === 0 ? "closed" : value > 0 ? "up" : "down"} ${i === j ? "nudged" : ""}`,
        "stroke-width": value === 0 || i !== j ? 1.5 : 2 + (10 * Math.abs(value)) / scale,
      });
    });
    set(parts.shares[k], {
      d: curve(lampX + LAMP, middle(k), end.x, end.y),
      class: `share ${closed ? "closed" : ""}`,
      "stroke-width": closed ? 1.5 : 2 + (8 * Math.abs(terms[k])) / largest,
    });
    set(parts.lamps[k], { cx: lampX, cy: middle(k), "fill-opacity": Math.max(0, Math.min(1, a[k])).toFixed(3) });
    set(parts.lampTexts[k], { x: lampX, y: middle(k) + LAMP + 15, text: `${name("a", k)} = ${number(a[k], 3)}` });
    set(parts.answers[k], {
      x: lampX - LAMP - 8, y: middle(k) - 9, class: `answer ${closed ? "closed" : ""}`,
      text: closed ? "closed" : `${number(column[k], 3)} ${column[k] > 0 ? "▲" : "▼"}`,
    });
    set(parts.starts[k], { x: 0, y: middle(k) + 5, class: `start ${k === j ? "j" : ""}`, visibility: stacked ? "visible" : "hidden" });
  }
  set(parts.C, { x: end.x, y: end.y - 24 });
  set(parts.Ctexts[0], { x: end.x + 25, y: end.y - 2 });
  set(parts.Ctexts[1], { x: end.x + 25, y: end.y + 15 });
  show(parts.Ctexts[1], C, 3);
}

/** Put the widget into el and keep it equal to the model until the returned function is called. */
function render({ model, el }) {
  const read = () => Object.fromEntries(["activation", "cost", "z", "y", "j"].map((key) => [key, model.get(key)]));
  const write = (key, value) => { model.set(key, value); model.save_changes(); };
  const stop = new AbortController();
  let parts, frame, announcement;

  function update() {
    frame = undefined;
    const view = compute(read());
    if (!view) return; // between two changes that belong together: the last good state stays
    if (parts?.n !== view.z.length) start(view.z.length);
    draw(parts, view);
    clearTimeout(announcement);
    announcement = setTimeout(() => set(parts.live, { text: `${view.say} (37) is ${number(view.full, 4)}; (38) ${view.verdict}.` }), 700);
  }
  function start(n) {
    parts = build(n);
    const on = (element, act) => element.addEventListener("input", act, { signal: stop.signal });
    parts.kinds.forEach((input) => on(input, () => write("activation", input.value)));
    on(parts.cost, () => write("cost", parts.cost.value));
    parts.picks.forEach((input, j) => on(input, () => write("j", j)));
    parts.sliders.forEach((slider, j) =>
      on(slider, () => write("z", model.get("z").map((z_i, i) => (i === j ? slider.valueAsNumber : z_i)))));
    el.replaceChildren(...parts.face);
    resize.disconnect();
    resize.observe(parts.svg);
  }
  const schedule = () => { frame ??= requestAnimationFrame(update); };
  const resize = new ResizeObserver(schedule);
  el.classList.add("bp1-routes");
  model.on("change", schedule);
  update();
  return () => {
    stop.abort();
    resize.disconnect();
    model.off("change", schedule);
    cancelAnimationFrame(frame);
    clearTimeout(announcement);
  };
}

export default { render };
