/* The surface where the rich one cannot be loaded: the text field itself, with Markdown put around what is chosen. */

const LINES = { list: () => "- ", numbers: (place) => `${place + 1}. `, quote: () => "> " };
const MARKS = { bold: "**", italic: "*", strike: "~~" };

export class Plain {
  constructor(field) { Object.assign(this, { field, element: field }); }

  get value() { return this.field.value; }

  focus() { this.field.focus(); }

  destroy() {}

  before() {
    const { value, selectionStart: start, selectionEnd: end } = this.field;
    return start === end ? value.slice(value.lastIndexOf("\n", start - 1) + 1, start) : "";
  }

  replace(length, markdown) {
    this.field.setSelectionRange(this.field.selectionStart - length, this.field.selectionStart);
    this.insert(markdown);
  }

  /* execCommand keeps the browser's own undo. */
  insert(markdown) {
    const { selectionStart: start, selectionEnd: end } = this.field;
    this.field.focus();
    if (!document.execCommand("insertText", false, markdown)) this.field.setRangeText(markdown, start, end, "end");
    this.field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  insertPlain(words) { this.insert(words); }

  caret() { return this.field.getBoundingClientRect(); }

  format(kind) {
    const { selectionStart: start, selectionEnd: end, value } = this.field;
    const chosen = value.slice(start, end);
    if (MARKS[kind]) return this.#around(MARKS[kind], MARKS[kind], chosen);
    if (kind === "code") return chosen.includes("\n") ? this.#around("```\n", "\n```", chosen) : this.#around("`", "`", chosen);
    if (kind === "link") return this.#around("[", "](https://)", chosen);
    if (kind === "table") return this.insert("|  |  |\n| --- | --- |\n|  |  |\n");
    return LINES[kind] && this.insert(chosen.split("\n").map((line, place) => LINES[kind](place) + line).join("\n"));
  }

  #around(before, after, chosen) {
    const start = this.field.selectionStart;
    this.insert(before + chosen + after);
    if (!chosen) this.field.setSelectionRange(start + before.length, start + before.length);
  }

  active() { return []; }
}
