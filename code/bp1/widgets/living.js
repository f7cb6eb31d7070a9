// What the small widgets have in common: a face that is a pure function of traits, kept equal to them.
import { h, set } from "./dom.js";

const CALM = 700; // ms without a change before a screen reader hears the outcome

/**
 * @typedef {Record<string, unknown>} Traits
 * @param {object} widget
 * @param {string} widget.kind its class, as a whole word: rules for classes that no script names are left out of pages
 * @param {string[]} widget.keys the names of its traits
 * @param {(traits: Traits) => object|null} widget.compute every number and word on the face; null for traits that make
 *   no sense together
 * @param {(traits: Traits) => string} [widget.fault] why they make no sense and what would; "" if they do
 * @param {(view: object, change: (changes: Traits) => string, read: () => Traits) => {face: Element[], svg?: Element}} widget.build
 *   the elements, none of them filled in yet; made anew whenever view.shape changes.  svg: a picture drawn at its width
 * @param {(parts: object, view: object) => void} widget.draw
 * @param {(view: object) => string} widget.heard what a screen reader says once things are calm
 * @returns {{render: Function, fault: (traits: Traits) => string}} the widget as notebooks and pages want it
 */
export function living({ kind, keys, compute, fault = unfit(compute), build, draw, heard }) {
  /** Put the widget into el and keep it equal to the model until the returned function is called. */
  function render({ model, el }) {
    const read = () => Object.fromEntries(keys.map((key) => [key, model.get(key)]));
    const live = h("p", { class: "hidden", role: "status" });
    let parts, shape, frame, announcement;

    /** Take over the changes if the whole makes sense. @returns {string} what is wrong with it; "" if nothing is */
    function change(changes) {
      schedule(); // also where nothing is taken over: what was turned goes back
      const wrong = fault({ ...read(), ...changes });
      if (wrong) return wrong;
      for (const [key, value] of Object.entries(changes)) model.set(key, value);
      model.save_changes();
      return "";
    }
    function update() {
      frame = undefined;
      const view = compute(read());
      if (!view && !parts) throw new Error(fault(read())); // nothing to fall back to: the page's picture and tables stay
      if (!view) return; // between two changes that belong together: the last good state stays
      if (!parts || shape !== view.shape) start(view);
      draw(parts, view);
      clearTimeout(announcement);
      announcement = setTimeout(() => set(live, { text: heard(view) }), CALM);
    }
    function start(view) {
      shape = view.shape;
      parts = build(view, change, read);
      el.replaceChildren(...parts.face, live);
      resize.disconnect();
      if (parts.svg) resize.observe(parts.svg);
    }
    const schedule = () => { frame ??= requestAnimationFrame(update); };
    const resize = new ResizeObserver(schedule);
    el.classList.add("bp1-face", kind);
    model.on("change", schedule);
    update();
    return () => {
      resize.disconnect();
      model.off("change", schedule);
      cancelAnimationFrame(frame);
      clearTimeout(announcement);
      el.replaceChildren(); // notebooks keep the element of a view for as long as its kernel runs
    };
  }
  return { render, fault };
}

const unfit = (compute) => (traits) => (compute(traits) ? "" : "its values do not fit each other");
