/* The surface that shows what Markdown does: Squire over the text field, which stays the field of the form and holds the Markdown.

   A surface (this one and plain.js) has: value, focus(), before() and replace(length, markdown) around the caret, caret() on the screen,
   insert(markdown), format(kind), active() and `element`, what has the focus. */

import { emptied } from "./emptied.js";
import { formats } from "./formats.js";
import { withPictures } from "./pictures.js";
import { Place } from "./place.js";
import { fragment } from "./render.js";
import { squireOn } from "./squire.js";
import { TableKeys } from "./table_keys.js";
import { Typing } from "./typing.js";
import { markdownOf } from "./writer.js";

export class Rich {
  #next = null;
  #reader = null; #cleaned = null;
  #isRendering = false;
  #told = "";

  constructor(field, pictures) {
    Object.assign(this, { field, pictures, element: document.createElement("div") });
    this.element.className = "composer-rich";
    const name = field.labels[0]?.textContent ?? field.getAttribute("aria-label") ?? "";
    const told = { role: "textbox", "aria-multiline": "true", "aria-label": name, "data-placeholder": field.placeholder, spellcheck: "true" };
    for (const [attribute, value] of Object.entries(told)) this.element.setAttribute(attribute, value);
    field.before(this.element);
    this.squire = squireOn(this.element, (html) => this.#safe(html));
    this.element.addEventListener("beforeinput", () => this.touched());
    this.squire.addEventListener("input", () => this.#changed());
    for (const kind of ["keydown", "beforeinput", "dragenter"]) this.element.addEventListener(kind, () => this.reads(), true);
    this.place = new Place(this.squire, this.element);
    withPictures(this);
    emptied(this);
    this.tables = new TableKeys(this);
    this.typing = new Typing(this);
    this.#render(field.value, true);
  }

  destroy() {
    this.squire.destroy();
    this.element.remove();
  }

  get value() { return markdownOf(this.element); }

  /* What the field was given by somebody else stands here too; it can be undone. */
  set value(markdown) {
    this.reads();
    this.#render(markdown, false);
  }

  /* HTML is read when something is pasted, dropped or undone: what reads it comes with the first touch. */
  reads() {
    return this.#reader ??= import("./pasted.js").then(({ cleaned }) => { this.#cleaned = cleaned; }, () => { this.#reader = null; });
  }

  #render(markdown, isFirst) {
    this.#isRendering = true;
    this.#next = fragment(markdown, this.pictures());
    if (isFirst) this.squire.setHTML("");
    else {
      this.squire.saveUndoState();
      this.element.replaceChildren(this.#safe(""));
    }
    if (this.element.lastElementChild?.nodeName !== "DIV") this.element.append(this.squire.createDefaultBlock());
    this.squire.moveCursorToEnd();
    this.#told = this.value;
    this.#look();
    setTimeout(() => { this.#isRendering = false; });  // Squire tidies up after itself; nobody has written that
  }

  /* A hand, quicker than the tidying up: what changes from here on is what somebody writes. */
  touched() { this.#isRendering = false; }

  #safe(html) {
    const made = this.#next ?? this.#cleaned?.(html, this.pictures())
      ?? fragment(new DOMParser().parseFromString(html, "text/html").body.textContent, this.pictures());
    this.#next = null;
    return made;
  }

  #changed() {
    this.#look();
    const value = this.value;
    if (this.#isRendering || value === this.#told) return;  // the page was touched, its words were not
    this.field.value = this.#told = value;
    this.isTelling = true;
    this.field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    this.isTelling = false;
  }

  #look() {
    const { firstElementChild: first, childElementCount: count } = this.element;
    this.element.classList.toggle("blank", count <= 1 && (!first || (first.nodeName === "DIV" && !first.textContent.replace(/\u200b/g, "") && !first.querySelector("img"))));
  }

  focus() { this.squire.focus(); }

  replace(length, markdown) {
    if (length) {
      this.squire.saveUndoState();
      const range = this.place.back(length);
      if (markdown) range.deleteContents();
      else this.place.remove(range);
      this.squire.setSelection(range);
    }
    if (markdown) this.insert(markdown);
    else this.#changed();
  }

  /* One line joins the line that it is put in; a blank at the end stays. A card stands between lines. */
  insert(markdown) {
    const made = fragment(markdown, this.pictures());
    if (made.lastChild?.className === "card") made.append(this.squire.createDefaultBlock());
    if (made.firstChild?.className === "card") made.prepend(this.squire.createDefaultBlock());
    if (made.childNodes.length === 1 && made.firstChild.nodeName === "DIV") {
      made.replaceChildren(...made.firstChild.childNodes, ...(markdown.endsWith(" ") ? ["\u00a0"] : []));
    }
    this.put(made);
  }

  /* Text as it is: its signs mean nothing, its lines stay. */
  insertPlain(words) {
    if (this.place.block()?.nodeName === "PRE") return this.squire.insertPlainText(words.replace(/\r\n?/g, "\n"), true);
    const lines = words.replace(/\r\n?/g, "\n").split("\n");
    const made = document.createDocumentFragment();
    made.append(...(lines.length > 1 ? lines.map((line) => this.squire.createDefaultBlock(line ? [document.createTextNode(line)] : [])) : lines));
    return this.put(made);
  }

  put(made) {
    this.touched();
    this.#next = made;
    this.squire.insertHTML("");
    this.focus();
  }

  caret() { return this.place.box(); }

  before() { return this.place.before(); }

  format(kind) {
    this.touched();
    formats[kind]?.press(this.squire, this);
  }

  active() { return Object.keys(formats).filter((kind) => formats[kind].isOn?.(this.squire)); }
}
