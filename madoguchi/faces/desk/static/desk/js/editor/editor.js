/* <madoguchi-editor> around the text field of a composer: Markdown that shows what it does while it is typed. The field stays what it was, the
   field of its form, with the Markdown in it; where the editor cannot be loaded, the field is the editor. What is put into it by others
   (a draft that was taken back, a script) stands in the editor at once. A third of what a page of the desk weighs is loaded when a hand
   comes near, or something stands there already: who only reads does without. */

import { LinkForm } from "./link_form.js";
import { paste } from "./paste.js";
import { Plain } from "./plain.js";

class Editor extends HTMLElement {
  #isLoading = false;
  #isComposing = false;

  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.form = this.closest("form");
    this.surface = new Plain(this.field);
    this.links = new LinkForm(this);
    this.field.addEventListener("focus", () => this.#load());
    this.field.addEventListener("input", () => this.#given());
    this.addEventListener("compositionstart", () => { this.#isComposing = true; });
    this.addEventListener("compositionend", () => { this.#isComposing = false; });
    this.addEventListener("paste", (event) => paste(event, this), true);
    this.form.addEventListener("mousedown", this.#keepSelection);
    this.form.addEventListener("click", this.#pressed);
    this.form.addEventListener("editor:insert", (event) => this.insert(event.detail));
    this.form.addEventListener("editor:forget", (event) => this.#forget(event.detail));
    for (const label of this.field.labels) label.addEventListener("click", () => this.surface.focus());
    document.addEventListener("selectionchange", this.#moved);
    this.form.addEventListener("pointerenter", () => this.#load(), { once: true });
    if (this.field.value && this.checkVisibility()) this.#load();
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this.#moved);
    this.surface.destroy();
  }

  get isRich() { return this.classList.contains("rich"); }

  /* The pictures that this letter has, by the name by which its text shows them. */
  get pictures() {
    return new Map([...this.form.querySelectorAll("madoguchi-uploads [data-cid]")].map(({ dataset }) => [dataset.cid, dataset.src]));
  }

  focus() { this.surface.focus(); }

  insert(markdown) { this.surface.insert(markdown); }

  /* Another picture in the place of one, with the words that say what it shows. */
  replacePicture(from, to, alt) {
    const target = (cid) => (cid.startsWith("picture:") ? cid : `cid:${cid}`);
    for (const image of this.querySelectorAll(`img[data-cid="${CSS.escape(from)}"]`)) {
      Object.assign(image, { src: this.pictures.get(to), alt });
      image.dataset.cid = to;
    }
    if (this.isRich) return;
    this.field.value = this.field.value.replace(new RegExp(`!\\[[^\\]]*\\]\\(${RegExp.escape?.(target(from)) ?? target(from)}\\)`), () => `![${alt.replace(/[[\]\\]/g, " ")}](${target(to)})`);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* A picture that is no longer there stands in no text. */
  #forget(cid) {
    this.querySelector(`img[data-cid="${CSS.escape(cid)}"]`)?.remove();
    if (!this.isRich) this.field.value = this.field.value.replace(new RegExp(`!\\[[^\\]]*\\]\\(cid:${cid}\\)`), "");
  }

  async #load() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { Rich } = await import("./rich.js").catch(() => ({}));
    if (this.#isComposing) await new Promise((done) => this.addEventListener("compositionend", done, { once: true }));
    if (!Rich || !this.isConnected) return;
    const { selectionStart: start, selectionEnd: end, value } = this.field;
    const isHere = document.activeElement === this.field;
    const isAllChosen = value && end - start === value.length;
    this.surface = new Rich(this.field, () => this.pictures);
    this.classList.add("rich");
    this.field.tabIndex = -1;
    this.field.setAttribute("aria-hidden", "true");
    if (isHere) this.surface.focus();
    if (isHere && isAllChosen) getSelection().selectAllChildren(this.surface.element);
    this.dispatchEvent(new CustomEvent("editor:ready", { bubbles: true }));
  }

  #given() {
    if (!this.isRich) this.#load();
    else if (!this.surface.isTelling) this.surface.value = this.field.value;
  }

  /* A button over the text takes neither the focus nor the selection. */
  #keepSelection = (event) => {
    if (event.target.closest("[data-format], [data-over-text]")) event.preventDefault();
  };

  #pressed = (event) => {
    const button = event.target.closest("[data-format]");
    if (!button || document.activeElement?.matches("input:not([type=hidden])")) return;
    if (button.dataset.format === "link" && this.isRich && !this.surface.active().includes("link")) this.links.ask();
    else this.surface.format(button.dataset.format);
    button.closest("[popover]")?.hidePopover();
    this.#show();
  };

  #moved = () => {
    if (this.isRich && this.contains(document.activeElement)) this.#show();
  };

  #show() {
    const active = new Set(this.surface.active());
    for (const button of this.form.querySelectorAll("[data-format][aria-pressed]")) button.setAttribute("aria-pressed", String(active.has(button.dataset.format)));
    for (const tools of this.form.querySelectorAll("[data-in-table]")) tools.hidden = !active.has("table");
  }
}

customElements.define("madoguchi-editor", Editor);
