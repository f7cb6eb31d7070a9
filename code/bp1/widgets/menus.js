// Menus of activations and costs, for every widget: which pairs make sense, and why the others do not.
import { set } from "./dom.js";
import { ACTIVATIONS, COSTS, compatible } from "./math.js";

/** @returns {[string, string][]} name and label of all that a registry holds */
export const labels = (registry) => Object.entries(registry).map(([key, { label }]) => [key, label]);

/** @returns {string} why the activation and the cost make no sense together; "" if they do */
export function misfit(f, C) {
  const interval = ([low, high]) => `${low} to ${high}`.replaceAll("-", "−").replaceAll("Infinity", "∞");
  return compatible(f, C) ? "" : `needs outputs from ${interval(C.domain)}; ${f.label}’s go from ${interval(f.range)}`;
}

/** @returns {{cost: string, y: number[]}} the cost if it fits the activation, else one that does, and targets that fit it */
export function fitting(activation, cost, y) {
  const fits = (key) => compatible(ACTIVATIONS[activation], COSTS[key]);
  const fitted = fits(cost) ? cost : Object.keys(COSTS).find(fits);
  const [low, high] = COSTS[fitted].targets;
  return { cost: fitted, y: y.map((y_k) => Math.max(low, Math.min(high, y_k))) };
}

/** Show in the menu which cost is chosen, and which ones the activation forbids. */
export function drawCosts(select, activation, cost) {
  for (const option of select.options) {
    const why = misfit(ACTIVATIONS[activation], COSTS[option.value]);
    set(option, { disabled: why ? "" : null, text: COSTS[option.value].label + (why && ` (${why})`) });
  }
  select.value = cost;
}
