// An exercise: an answer, a check that names the mistake, then a hint, then the solution; and how many are solved.
// Its face is a pure function of its traits; only progress is kept elsewhere, on the reader's device.
import { answerFields } from "./exercise_fields.js";
import { h, hide, indexed, mark } from "./dom.js";
import { living } from "./living.js";
import { forget, onProgress, remember, solved } from "./progress.js";
import { reply } from "./replies.js";

const KEYS = ["material", "answer", "misses"];
const [HINT, SOLUTION] = [2, 3]; // after so many misses

/**
 * @typedef {{material: object, answer: string, misses: number}} Traits
 * @returns {object|null} all that is on the face; null where the traits make no sense
 * @param {Traits} traits
 */
export function compute({ material, answer, misses }) {
  if (!material?.id || typeof answer !== "string" || !Number.isInteger(misses) || misses < 0) return null;
  const said = answer === "" ? null : reply(material, answer);
  const right = said?.right === true;
  return { shape: material.id, material, answer, misses, said, right, hint: right || misses >= HINT, solution: right || misses >= SOLUTION };
}

/** @returns {object} the elements for the exercise, none of them filled in yet */
function build({ material }, change, read) {
  const check = () => change(checked(read(), parts.fields.read()));
  const parts = {
    drawn: null,
    fields: answerFields(material, check),
    button: h("button", { type: "button", class: "check" }, "Check"),
    reply: h("div", { class: "reply" }), heading: h("b"), sentence: h("span"), link: h("span"),
    hint: folded("Hint", h("p", {}, ...indexed(material.hint))),
    solution: folded("Solution", ...material.solution.map((line) => h("p", {}, ...indexed(line))), h("pre", {}, material.code)),
    progress: h("p", { class: "note progress" }),
  };
  parts.button.addEventListener("click", check);
  parts.reply.append(parts.heading, " ", parts.sentence, " ", parts.link);
  const asked = parts.fields ? [parts.fields.element, parts.button] : [inCell(material)];
  parts.face = [h("div", { class: "pane" }, h("p", { class: "question" }, ...indexed(material.question)), ...asked, parts.reply,
    parts.hint, parts.solution, parts.progress)];
  return parts;
}

/** @returns {Partial<Traits>} what a check of the answer changes; the same wrong answer again is no new miss */
function checked({ material, answer: before, misses }, text) {
  const answer = text === "" ? " " : text.slice(0, material.longest + 1);
  const { right } = reply(material, answer);
  if (right) remember(material.id);
  return { answer, misses: misses + (right === false && answer !== before ? 1 : 0) };
}

const folded = (title, ...content) => h("details", {}, h("summary", {}, title), ...content);

const inCell = ({ id, labels }) => h("p", {}, "Write the function ", h("code", {}, labels[0]), " in a cell, and let ",
  h("code", {}, `exercise("${id}").check(${labels[0].split("(")[0]})`), " from ", h("code", {}, "bp1.exercises"), " look at it.");

/** Show the view in the parts. */
function draw(parts, { material, answer, said, right, misses, hint, solution }) {
  if (parts.fields && parts.drawn !== answer) parts.fields.write(answer);
  parts.drawn = answer;
  const { heading = "", sentence = "" } = said ?? {};
  hide(parts.reply, !said);
  mark(parts.reply, { right, wrong: said?.right === false });
  parts.heading.replaceChildren(...indexed(heading));
  parts.sentence.replaceChildren(...indexed(sentence));
  parts.link.replaceChildren(...reading(said));
  const shown = { hint: hint || !parts.fields, solution: solution || !parts.fields };
  for (const rung of ["hint", "solution"]) mark(parts[rung], { later: !shown[rung] });
  parts.hint.open = !right && misses >= HINT;
  parts.solution.open = !right && misses >= SOLUTION;
  tell(parts.progress, material);
}

/** @returns {Element[]} the link to where the mistake is explained; in a notebook, where the book is elsewhere, its name */
function reading(said) {
  if (!said?.href) return [];
  const words = `Read: ${said.page}`;
  return [typeof SITE === "string" ? h("a", { href: SITE + said.href }, words) : h("i", {}, words)];
}

/** Write how many exercises of the chapter are solved, and offer to forget it. */
function tell(line, { chapter }) {
  const done = solved().filter((id) => chapter.includes(id));
  const text = `Solved in this chapter: ${done.length} of ${chapter.length}, remembered on this device only. `;
  hide(line, done.length === 0);
  if (line.dataset.text === text) return;
  line.dataset.text = text;
  const erase = h("button", { type: "button", class: "erase" }, "Forget");
  erase.addEventListener("click", () => forget(chapter));
  line.replaceChildren(text, erase);
}

const heard = ({ said, hint, solution, right }) =>
  [said?.heading, said?.sentence, !right && solution ? "The solution is shown." : !right && hint && "There is a hint."].filter(Boolean).join(" ");

const face = living({ kind: "bp1-exercise", keys: KEYS, compute, build, draw, heard });

/** Put the exercise into el, and its progress with it, until the returned function is called. */
function render({ model, el }) {
  const end = face.render({ model, el });
  const stop = onProgress(() => tell(el.querySelector(".progress"), model.get("material")));
  return () => { stop(); end(); };
}

export default { ...face, render };
