// The editor of a cell: CodeMirror, in the looks of the book's code.  `npm run renew` makes editor.js of it.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";

// The classes that the book's code has from Pygments: the theme gives them their colours, in light and in dark pages.
const COLOURS = tagHighlighter([
  { tag: tags.keyword, class: "k" },
  { tag: tags.moduleKeyword, class: "kn" },
  { tag: tags.operatorKeyword, class: "ow" },
  { tag: [tags.bool, tags.null], class: "kc" },
  { tag: [tags.operator, tags.modifier], class: "o" },
  { tag: tags.number, class: "mi" },
  { tag: tags.string, class: "s2" },
  { tag: tags.comment, class: "c1" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: tags.meta, class: "nd" },
]);

const LOOKS = EditorView.theme({
  "&": { border: "1px solid var(--bp1-line)", background: "var(--pst-color-surface)" },
  "&.cm-focused": { outline: "3px solid var(--bp1-j)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--pst-font-family-monospace, monospace)", fontSize: "0.78rem", lineHeight: "1.25" },
  ".cm-content": { caretColor: "var(--bp1-ink)", padding: "0.75rem 0" },
  ".cm-gutters": { background: "var(--pst-color-surface)", border: "0", color: "var(--bp1-soft)" },
  "&.cm-focused .cm-matchingBracket": { background: "none", outline: "1px solid var(--bp1-j)" },
  "&.cm-focused .cm-nonmatchingBracket": { background: "none", outline: "1px solid var(--bp1-bad)" },
});

// Tab indents, so the keyboard needs a way out: after Escape, and until another key is pressed, Tab goes on.
const WAY_OUT = EditorView.domEventHandlers({
  keydown(event, view) {
    if (event.key === "Escape") view.setTabFocusMode(true);
    else if (!["Tab", "Shift"].includes(event.key)) view.setTabFocusMode(false);
    event.stopPropagation(); // the page's own keys, such as / for the search, are letters here
  },
  blur(event, view) { view.setTabFocusMode(false); },
});

/**
 * Put an editor into an element.
 * @param {Element} parent
 * @param {string} text what stands in it at first
 * @param {{onRun?: () => void, onChange?: (text: string) => void, label: string}} options
 *   onRun: called at Shift+Enter and Ctrl+Enter; label: what the editor is, for who cannot see it
 * @returns {{text: () => string, set: (text: string) => void, focus: () => void, destroy: () => void}}
 */
export function mount(parent, text, { onRun = () => {}, onChange = () => {}, label }) {
  const frame = document.createElement("div");
  frame.className = "highlight live-editor";
  parent.append(frame);
  const run = () => { onRun(); return true; };
  const view = new EditorView({
    parent: frame,
    doc: text,
    extensions: [
      keymap.of(["Shift-Enter", "Mod-Enter"].map((key) => ({ key, run }))),
      keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
      lineNumbers(), history(), bracketMatching(), indentOnInput(), indentUnit.of("    "), EditorState.tabSize.of(4),
      pythonLanguage, syntaxHighlighting(COLOURS), LOOKS, WAY_OUT,
      EditorView.updateListener.of((update) => { if (update.docChanged) onChange(update.state.doc.toString()); }),
      EditorView.contentAttributes.of({ "aria-label": `${label}. Shift+Enter runs it. Escape, then Tab leaves.` }),
    ],
  });
  const now = () => view.state.doc.toString();
  return {
    text: now,
    set(other) { if (other !== now()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: other } }); },
    focus() { view.focus(); },
    destroy() { view.destroy(); frame.remove(); },
  };
}
