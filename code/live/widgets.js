// A widget of the book that a cell puts out, brought to life by the script that brings the page's own to life.

const FOLDER = new URL("../widgets/", import.meta.url).href;

/**
 * @param {{name: string, traits: object}} state what Python says of the widget
 * @returns {HTMLElement} its place; the script looks for it when it is in the page
 */
export function widget({ name, traits }) {
  const place = Object.assign(document.createElement("div"), { className: "bp1-widget", textContent: "The widget starts." });
  Object.assign(place.dataset, { bp1Widget: name, embed: name, state: JSON.stringify(traits) });
  setTimeout(() => document.head.append(Object.assign(document.createElement("script"), { src: `${FOLDER}${name}.js` })));
  return place;
}
