// Fields that numbers are typed into: what is typed counts at once, what makes no sense is marked and explained.
import { hide, set } from "./dom.js";

/** @returns {string} the number as it is typed, with a real minus sign */
export const plain = (x) => String(x).replaceAll("-", "−");

/** Show the value in a field, but never over what somebody is typing there. */
export function type(field, text, value) {
  if (field.dataset.value === String(value) && !field.hasAttribute("aria-invalid")) return;
  field.dataset.value = value;
  if (!("typed" in field.dataset)) field.value = text;
}

/** Call take at whatever is typed; the field keeps the reader's text until it is left, and then left is called. */
export function onTyped(field, take, left) {
  field.addEventListener("input", () => {
    field.dataset.typed = "";
    take();
  });
  field.addEventListener("blur", () => {
    delete field.dataset.value; // so that the last good value is shown again
    delete field.dataset.typed;
    left();
  });
}

/** Mark the input, one of these fields or none of them, if something is wrong with what it asked for, and say what. */
export function complain(trouble, fields, input, wrong) {
  hide(trouble, !wrong);
  set(trouble, { text: wrong && `That is not taken over: ${wrong}. The numbers below are the last good ones.` });
  for (const field of fields) set(field, { "aria-invalid": wrong && field === input ? "true" : null });
}
