/* <madoguchi-key>: a command's key in the settings. [data-record] listens for the new one, a chord or two in a row, puts it into the form's
   field "key" and sends it; Escape leaves all as it was. */

import { chordOf, isComposing } from "./keys.js";

const SECOND_KEY_MS = 900;

class Key extends HTMLElement {
  #chords = [];
  #timer = 0;

  connectedCallback() {
    this.button = this.querySelector("[data-record]");
    this.words = this.button.textContent;
    this.button.addEventListener("click", () => this.#listen(true));
    this.button.addEventListener("blur", () => this.#listen(false));
    this.button.addEventListener("keydown", this.#onKey);
  }

  get isListening() { return this.button.hasAttribute("data-listening"); }

  #listen(on) {
    clearTimeout(this.#timer);
    this.#chords = [];
    this.button.toggleAttribute("data-listening", on);
    this.button.textContent = on ? this.dataset.listening : this.words;
  }

  #onKey = (event) => {
    if (!this.isListening || isComposing(event)) return;
    const chord = chordOf(event);
    if (chord === "Tab" || chord === "Shift+Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (chord === "Escape") this.#listen(false);
    else if (chord) this.#heard(chord);
  };

  #heard(chord) {
    this.#chords.push(chord);
    this.button.textContent = this.#chords.join(" ");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), this.#chords.length === 2 ? 0 : SECOND_KEY_MS);
  }

  #send() {
    const form = this.button.form;
    form.elements.key.value = this.#chords.join(" ");
    this.#listen(false);
    form.requestSubmit();
  }
}

customElements.define("madoguchi-key", Key);
