/* <madoguchi-narrow>: a field [data-filter] over things with data-words; what does not fit is hidden, and so is a [data-group] with nothing
   left in it. Enter follows the best one. */

import { finder } from "./finding.js";

class Narrow extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("[data-filter]");
    this.find = finder([...this.querySelectorAll("[data-words]")]);
    this.field.addEventListener("input", this.#narrow);
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (this.field.value.trim()) this.find(this.field.value)[0]?.click();
    });
  }

  #narrow = () => {
    const found = new Set(this.find(this.field.value));
    for (const one of this.querySelectorAll("[data-words]")) one.hidden = !found.has(one);
    for (const group of this.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-words]:not([hidden])");
    this.querySelector("[data-nothing]").hidden = found.size > 0;
  };
}

customElements.define("madoguchi-narrow", Narrow);
