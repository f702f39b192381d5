/* <madoguchi-composer>: a reply and a note, each a form of its own with a draft of its own, one of them shown.

   Sending: Ctrl/Cmd+Enter only. A plain Enter is a new line, always. Nothing is sent while an input method composes:
   - event.isComposing is true for the keydown inside a composition (Chromium, Firefox);
   - keyCode 229 marks a keydown that the input method has swallowed (Safari, for the Enter that ends a composition:
     there compositionend comes before that keydown, and isComposing is false again);
   - after compositionend nothing is sent until the key that ended it has come up. */

const SETTLE_MS = 120;

class Composer extends HTMLElement {
  #composing = false;

  connectedCallback() {
    this.addEventListener("click", this.#onClick);
    this.addEventListener("keydown", this.#onKey);
    this.addEventListener("compositionstart", () => { this.#composing = true; });
    this.addEventListener("compositionend", () => { setTimeout(() => { this.#composing = false; }, SETTLE_MS); });
    this.addEventListener("submit", this.#onSubmit, true);
    this.addEventListener("composer:mode", (event) => this.show(event.detail));
    this.addEventListener("htmx:beforeSwap", this.#sent);
    this.#wanted();
    if (this.hasAttribute("data-resume")) this.#resume();
  }

  get forms() { return [...this.querySelectorAll("form.composer")]; }
  get form() { return this.forms.find((form) => !form.hidden) ?? this.forms[0]; }
  get text() { return this.form.querySelector(".composer-text"); }

  /* Shows "reply" or "note". What was begun as a reply may become a note; never the other way round, unasked. */
  show(mode) {
    const from = this.form;
    const to = this.forms.find((form) => form.dataset.mode === mode);
    if (!to) return;
    const begun = from.querySelector(".composer-text");
    const text = to.querySelector(".composer-text");
    if (from !== to && from.dataset.mode === "reply" && begun.value.trim() && !text.value.trim()) {
      text.value = begun.value;
      begun.value = "";
      for (const field of [begun, text]) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    for (const form of this.forms) form.hidden = form !== to;
    text.focus();
  }

  #wanted() {
    const wanted = new URLSearchParams(location.search).get("write");
    if (wanted) this.show(wanted);
  }

  /* What was taken back is written on where it ended. */
  #resume() {
    this.text.focus();
    this.text.setSelectionRange(this.text.value.length, this.text.value.length);
  }

  /* It is sent: the keys are commands again, and none of them types into the empty composer that follows. */
  #sent = (event) => {
    if (event.target !== this || event.detail.xhr.status >= 400 || !this.contains(document.activeElement)) return;
    document.activeElement.blur();
    document.querySelector("#work .thread-scroll")?.focus({ preventScroll: true });
  };

  #onClick = (event) => {
    const button = event.target.closest("[data-mode-to], [data-wrap], [data-show], [data-add-to]");
    if (!button) return;
    if (button.dataset.modeTo) this.show(button.dataset.modeTo);
    if (button.dataset.wrap) this.#wrap(button.dataset.wrap);
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
    if (event.key === "Escape" && !this.#isComposing(event) && !event.defaultPrevented) {
      event.target.blur();
      return;
    }
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (this.#isComposing(event) || event.repeat) return;
    event.preventDefault();
    const form = event.target.closest("form");
    form?.requestSubmit(form.querySelector("[data-send]"));
  };

  #isComposing(event) {
    return this.#composing || event.isComposing || event.keyCode === 229;
  }

  /* An empty text and an unfinished upload go nowhere; the browser says which. */
  #onSubmit = (event) => {
    const form = event.target;
    const text = form.querySelector(".composer-text");
    const waiting = form.querySelector("[data-uploading]");
    const empty = !text.value.trim() && !form.querySelector('[name="attachment"]');
    text.setCustomValidity(waiting ? this.dataset.uploading : empty ? this.dataset.empty : "");
    if (text.reportValidity()) return;
    text.addEventListener("input", () => text.setCustomValidity(""), { once: true });
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  /* Markdown around the selection; execCommand keeps the browser's own undo. */
  #wrap(kind) {
    const field = this.text;
    const chosen = field.value.slice(field.selectionStart, field.selectionEnd);
    const lines = (mark) => chosen.split("\n").map((line) => mark + line).join("\n");
    const made = {
      bold: () => `**${chosen}**`,
      italic: () => `*${chosen}*`,
      code: () => (chosen.includes("\n") ? `\`\`\`\n${chosen}\n\`\`\`` : `\`${chosen}\``),
      list: () => lines("- "),
      quote: () => lines("> "),
      link: () => `[${chosen}](https://)`,
    }[kind]();
    const start = field.selectionStart;
    field.focus();
    if (!document.execCommand("insertText", false, made)) field.setRangeText(made, start, field.selectionEnd, "end");
    if (!chosen) field.setSelectionRange(...Array(2).fill(start + Math.ceil(made.length / 2)));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("madoguchi-composer", Composer);
