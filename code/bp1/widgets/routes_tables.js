// The tables of the flagship widget: the Jacobian, the bill, and (37) written out with the reader's own numbers.
import { cell, h, indices, mark, name, number, set, show } from "./dom.js";
import { FLAT, TINY, drawEntry, drawLegend } from "./heat.js";
import { TERM } from "./routes_formula.js";

/** In which sense an entry of the Jacobian can be zero. */
const ZEROS = {
  structural: "identically 0: the lamp does not read that dial at all",
  constant: "identically 0: a single output has nothing to share its light with, and never moves",
  flat: FLAT,
  underflow: "not 0, but too small for a floating-point number: it has underflowed",
  tiny: TINY,
};

/** What is said where no entry is. */
const NONE = {
  softmax: "No entry is 0: the lamps share one budget of light, so what one gains the others lose.",
  others: "No entry is 0: every lamp reads every dial.",
};

/** @returns {object} the Jacobian, the bill, and (37) with a place for each number of the reader's */
export function buildTables(n) {
  const ks = indices(n);
  const parts = {
    columns: ks.map((j) => h("th", { scope: "col", "data-lights": "j" }, `∂${name("z", j)}`)),
    cells: ks.map((k) => ks.map((j) => cell(`J${k + 1}${j + 1}`))),
    legend: h("ul", { class: "legend" }),
    bill: ks.map((k) => ({
      row: h("tr"), g: cell(`dC_da${k + 1}`), J: cell(`column${k + 1}`), term: cell(`term${k + 1}`),
      from: h("span", { class: "j" }), note: h("span", { class: "note" }), bar: h("span", { class: "bar" }),
      button: h("button", { type: "button", class: "route", "aria-pressed": "false", "data-lights": "k" }),
    })),
    terms: ks.map(term),
    nudged: h("span", { class: "j" }), heading: h("span", { class: "j" }), total: h("span", { class: "delta" }),
    start: h("span", { class: "delta" }), verdict: h("span", { class: "note" }),
    full: cell("delta37"), diagonal: cell("delta38"), measured: cell("delta36"),
  };
  parts.jacobianTable = jacobianTable(parts);
  parts.billTable = billTable(parts);
  parts.formula = formula(parts);
  return parts;
}

function jacobianTable({ columns, cells }) {
  return h("table", { class: "jacobian" },
    h("caption", {}, "The Jacobian: how lamp ", h("b", { class: "k" }, "aₖ"), " (row) answers dial ",
      h("b", { class: "j" }, "zⱼ"), " (column)"),
    h("thead", {}, h("tr", {}, h("td"), ...columns)),
    h("tbody", {}, ...cells.map((row, k) =>
      h("tr", {}, h("th", { scope: "row", "data-lights": "k" }, `∂${name("a", k)}`), ...row))));
}

function billTable(parts) {
  for (const [k, { button, from, row, g, J, term, bar, note }] of parts.bill.entries()) {
    button.append(h("span", { class: "start-of-route" }, from, " → "), h("span", { class: "k" }, name("a", k)), " → C");
    row.append(h("th", { scope: "row" }, button, note), g, J, term, h("td", { class: "bars" }, bar));
  }
  const total = (label, note, value, attributes = {}) => h("tr", attributes,
    h("th", { scope: "row", colspan: 3 }, label, note), value, h("td", { class: "bars" }));
  const note = (text) => h("span", { class: "note" }, text);
  return h("table", { class: "bill" },
    h("caption", {}, "The bill for nudging ", parts.heading),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "route"), h("th", { scope: "col" }, "∂C/∂aₖ"),
      h("th", { scope: "col" }, "× ∂aₖ/∂", parts.nudged), h("th", { scope: "col" }, "= share"), h("td", { class: "bars" }))),
    h("tbody", {}, ...parts.bill.map(({ row }) => row)),
    h("tfoot", {}, total("(37) all routes", note("the sum of the shares"), parts.full, { class: "sum", "data-lights": "delta" }),
      total("(36) measured", note("really nudged, both ways"), parts.measured),
      total("(38) the route k = j alone", parts.verdict, parts.diagonal)));
}

/** @returns {{box: Element, j: Element, g: Element, J: Element}} a term of (37), and the places to be filled in it */
function term(k) {
  const box = h("span", { class: "term", "data-lights": "k" });
  box.innerHTML = TERM;
  const places = (letter) => [...box.querySelectorAll("mi")].filter((place) => place.textContent === letter);
  for (const letter of ["k", "j"]) {
    for (const index of places(letter)) index.parentElement.classList.add(letter); // a_k and z_j, not k and j alone
  }
  for (const index of places("k")) index.textContent = k + 1;
  const [[j], [g], [J]] = ["j", "g", "J"].map(places);
  return { box, j, g, J };
}

/** @returns {(Element|string)[]} (37) written out */
function formula({ terms, start, total }) {
  return [start, " = ", ...terms.flatMap(({ box }, k) => (k ? [" + ", box] : [box])), " = ", total];
}

/** Show the numbers. */
export function drawTables(parts, view, scale, largest) {
  for (const i of indices(parts.n)) {
    indices(parts.n).forEach((k) => {
      drawEntry(parts.cells[k][i], view.jacobian[k][i], scale, view.zeros[k][i], ZEROS);
      mark(parts.cells[k][i], { nudged: i === view.j });
    });
    drawLine(parts.bill[i], i, view, largest);
    drawTerm(parts.terms[i], i, view);
  }
  for (const part of [parts.nudged, parts.heading]) set(part, { text: name("z", view.j) });
  set(parts.start, { text: name("δ", view.j) });
  set(parts.total, { text: number(view.full, 4) });
  show(parts.full, view.full, 4);
  show(parts.diagonal, view.diagonal, 4);
  show(parts.measured, view.measured, 4);
  set(parts.verdict, { text: view.verdict });
  drawLegend(parts.legend, view.zeros.flat(), ZEROS, NONE[view.activation] ?? NONE.others);
}

function drawLine({ row, g, J, term, from, note, bar }, k, { j, dC_da, column, terms, zeros }, largest) {
  const kind = column[k] === 0 ? { underflow: "underflowed" }[zeros[k][j]] ?? "closed" : "";
  mark(row, { closed: kind !== "" });
  set(from, { text: name("z", j) });
  show(g, dC_da[k], 3);
  show(J, column[k], 3);
  show(term, terms[k], 4);
  set(note, { text: [kind, k === j ? "(38) keeps it" : ""].filter(Boolean).join(", ") });
  set(bar, { class: `bar ${terms[k] < 0 ? "less" : "more"}`, style: `--size: ${(50 * Math.abs(terms[k])) / largest}%` });
}

function drawTerm({ box, j: index, g, J }, k, { j, dC_da, column }) {
  mark(box, { closed: column[k] === 0 });
  set(index, { text: String(j + 1) });
  set(g, { text: number(dC_da[k], 3) });
  set(J, { text: number(column[k], 3) });
}

/** Light the route through lamp k in every picture of it; null puts the light out. */
export function light({ n, bill, terms, legs, shares, lamps, cells, body }, j, k) {
  for (const i of indices(n)) {
    const route = [bill[i].row, terms[i].box, legs[i][j], shares[i], lamps[i], cells[i][j]];
    route.forEach((part) => mark(part, { lit: i === k }));
    indices(n).forEach((other) => other === j || [legs[i][other], cells[i][other]].forEach((part) => mark(part, { lit: false })));
  }
  mark(body[0].closest(".bp1-routes"), { lighting: k !== null });
}

