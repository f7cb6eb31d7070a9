// Brings the widgets of a page to life when there is no kernel: the smallest host of anywidget's front-end contract.

/** The model of one widget: its traits, and whoever listens to them. */
class PageModel {
  #traits;
  #events = new EventTarget();
  constructor(traits) { this.#traits = traits; }
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

/** Mount the widget in every place that the page keeps for it; where that fails, what stood there stays. */
function mount(name, widget) {
  for (const place of document.querySelectorAll(`[data-bp1-widget="${name}"]`)) {
    const el = document.createElement("div");
    place.prepend(el); // in the page before it is drawn, so that it knows its width
    try {
      widget.render({ model: new PageModel(JSON.parse(place.dataset.state)), el });
      place.replaceChildren(el);
    } catch (error) {
      el.remove();
      console.error(`The widget ${name} could not start; its picture and table stay.`, error);
    }
  }
}
