// A cell's code as the reader has it: edited in place, kept on this device, saved to a file, or taken back.

const PREFIX = `live:${location.pathname}:`; // cells.js looks for it

/** @returns {string} a short name of a text */
const hash = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt()) % 2 ** 31, 7).toString(36);

/** What this device keeps; nothing where the reader's browser keeps nothing. */
const device = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, text) { try { localStorage.setItem(key, text); } catch { /* the edit lives as long as the page */ } },
  remove(key) { try { localStorage.removeItem(key); } catch { /* nothing is kept */ } },
};

/**
 * @param {string} name what the cell is called
 * @param {Element} input where its code stands
 * @param {{run: () => void, change: () => void}} tell whom to tell when the reader asks to run it, or has changed it
 * @returns {{get, changed, open, edit, reset, save}} what can be done with its code
 */
export function edits(name, input, tell) {
  const frame = input.firstElementChild;
  const code = frame.querySelector("pre");
  const built = [...code.childNodes];
  const original = code.textContent.replace(/\n$/, "");
  const key = `${PREFIX}${name}:${hash(original)}`; // an edit of code that the book has changed since is not shown
  let text = device.get(key) ?? original;
  let editor;

  const changed = () => text !== original;
  const show = () => code.replaceChildren(...(changed() ? [`${text}\n`] : built));
  const keep = (now) => {
    text = now;
    if (changed()) device.set(key, text);
    else device.remove(key);
    show();
    tell.change();
  };
  const edit = async () => {
    const { mount } = await import("./editor.js");
    editor ??= mount(input, text, { onRun: tell.run, onChange: keep, label: `Code of ${name}` });
    frame.before(input.lastElementChild); // which the editor has put there
    frame.hidden = true;
    editor.focus();
    tell.change();
  };
  const reset = () => {
    editor?.set(original);
    keep(original);
  };
  show();
  return { get: () => text, changed, open: () => Boolean(editor), edit, reset, save: () => save(name, text) };
}

/** Give the reader the code as a file. */
function save(name, text) {
  const page = location.pathname.split("/").at(-1).replace(/\.html$/, "") || "index";
  const href = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/x-python" }));
  Object.assign(document.createElement("a"), { href, download: `${page}-${name.replace(" ", "-")}.py` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // when the browser has surely read it
}
