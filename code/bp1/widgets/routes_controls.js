// The controls of the flagship widget: what the reader can set, and the question to answer first.
import { control, h, hide, indices, name, set } from "./dom.js";
import { plain, type } from "./fields.js";
import { ACTIVATIONS, COSTS } from "./math.js";
import { drawCosts } from "./menus.js";

export const MOST = 6; // outputs that the picture has room for
const SWITCH = ["sigmoid", "softmax"];
const REACH = 6; // of the sliders, both ways

/** @returns {object} the switch, the menus, the targets, and the question to answer first: what n does not change */
export function buildControls(id) {
  const option = (value, text) => h("option", { value }, text);
  const kinds = SWITCH.map((value) => control("input", { type: "radio", name: `${id}-activation`, value }));
  const others = Object.entries(ACTIVATIONS).filter(([key]) => !SWITCH.includes(key));
  const parts = {
    kinds,
    menu: control("select", { "aria-label": "another activation" },
      option("", "others …"), ...others.map(([key, { label }]) => option(key, label))),
    cost: control("select", {}, ...Object.keys(COSTS).map((key) => option(key, ""))),
    size: control("select", {}, ...indices(MOST).map((i) => option(i + 1, i + 1))),
    y: control("input", { type: "text", inputmode: "decimal", size: 10, "data-name": "y", "aria-describedby": `${id}-trouble` }),
    trouble: h("p", { class: "trouble", id: `${id}-trouble`, role: "alert", hidden: "" }),
    turned: h("span", { class: "j" }),
    boxes: h("span", {}),
    reveal: h("button", { type: "button", class: "action" }, "Show me"),
    again: h("button", { type: "button", class: "action" }, "Predict"),
    answer: h("p", { class: "answer-to-guess", hidden: "" }),
  };
  parts.asking = h("div", { class: "ask", role: "group", "aria-labelledby": `${id}-asks` }, // a legend would lie on the frame
    h("p", { id: `${id}-asks` }, "Before you look: turn ", parts.turned, " up a hair, and which lamps move?"),
    parts.boxes, parts.reveal);
  parts.question = h("div", { class: "question" }, parts.asking, parts.answer);
  parts.controls = h("div", { class: "controls" },
    h("fieldset", { class: "switch" }, h("legend", { class: "hidden" }, "activation of the output layer"),
      ...kinds.map((input) => h("label", {}, input, h("span", {}, input.value)))),
    parts.menu, h("label", {}, "cost ", parts.cost), h("label", {}, "target y ", parts.y),
    h("label", {}, "outputs ", parts.size), parts.again);
  return parts;
}

/** @returns {object} a box for each lamp, to predict which ones move */
export function buildGuesses(n) {
  const guesses = indices(n).map(() => control("input", { type: "checkbox" }));
  return { guesses, guessed: guesses.map((input, k) => h("label", {}, input, h("span", { class: "k" }, name("a", k)))) };
}

/** @returns {object} for each z: the knob that picks it as the dial to nudge, a slider, and a field to type into */
export function buildDials(n, id) {
  const parts = {
    picks: indices(n).map((j) => control("input", { type: "radio", name: `${id}-j`, "aria-label": `nudge ${name("z", j)}` })),
    knobs: indices(n).map((j) => h("span", { class: "knob" }, name("z", j))),
    sliders: indices(n).map((j) => control("input",
      { type: "range", min: -REACH, max: REACH, step: 0.1, "aria-label": name("z", j) })),
    fields: indices(n).map((j) => control("input", {
      type: "text", inputmode: "decimal", size: 5, "data-name": `z${j + 1}`, "aria-label": `${name("z", j)}, typed`,
      "aria-describedby": `${id}-trouble` })),
  };
  parts.dials = h("div", { class: "dials", role: "group", "aria-label": "dials: pick the one to nudge, turn any of them" },
    ...indices(n).map((j) => h("div", { class: "dial", "data-lights": "j" },
      h("label", {}, parts.picks[j], parts.knobs[j]), parts.sliders[j], parts.fields[j])));
  return parts;
}

/** Show what is set. */
export function drawControls(parts, { activation, cost, y, j, n, ask }) {
  parts.kinds.forEach((input) => { input.checked = input.value === activation; });
  parts.menu.value = SWITCH.includes(activation) ? "" : activation;
  drawCosts(parts.cost, activation, cost);
  parts.size.value = n;
  type(parts.y, y.map(plain).join("  "), y);
  set(parts.turned, { text: name("z", j) });
  hide(parts.asking, !ask);
  hide(parts.again, ask);
  if (ask) hide(parts.answer, true);
}

/** Show dial i. */
export function drawDial({ picks, knobs, sliders, fields, columns }, i, { z, j }) {
  picks[i].checked = i === j;
  set(knobs[i], { style: `--turn: ${Math.max(-150, Math.min(150, 25 * z[i]))}deg` });
  if (sliders[i].valueAsNumber !== z[i]) sliders[i].value = z[i];
  set(sliders[i], { "aria-valuetext": Math.abs(z[i]) > REACH ? `${z[i]}, beyond the end` : null });
  type(fields[i], plain(Number(z[i].toPrecision(4))), z[i]); // significant digits: what is not 0 never reads as 0
  set(columns[i], { class: i === j ? "j" : "" });
}

