// Controls of ipywidgets, drawn with the browser's own: turned here, heard by Python, drawn again as Python says.

import { clean } from "./clean.js";

const models = new Map(); // by id: {state, views, sheet}
const IS_MODEL = "IPY_MODEL_"; // the beginning of a reference to another control

const create = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);

/**
 * Take note of what Python tells of a control.
 * @param {{id: string, state?: object, closed?: boolean}} told
 * @param {() => object} newSheet makes what shows outputs, for the control that is a place for them
 */
export function learn({ id, state, closed }, newSheet) {
  const model = models.get(id) ?? { state: {}, views: new Set() };
  models.set(id, model);
  Object.assign(model.state, state);
  if (model.state._model_name === "OutputModel") model.sheet ??= newSheet();
  for (const { element, draw } of model.views) closed ? element.remove() : draw(model.state);
}

/** @returns {object | undefined} what shows the outputs that belong into this control */
export const sheetOf = (id) => models.get(id)?.sheet;

/** @returns {HTMLElement} the control; when a reader turns it, the event live-turn passes {id, data} up the page */
export function control(id) {
  const model = models.get(id);
  if (!model) return create("p", { textContent: "A control of a Python that is gone: run the cell again." });
  const say = (data) => view.element.dispatchEvent(new CustomEvent("live-turn", { bubbles: true, detail: { id, data } }));
  const turn = (state) => { Object.assign(model.state, state); say({ method: "update", state }); };
  const kind = KINDS[model.state._model_name] ?? unknown;
  const view = kind(turn, { id, model, press: () => say({ method: "custom", content: { event: "click" }, buffers: [] }) });
  view.draw(model.state);
  model.views.add(view);
  return view.element;
}

/** @returns {HTMLElement} inputs with the words that ipywidgets calls their description */
function labelled(name, ...inputs) {
  const label = create("label", { className: "live-control" });
  label.append(name, ...inputs);
  return label;
}

/** @returns {object} the view of an input that has one value; read and write say how it stands in the input */
function entry(type, read, write) {
  return (turn) => {
    const [name, input, shown] = [create("span"), create("input", { type }), create("output")];
    const show = () => { shown.value = type === "range" ? input.value : ""; };
    let when; // the event at which Python is told
    for (const event of ["input", "change"]) {
      input.addEventListener(event, () => { show(); if (event === when) turn({ value: read(input) }); });
    }
    return {
      element: labelled(name, input, shown),
      draw(state) {
        when = type === "number" || state.continuous_update === false ? "change" : "input";
        name.textContent = state.description;
        input.disabled = state.disabled;
        for (const limit of ["min", "max", "step"]) if (state[limit] != null && type !== "text") input[limit] = state[limit];
        write(input, state.value);
        show();
      },
    };
  };
}

const number = (type) => entry(type, (input) => Number(input.value), (input, value) => { input.value = value; });
const text = entry("text", (input) => input.value, (input, value) => { input.value = value; });
const tick = entry("checkbox", (input) => input.checked, (input, value) => { input.checked = value; });

function menu(turn) {
  const [name, select] = [create("span"), create("select")];
  select.addEventListener("change", () => turn({ index: select.selectedIndex }));
  return {
    element: labelled(name, select),
    draw(state) {
      name.textContent = state.description;
      select.replaceChildren(...state._options_labels.map((words) => create("option", { textContent: words })));
      Object.assign(select, { selectedIndex: state.index ?? -1, disabled: state.disabled });
    },
  };
}

function choice(turn, { id }) {
  const element = create("fieldset", { className: "live-choice" });
  const draw = (state) => {
    const known = [...element.querySelectorAll("span")].map((span) => span.textContent);
    if (known.join("\n") !== state._options_labels.join("\n")) {
      const options = state._options_labels.map((words, index) => {
        const input = create("input", { type: "radio", name: id });
        input.addEventListener("change", () => turn({ index }));
        return labelled(input, create("span", { textContent: words }));
      });
      element.replaceChildren(create("legend", { textContent: state.description || "Choose" }), ...options);
    }
    element.disabled = state.disabled;
    for (const [index, input] of element.querySelectorAll("input").entries()) input.checked = index === state.index;
  };
  return { element, draw };
}

function button(turn, { press }) {
  const element = create("button", { type: "button", className: "live-button" });
  element.addEventListener("click", press);
  return { element, draw: ({ description, disabled }) => Object.assign(element, { textContent: description, disabled }) };
}

const box = (className) => () => {
  const element = create("div", { className });
  let drawn;
  const draw = ({ children }) => {
    if (drawn !== children.join()) element.replaceChildren(...children.map((name) => control(name.slice(IS_MODEL.length))));
    drawn = children.join();
  };
  return { element, draw };
};

const words = (fill) => () => {
  const element = create("div");
  return { element, draw: ({ value }) => element.replaceChildren(fill(value)) };
};

function progress() {
  const [name, bar] = [create("span"), create("progress")];
  const draw = ({ description, min, max, value }) => {
    name.textContent = description;
    Object.assign(bar, { max: max - min, value: value - min });
  };
  return { element: labelled(name, bar), draw };
}

const place = (turn, { model }) => ({ element: model.sheet.place, draw() {} });

const unknown = (turn, { model }) => {
  const name = model.state._model_name?.replace(/Model$/, "");
  return { element: create("p", { textContent: `${name}: this control is alive in a notebook, and not on this page.` }), draw() {} };
};

const KINDS = {
  IntSliderModel: number("range"), FloatSliderModel: number("range"),
  IntTextModel: number("number"), FloatTextModel: number("number"),
  BoundedIntTextModel: number("number"), BoundedFloatTextModel: number("number"),
  TextModel: text, CheckboxModel: tick, ToggleButtonModel: tick,
  DropdownModel: menu, SelectModel: menu, RadioButtonsModel: choice, ToggleButtonsModel: choice,
  ButtonModel: button, BoxModel: box("live-row"), HBoxModel: box("live-row"), VBoxModel: box("live-column"),
  LabelModel: words((value) => value), HTMLModel: words(clean), HTMLMathModel: words(clean),
  IntProgressModel: progress, FloatProgressModel: progress, OutputModel: place,
};
