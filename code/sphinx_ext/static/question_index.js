// Fills the page's box for it with a field that filters the questions.  Without JavaScript there is none, and the whole list.
{
  const lists = [...document.querySelectorAll("ul.questions")];
  const box = document.querySelector("p.question-filter");
  const label = Object.assign(document.createElement("label"), { textContent: "Filter the questions: " });
  const input = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off" });
  const said = Object.assign(document.createElement("span"), { role: "status" });
  label.append(input);
  box.append(label, said);

  /** Show the questions that have every word of the box somewhere in them, and the sections that still have one. */
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/);
    const items = lists.flatMap((list) => [...list.children]);
    for (const item of items) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    for (const list of lists) list.closest("section").hidden = [...list.children].every((item) => item.hidden);
    const left = items.filter((item) => !item.hidden).length;
    said.textContent = input.value.trim() ? `${left || "none"} of ${items.length}` : "";
  };
  input.addEventListener("input", filter);
}
