// Brings the widgets of a page to life when there is no kernel: the smallest host of anywidget's front-end contract.
// Below each widget: a link to its state, its first state again, and a frame for other people's pages.

const SITE = document.currentScript.src.replace(/_static\/.*$/, "");

let arrived = async () => {}; // what a widget waits for before it starts

/** @returns {object} data that are empty until the widget starts: large ones don't weigh on a page that is only opened */
function later(name) {
  const data = {};
  arrived = () => new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: `${SITE}_static/widgets/${name}` });
    script.onload = () => resolve(Object.assign(data, window.bp1Data));
    script.onerror = () => reject(new Error(`${name} could not be loaded`));
    document.head.append(script);
  });
  return data;
}

/** The model of one widget: its traits, and whoever listens to them. */
class PageModel {
  #traits;
  #events = new EventTarget();
  constructor(traits) { this.#traits = structuredClone(traits); }
  get(key) { return this.#traits[key]; }
  set(key, value) {
    this.#traits[key] = value;
    this.#events.dispatchEvent(new Event(`change:${key}`));
    this.#events.dispatchEvent(new Event("change"));
  }
  on(event, callback) { this.#events.addEventListener(event, callback); }
  off(event, callback) { this.#events.removeEventListener(event, callback); }
  save_changes() {} // nobody to tell: there is no kernel
}

/**
 * Mount the widget in every place that the page keeps for it, when the reader comes near, so that the page is there
 * at once.  Until then, and where that fails, the picture and table stay.
 * @param {string} kind what the places call it; the second of its kind on a page is named kind-2 in links
 * @param {{render: Function, fault?: (traits: object) => string}} widget
 */
function mount(kind, widget) {
  document.documentElement.dataset.theme ??= matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  for (const [index, place] of document.querySelectorAll(`[data-bp1-widget="${kind}"]`).entries()) {
    if ("known" in place.dataset) continue; // this script has been here before: cells bring new places later (live/widgets.js)
    place.dataset.known = "";
    const label = index ? `${kind}-${index + 1}` : kind;
    whenNear(place, label, () => start(label, widget, place));
  }
}

/** Call act once: when the place is less than two screens away, or when the address asks for a state of its widget. */
function whenNear(place, label, act) {
  const done = new AbortController();
  const watch = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) go(); },
    { rootMargin: "200%" });
  const go = () => {
    watch.disconnect();
    done.abort();
    setTimeout(act); // a task of its own
  };
  const asked = () => { if (location.hash.startsWith(`#${label}?`)) go(); };
  watch.observe(place);
  addEventListener("hashchange", asked, { signal: done.signal });
  asked();
}

async function start(label, widget, place) {
  const el = document.createElement("div");
  try {
    await arrived();
    place.prepend(el); // in the page before it is drawn, so that it knows its width
    const own = JSON.parse(place.dataset.state);
    const model = new PageModel(own);
    const links = linked(label, widget, model, own, place);
    widget.render({ model, el });
    place.replaceChildren(el, links.toolbar);
    links.arrive();
  } catch (error) {
    el.remove();
    console.error(`The widget ${label} could not start; its picture and table stay.`, error);
  }
}

/** @returns {{toolbar: HTMLElement, arrive: () => void}} what links a widget's state and the page's address */
function linked(label, widget, model, own, place) {
  const said = Object.assign(document.createElement("span"), { role: "status", className: "bp1-said" });
  const keys = Object.keys(own).filter((key) => carried(own[key]));
  const apply = (traits) => { for (const key of keys) model.set(key, traits[key]); };
  const state = () => Object.fromEntries(keys.map((key) => [key, model.get(key)]));
  const link = () => `${location.href.split("#")[0]}#${label}?${written(state())}`;
  const frame = () => `<iframe src="${SITE}_static/embed/${place.dataset.embed}.html#${place.dataset.bp1Widget}?`
    + `${written(state())}" title="${document.title.replaceAll('"', "")}" width="100%" height="760" style="border: 0"></iframe>`;

  function arrive() {
    const [name, query] = location.hash.slice(1).split("?");
    if (name !== label || query === undefined) return;
    const { traits, wrong } = readLink(query, own, widget);
    apply(wrong ? own : traits);
    said.textContent = wrong && `The link to a state of this widget is damaged (${wrong}), so this is its first state.`;
    place.scrollIntoView({ block: "center" });
  }
  addEventListener("hashchange", arrive);
  const toolbar = Object.assign(document.createElement("p"), { className: "bp1-toolbar" });
  toolbar.append(
    button("Copy link to this state", () => copy(link(), said)),
    button("Copy frame for your page", () => copy(frame(), said)),
    button("Reset", () => { apply(own); said.textContent = "This is its first state again."; }), said);
  return { toolbar, arrive };
}

/** @returns {boolean} whether links carry a trait of this value; a whole object is what the widget is made of */
const carried = (value) => typeof value !== "object" || Array.isArray(value);

/** @returns {string} the traits as part of an address */
const written = (traits) => new URLSearchParams(Object.entries(traits).map(
  ([key, value]) => [key, Array.isArray(value) ? value.join("_") : String(value)])).toString();

/** @returns {{traits: object, wrong: string}} the traits that part of an address says, and what is wrong with them */
function readLink(query, own, { fault = () => "" }) {
  const given = new URLSearchParams(query);
  const digits = (text) => (text.trim() === "" ? NaN : Number(text)); // Number("") is 0, and a link may be cut short
  const readers = {
    string: (text) => text,
    boolean: (text) => (["true", "false"].includes(text) ? text === "true" : undefined),
    number: digits,
    object: (text) => text.split("_").map(digits),
  };
  const traits = structuredClone(own);
  for (const [key, text] of given) {
    if (!Object.hasOwn(own, key) || !carried(own[key])) return { traits, wrong: `it has no ${key}` };
    traits[key] = readers[typeof own[key]](text);
    if (traits[key] === undefined) return { traits, wrong: `${key} is ${text}` };
  }
  return { traits, wrong: fault(traits) };
}

function button(text, act) {
  const element = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  element.addEventListener("click", act);
  return element;
}

/** Put text on the clipboard; where that is refused, show it to be copied by hand. */
async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied.";
  } catch {
    const field = Object.assign(document.createElement("input"), { readOnly: true, value: text, ariaLabel: "to copy by hand" });
    said.replaceChildren("Your browser keeps its clipboard to itself; copy this: ", field);
    field.select();
  }
}
