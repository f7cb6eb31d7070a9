// Where an exercise takes its answer: fields for numbers, boxes in the cells of a matrix, lines to be ordered.
// Each kind is {element, read, write}: read() returns the numbers as one text with semicolons, write(text) shows one.
import { control, h, indexed, indices } from "./dom.js";

/** @returns {{element: Element, read: () => string, write: (answer: string) => void}|null} null: nothing to fill in */
export const answerFields = (material, check) => FIELDS[material.kind]?.(material, check) ?? null;

const FIELDS = { numbers, cells, order };
const parts = (answer, n) => (answer.trim() === "" ? indices(n).map(() => "") : answer.split(";"));

function numbers({ labels }, check) {
  const inputs = labels.map(() => control("input", { type: "text", inputmode: "decimal", autocomplete: "off" }));
  inputs.forEach((input) => input.addEventListener("keydown", (event) => { if (event.key === "Enter") check(); }));
  return {
    element: h("div", { class: "fields" }, ...labels.map((label, i) => h("label", {}, h("span", {}, label), inputs[i]))),
    read: () => inputs.map((input) => input.value).join(";"),
    write: (answer) => inputs.forEach((input, i) => { input.value = parts(answer, labels.length)[i] ?? ""; }),
  };
}

function cells({ labels, columns }) {
  const boxes = labels.map((row) => columns.map((column) => control("input", { type: "checkbox", "aria-label": `${row}, ${column}` })));
  const head = h("tr", {}, h("td"), ...columns.map((column) => h("th", { scope: "col" }, column)));
  const rows = labels.map((row, k) => h("tr", {}, h("th", { scope: "row" }, row), ...boxes[k].map((box) => h("td", {}, h("label", {}, box)))));
  const all = boxes.flat();
  return {
    element: h("table", { class: "choose" }, h("thead", {}, head), h("tbody", {}, ...rows)),
    read: () => all.map((box) => Number(box.checked)).join(";"),
    write: (answer) => all.forEach((box, i) => { box.checked = parts(answer, all.length)[i] === "1"; }),
  };
}

function order({ labels, shuffled }) {
  const list = h("ol", { class: "lines" });
  const lines = shuffled.map((line, i) => {
    const move = (by, arrow, where) => {
      const button = h("button", { type: "button", "aria-label": `move this line ${where}: ${labels[line]}` }, arrow);
      button.addEventListener("click", () => moved(lines[i], by, button));
      return button;
    };
    return h("li", { "data-line": i + 1 }, h("span", {}, ...indexed(labels[line])), h("span", { class: "moves" }, move(-1, "↑", "up"), move(1, "↓", "down")));
  });
  function moved(line, by, button) {
    const neighbour = by < 0 ? line.previousElementSibling : line.nextElementSibling;
    neighbour?.[by < 0 ? "before" : "after"](line);
    button.focus(); // which a moved element loses
  }
  return {
    element: list,
    read: () => [...list.children].map((line) => line.dataset.line).join(";"),
    write: (answer) => {
      const wanted = parts(answer, 0).map((number) => lines[number - 1]);
      list.replaceChildren(...(new Set(wanted).size === lines.length && !wanted.includes(undefined) ? wanted : lines));
    },
  };
}
