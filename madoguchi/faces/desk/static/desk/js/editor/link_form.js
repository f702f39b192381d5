/* Asks where a link leads: a small form at the caret, with Enter and Escape. It is in the page, beside the tools of its composer. */

import { linkTo } from "./formats.js";

export class LinkForm {
  constructor(editor) {
    this.editor = editor;
    this.form = editor.form.querySelector("[data-link-form]");
    this.field = this.form?.querySelector("input");
    this.form?.addEventListener("keydown", this.#onKey);
    this.form?.querySelector("button").addEventListener("click", () => this.#done(this.field.value));
  }

  ask() {
    const by = this.editor.surface.caret();
    this.field.value = "";
    this.form.showPopover();
    this.form.style.left = `${Math.max(4, Math.min(by.left, innerWidth - this.form.offsetWidth - 4))}px`;
    this.form.style.top = `${Math.max(4, by.top - this.form.offsetHeight - 6)}px`;
    this.field.focus();
  }

  #onKey = (event) => {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229 || event.key !== "Enter") return;
    event.preventDefault();
    this.#done(this.field.value);
  };

  #done(address) {
    this.form.hidePopover();
    this.editor.focus();
    linkTo(this.editor.surface.squire, address);
  }
}
