/* <madoguchi-composer [data-enter="send"]>: a reply and a note, each a form of its own with a draft of its own, one of them shown.

   Ctrl/Cmd+Enter sends (a command, keyboard.js), and Enter where its person wants that, but for the lists, tables and code in which it makes
   a new line. Nothing is sent while an input method composes:
   - event.isComposing is true for the keydown inside a composition (Chromium, Firefox);
   - keyCode 229 marks a keydown that the input method has swallowed (Safari, for the Enter that ends a composition:
     there compositionend comes before that keydown, and isComposing is false again);
   - after compositionend nothing is sent until the key that ended it has come up (keys.js). */

import "./editor/editor.js";
import { isComposing } from "./keys.js";
import "./sending.js";
import { sendWhenUploaded } from "./waiting.js";

const OWN_ENTER = "li, pre, td, th";
let goesOn = false;  // in a chat one goes on writing

class Composer extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#onClick);
    this.addEventListener("keydown", this.#onKey);
    this.addEventListener("submit", this.#onSubmit, true);
    this.addEventListener("composer:mode", (event) => this.show(event.detail));
    this.addEventListener("htmx:beforeSwap", this.#sent);
    queueMicrotask(() => this.#begin());  // the editors within come to life after this
  }

  get forms() { return [...this.querySelectorAll("form.composer")]; }
  get form() { return this.forms.find((form) => !form.hidden) ?? this.forms[0]; }
  get editor() { return this.form.querySelector("madoguchi-editor"); }

  /* Shows "reply" or "note". What was begun as a reply may become a note; never the other way round, unasked. Words with pictures stay where
     their pictures are. */
  show(mode) {
    const from = this.form;
    const to = this.forms.find((form) => form.dataset.mode === mode);
    if (!to) return;
    const begun = from.querySelector(".composer-text");
    const text = to.querySelector(".composer-text");
    const isMovable = begun.value.trim() && !begun.value.includes("](cid:");
    if (from !== to && from.dataset.mode === "reply" && isMovable && !text.value.trim()) {
      text.value = begun.value;
      begun.value = "";
      for (const field of [begun, text]) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    for (const form of this.forms) form.hidden = form !== to;
    this.editor.focus();
  }

  /* What was taken back is written on where it ended; who gets a forward is asked first. */
  #begin() {
    const wanted = new URLSearchParams(location.search).get("write");
    if (wanted) this.show(wanted);
    const to = this.form.elements.to;
    if (goesOn || this.hasAttribute("data-resume")) (to && !to.value ? to : this.editor).focus();
    goesOn = false;
  }

  /* It is sent: the keys are commands again, and none of them types into the empty composer that follows, but in a chat. */
  #sent = (event) => {
    if (event.target !== this || event.detail.xhr.status >= 400 || !this.contains(document.activeElement)) return;
    goesOn = "chat" in this.dataset;
    if (!goesOn) this.#leave();
  };

  #leave() {
    document.activeElement.blur();
    document.querySelector("#work .thread-scroll")?.focus({ preventScroll: true });
  }

  #onClick = (event) => {
    const button = event.target.closest("[data-mode-to], [data-show], [data-add-to]");
    if (!button) return;
    if (button.dataset.modeTo) this.show(button.dataset.modeTo);
    if (button.dataset.addTo) this.#add(button);
    if (button.dataset.show) {
      for (const hidden of this.form.querySelectorAll(button.dataset.show)) hidden.hidden = false;
      button.hidden = true;
      this.form.querySelector(`${button.dataset.show} .input`)?.focus();
    }
  };

  /* An address that was only offered becomes a recipient: by hand, never by itself. */
  #add(chip) {
    const field = this.form.elements[chip.dataset.addTo];
    field.value = [field.value, chip.dataset.address].filter(Boolean).join(", ");
    for (const hidden of this.form.querySelectorAll(".more-lines")) hidden.hidden = false;
    chip.remove();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #onKey = (event) => {
    if (isComposing(event) || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.key === "Escape") this.#leave();
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.matches(".composer-to .input")) return this.#goOn(event);
    if (this.dataset.enter !== "send" || !event.target.closest("madoguchi-editor") || this.#wantsEnter()) return;
    event.preventDefault();
    this.form.querySelector("[data-send]").click();  // htmx sends the button that was clicked last
  };

  /* Enter ends an address or a subject, and sends nothing that may not have been read yet. */
  #goOn(event) {
    event.preventDefault();
    const lines = [...this.form.querySelectorAll(".composer-to .input")].filter((line) => line.checkVisibility());
    (lines[lines.indexOf(event.target) + 1] ?? this.editor).focus();
  }

  #wantsEnter() {
    const at = getSelection().anchorNode;
    return Boolean((at?.nodeType === Node.ELEMENT_NODE ? at : at?.parentElement)?.closest(OWN_ENTER));
  }

  /* An empty text goes nowhere, and it is said why; an unfinished upload is waited for. */
  #onSubmit = (event) => {
    const form = event.target;
    const waiting = form.querySelector("[data-uploading]");
    const empty = !form.querySelector(".composer-text").value.trim() && !form.querySelector('[name="attachment"]:enabled');
    if (!waiting && !empty) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting) return sendWhenUploaded(form, event.submitter, this.dataset);
    document.dispatchEvent(new CustomEvent("desk:say", { detail: { text: this.dataset.empty, kind: "failed" } }));
    this.editor.focus();
  };
}

customElements.define("madoguchi-composer", Composer);
