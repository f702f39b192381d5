/* <madoguchi-keyboard data-keys='[["g m", "go-mine", "/desk/views/mine/"], …]'>: one key, one command (commands.js performs it). A key is
   one chord or two in a row. A key that is held down steps on, and does nothing else twice. Plain keys are left alone while a person types, all of them while an input method composes and while a
   dialog or a menu is open. */

import { perform } from "./commands.js";
import { chordOf, isComposing } from "./keys.js";

const SECOND_KEY_MS = 1500;
const STEPS = ["next", "previous", "select-next", "select-previous"];
const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]";

class Keyboard extends HTMLElement {
  #begun = "";
  #timer = 0;

  connectedCallback() {
    this.commands = JSON.parse(this.dataset.keys).map(([key, name, address]) => ({ key, name, address }));
    document.addEventListener("keydown", this.#onKey);
  }

  disconnectedCallback() { document.removeEventListener("keydown", this.#onKey); }

  keyOf(name) { return this.commands.find((command) => command.name === name)?.key ?? ""; }

  #onKey = (event) => {
    const chord = event.defaultPrevented || isComposing(event) ? "" : chordOf(event);
    if (!chord || this.#isBusy(event, chord)) return;
    const key = this.#begun ? `${this.#begun} ${chord}` : chord;
    this.#begin("");
    if (this.commands.some((command) => command.key.startsWith(`${key} `))) this.#begin(key);
    else if (!this.commands.some((command) => command.key === key && this.#perform(command, event))) return;
    event.preventDefault();
  };

  #perform(command, { target, repeat }) {
    return (repeat && !STEPS.includes(command.name)) || perform(command, target);
  }

  #begin(key) {
    this.#begun = key;
    clearTimeout(this.#timer);
    if (key) this.#timer = setTimeout(() => { this.#begun = ""; }, SECOND_KEY_MS);
  }

  #isBusy(event, chord) {
    if (document.querySelector("dialog[open], [popover]:popover-open:not(.toasts)")) return true;
    return !/^(Mod|Ctrl|Alt)\+/.test(chord) && Boolean(event.target.closest?.(FIELDS));
  }
}

customElements.define("madoguchi-keyboard", Keyboard);
