// A cell's code as the reader has it: edited in place, kept on this device, saved to a file, or taken back.

const PREFIX = `live:${location.pathname}:`;

/**
 * @param {{name: string, input: Element, buttons: object}} cell
 * @param {() => void} onRun @param {() => void} onChange
 * @returns {object} get, edit, reset, save, changed and open of this cell
 */
export function edits({ name, input, buttons }, onRun, onChange) {
  const code = input.querySelector("pre");
  const original = code.textContent.replace(/\n$/, "");
  const key = PREFIX + name + hash(original); // an edit of code that the book has changed since is not shown
  let editor;
  let text = localStorage.getItem(key) ?? original;

  const keep = (now) => {
    text = now;
    if (text === original) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    onChange();
  };
  return {
    get: () => text,
    changed: () => text !== original,
    open: () => Boolean(editor),
    edit() {},
    reset() { keep(original); editor?.set(original); },
    save() {},
  };
}

/** @returns {string} a short name of a text */
const hash = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt()) % 2 ** 31, 7).toString(36);
