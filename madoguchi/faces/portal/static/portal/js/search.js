/* Suggestions while somebody types (the combobox of the ARIA practices). The form works without it. */
import { send } from "./seen.js";

const PAUSE = 120; // milliseconds after the last key
let boxes = 0;

export class Search extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=search]");
    this.list = document.createElement("ul");
    this.status = document.createElement("p");
    Object.assign(this.list, { className: "suggestions", id: `suggestions-${(boxes += 1)}`, role: "listbox", hidden: true });
    this.list.setAttribute("aria-label", this.querySelector("label").textContent);
    this.status.className = "sr";
    this.status.setAttribute("role", "status");
    this.append(this.list, this.status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false" })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", (event) => event.isComposing || this.typed());
    this.input.addEventListener("compositionend", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.contains(document.activeElement) || this.close()));
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => this.chose(event.target.closest("[role=option]"), event));
  }

  typed() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const words = this.input.value.trim();
    if (words.length < 2) { this.close(); return; }
    this.timer = setTimeout(() => this.ask(words), PAUSE);
  }

  async ask(words) {
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: this.asking.signal });
      if (answer.ok) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.close(); // without a network the form still goes to the page of results
    }
  }

  /* Written by our own server, every word escaped; the policy of the page runs no script in it. */
  show(html) {
    this.list.innerHTML = html;
    const { length } = this.options;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.open(length > 0);
    this.status.textContent = length ? this.dataset.some.replace("{count}", length) : this.dataset.none;
  }

  get options() { return [...this.list.querySelectorAll("[role=option]")]; }

  open(is) {
    this.list.hidden = !is;
    this.input.setAttribute("aria-expanded", String(is));
  }

  close() {
    this.open(false);
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  pressed(event) {
    if (event.isComposing || event.keyCode === 229) return; // the key is the input method's
    const { options } = this;
    if (event.key === "Escape" && !this.list.hidden) { event.preventDefault(); this.close(); }
    else if (event.key === "Enter" && this.active >= 0 && !this.list.hidden) { event.preventDefault(); this.chose(options[this.active], event); }
    else if (["ArrowDown", "ArrowUp"].includes(event.key) && options.length) {
      event.preventDefault();
      this.open(true);
      this.move(event.key === "ArrowDown" ? 1 : -1, options);
    }
  }

  move(step, options) {
    const places = options.length + 1; // one of them is the field itself
    this.active = ((this.active + 1 + step + places) % places) - 1;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.active)));
    if (this.active < 0) { this.input.removeAttribute("aria-activedescendant"); return; }
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
    options[this.active].scrollIntoView({ block: "nearest" });
  }

  chose(option, event) {
    if (!option) return;
    send(this.dataset.seen, { q: this.input.value.trim(), results: this.options.length, opened: option.dataset.text });
    if (event.ctrlKey || event.metaKey) open(option.dataset.to, "_blank", "noopener");
    else location.assign(option.dataset.to);
  }
}
