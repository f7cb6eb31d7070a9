// The flagship widget: every route from the dial z_j through the lamps a_k to the cost C, and the bill.
// Its face is a pure function of its traits: view = compute(traits), then draw(parts, view).
import { h, hide, indices, mark, name, number, set } from "./dom.js";
import { complain, onTyped } from "./fields.js";
import { listen } from "./lights.js";
import { fitting } from "./menus.js";
import { buildNet, drawNet, measure } from "./routes_net.js";
import { readNumber, readVector } from "./numbers.js";
import { buildControls, buildDials, buildGuesses, drawControls, drawDial } from "./routes_controls.js";
import { buildTables, drawTables, light } from "./routes_tables.js";
import { buildTriangle, drawTriangle } from "./routes_triangle.js";
import { compute, fault } from "./routes_view.js";

const CALM = 700; // ms without a change before a screen reader hears the outcome

let widgets = 0; // so that two widgets on one page don't share names

/** @returns {object} the widget's elements for n outputs, none of them filled in yet, beside its controls */
function build(n, id, controls) {
  const parts = {
    n,
    ...controls,
    ...buildGuesses(n),
    ...buildDials(n, id),
    ...buildNet(n),
    ...buildTables(n),
    ...buildTriangle(),
    say: h("p", { class: "say" }),
    live: h("p", { class: "hidden", role: "status" }),
  };
  parts.body = [
    h("div", { class: "panes" },
      h("div", { class: "pane net" },
        h("p", { class: "title" }, "Dials ", h("b", { class: "j" }, "z"), ", lamps ", h("b", { class: "k" }, "a"),
          ", and the cost ", h("b", { class: "delta" }, "C"), " that watches the lamps"),
        h("div", { class: "board" }, parts.dials, parts.svg)),
      h("div", { class: "pane", tabindex: "0", role: "group", "aria-label": "the Jacobian" }, parts.jacobianTable, parts.legend)),
    parts.say,
    h("div", { class: "panes last" },
      h("div", { class: "pane" }, parts.billTable, h("div", { class: "formula" }, ...parts.formula)),
      parts.trianglePane),
    parts.live,
  ];
  return parts;
}

/** Show the view in the parts, the picture in its place. */
function draw(parts, view, place) {
  const scale = Math.max(...view.jacobian.flat().map(Math.abs)) || 1;
  const largest = Math.max(...view.terms.map(Math.abs)) || 1;
  drawControls(parts, view);
  indices(parts.n).forEach((i) => drawDial(parts, i, view));
  drawTables(parts, view, scale, largest);
  set(parts.say, { text: view.say });
  drawNet(parts, view, place, scale, largest);
  drawTriangle(parts, view);
}

/** Put the widget into el and keep it equal to the model until the returned function is called. */
function render({ model, el }) {
  const keys = ["activation", "cost", "z", "y", "j", "ask"];
  const read = () => Object.fromEntries(keys.map((key) => [key, model.get(key)]));
  const stop = new AbortController();
  const id = `bp1-routes-${++widgets}`;
  const controls = buildControls(id);
  let parts, view, frame, announcement;
  let place; // of the picture's parts, until its size changes
  let [pinned, pointed] = [null, null];
  let answered; // the column that the reader's prediction was about

  /** Take over the changes if the whole makes sense; otherwise say why not, at the input that asked for it. */
  function change(changes, input) {
    const wrong = fault({ ...read(), ...changes });
    complain(parts.trouble, [...parts.fields, parts.y], input, wrong);
    if (wrong) return schedule(); // what was turned or picked goes back; what is typed stays, marked
    if (!("ask" in changes)) changes = { ...changes, ask: false };
    for (const [key, value] of Object.entries(changes)) model.set(key, value);
    model.save_changes();
  }
  function update() {
    frame = undefined;
    const traits = read();
    const wrong = fault(traits);
    if (wrong && !view) throw new Error(wrong); // nothing to fall back to: the picture and tables of the page stay
    if (wrong) return; // between two changes that belong together: the last good state stays
    view = compute(traits);
    if (parts?.n !== view.n) start(view.n);
    mark(el, { asking: view.ask, several: view.n > 3, many: view.n > 4 });
    place ??= measure(parts);
    if (String(view.column) !== answered) hide(parts.answer, true);
    draw(parts, view, place);
    light(parts, view.j, pointed ?? pinned);
    clearTimeout(announcement);
    if (!view.ask) announcement = setTimeout(announce, CALM);
  }
  function announce() {
    set(parts.live, { text: `${view.say} (37) is ${number(view.full, 4)}; (38) ${view.verdict}.` });
  }
  function start(n) {
    const old = parts?.body ?? [];
    parts = build(n, id, controls);
    [pinned, pointed] = [null, null];
    parts.boxes.replaceChildren(...parts.guessed);
    el.append(...parts.body);
    old.forEach((part) => part.remove()); // last: a button in it that had the focus puts out a light of the new parts
    listenToDials();
    listenToRoutes();
    place = undefined;
    resize.disconnect();
    resize.observe(parts.svg);
  }
  const on = (element, event, act) => element.addEventListener(event, act); // both end with the element
  function listenToControls() {
    const { kinds, menu, cost, size, y, reveal, again } = controls;
    kinds.forEach((input) => on(input, "input", () => change(fitted({ activation: input.value }))));
    on(menu, "input", () => change(fitted({ activation: menu.value || model.get("activation") })));
    on(cost, "input", () => change(fitted({ cost: cost.value })));
    on(size, "input", () => change(resized(Number(size.value))));
    onTyped(y, () => change({ y: readVector(y.value) }, y), settle);
    on(reveal, "click", reply);
    on(again, "click", ask);
  }
  function listenToDials() {
    const { picks, sliders, fields } = parts;
    picks.forEach((input, j) => on(input, "input", () => change({ j })));
    sliders.forEach((slider, j) => on(slider, "input", () => change({ z: model.get("z").with(j, slider.valueAsNumber) }, slider)));
    fields.forEach((field, j) => onTyped(field, () => change({ z: model.get("z").with(j, readNumber(field.value)) }, field), settle));
    parts.onDrag(() => model.get("z"), (z) => change({ z }));
  }
  /** A field was left: it shows the last good value again. */
  function settle() {
    complain(parts.trouble, [...parts.fields, parts.y], null, "");
    schedule();
  }
  /** @returns the changes, with a cost and targets that fit the new activation */
  function fitted(changes) {
    const { activation, cost, y } = { ...read(), ...changes };
    return { ...changes, ...fitting(activation, cost, y) };
  }
  function resized(n) {
    const { z, y, j } = read();
    return {
      z: indices(n).map((i) => z[i] ?? Math.round(10 * (i + 1 - n / 2)) / 10),
      y: indices(n).map((i) => y[i] ?? 0),
      j: Math.min(j, n - 1),
    };
  }
  /** Cover the answer, and ask for a prediction. */
  function ask() {
    parts.guesses.forEach((box) => { box.checked = false; });
    change({ ask: true });
    update();
    parts.guesses[0].focus();
  }
  /** Answer the prediction. */
  function reply() {
    const marks = parts.guesses.map((box) => box.checked);
    change({ ask: false });
    update();
    const moved = view.column.map((x) => x !== 0);
    const list = (flags) => indices(view.n).filter((k) => flags[k]).map((k) => name("a", k)).join(", ") || "none";
    const right = moved.every((moves, k) => moves === marks[k]);
    set(parts.answer, { text: `You marked ${list(marks)}${right ? ", and so it is" : `. What moves: ${list(moved)}`}.` });
    hide(parts.answer, false);
    answered = String(view.column);
    parts.again.focus();
  }
  function listenToRoutes() {
    const point = (k) => { pointed = k; light(parts, view.j, pointed ?? pinned); };
    indices(parts.n).forEach((k) => {
      const { row, button } = parts.bill[k];
      for (const part of [row, parts.terms[k].box, parts.lamps[k], ...parts.cells[k]]) {
        on(part, "pointerenter", () => point(k));
        on(part, "pointerleave", () => point(null));
      }
      on(button, "focus", () => point(k));
      on(button, "blur", () => point(null));
      on(button, "click", () => {
        pinned = pinned === k ? null : k;
        parts.bill.forEach((line, i) => set(line.button, { "aria-pressed": i === pinned }));
        point(pointed);
      });
    });
  }
  const schedule = () => { frame ??= requestAnimationFrame(update); };
  const resize = new ResizeObserver(() => {
    place = undefined;
    schedule();
  });
  el.classList.add("bp1-face", "bp1-routes");
  el.replaceChildren(controls.controls, controls.trouble, controls.question);
  listenToControls();
  listen(stop.signal);
  model.on("change", schedule);
  update();
  return () => {
    stop.abort();
    resize.disconnect();
    model.off("change", schedule);
    cancelAnimationFrame(frame);
    clearTimeout(announcement);
    el.replaceChildren(); // notebooks keep the element of a view for as long as its kernel runs
  };
}

export default { render, fault };
