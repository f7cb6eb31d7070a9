// One light for text and widgets: pointing at a z_j, an a_k or a delta_j in a displayed equation lights what it is in the
// widgets of the page, and the reverse.  Style sheets read the attribute data-bp1-lit of the page's root.

const LIGHTS = "[data-lights], div.math :is(.bp1-j, .bp1-k, .bp1-delta)";

/** @returns {string|undefined} "j", "k" or "delta": what the element is about */
function lightOf(target) {
  const element = target instanceof Element ? target.closest(LIGHTS) : null;
  return element?.dataset.lights ?? ["j", "k", "delta"].find((kind) => element?.classList.contains(`bp1-${kind}`));
}

function point(event) {
  const kind = lightOf(event.target);
  const root = document.documentElement;
  if (kind) root.dataset.bp1Lit = kind;
  else delete root.dataset.bp1Lit;
}

/** Listen on the whole page, until the signal. */
export function listen(signal) {
  signal.addEventListener("abort", () => delete document.documentElement.dataset.bp1Lit);
  for (const event of ["pointerover", "focusin"]) document.addEventListener(event, (e) => point(e), { signal });
}
