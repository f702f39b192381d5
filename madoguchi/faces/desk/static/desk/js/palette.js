/* <madoguchi-palette>: every command that applies here, every place, and whatever is found for what is typed. Nothing is fetched before it
   is first opened. A command that needs a choice (assign, tag …) asks for it in the same field (choosing.js).
   Keys: arrows choose, Enter does, Escape goes back. Enter that ends a composition does nothing. */

import { choicesOf, optionsFrom } from "./choosing.js";
import { elementOf, perform } from "./commands.js";
import { finder } from "./finding.js";
import { chordOf, isComposing } from "./keys.js";
import { recent, remember } from "./recent.js";

const QUIET_MS = 150;

class Palette extends HTMLElement {
  #find = null;
  #inner = null;
  #found = [];
  #timer = 0;
  #asking = null;
  #coming = null;  // what is being fetched to choose from

  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.field = this.querySelector("[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.back = this.querySelector("[data-back]");
    document.addEventListener("desk:command", this.#told);
    document.addEventListener("click", this.#called);
    this.field.addEventListener("input", () => { this.#show(); this.#ask(); });
    this.dialog.addEventListener("keydown", this.#onKey);
    this.dialog.addEventListener("click", this.#onClick);
  }

  #told = (event) => {
    if (event.detail.name !== "palette") return;
    event.preventDefault();
    this.#open();
  };

  #called = (event) => { if (event.target.closest('[data-command="palette"]')) this.#open(); };

  #open() {
    this.dialog.showModal();
    this.#enter(null);
    if (!this.#find) this.#wait(optionsFrom(this.dataset.from), (options) => { this.#find = finder(options); });
  }

  async #wait(coming, take) {
    this.#coming = coming;
    const come = await coming;
    this.#coming = null;
    if (come) take(come);
    else document.dispatchEvent(new CustomEvent("desk:say", { detail: { text: this.dataset.failed, kind: "failed" } }));
    this.#show();
  }

  /* Contacts, companies and conversations begin with what was typed; the server looks for them once the keys rest. */
  #ask() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const text = this.field.value.trim();
    this.#found = [];
    if (!text || this.#inner) return;
    this.#timer = setTimeout(async () => {
      const asking = (this.#asking = new AbortController());
      const found = await optionsFrom(`${this.dataset.from}?q=${encodeURIComponent(text)}`, asking.signal);
      if (!found || asking.signal.aborted) return;
      this.#found = found;
      this.#show(true);
    }, QUIET_MS);
  }

  /* Into the choice that a command needs, or (null) out to all commands. */
  #enter(inner) {
    this.#inner = inner;
    this.#found = [];
    this.field.value = "";
    this.back.hidden = !inner;
    this.back.textContent = inner?.label ?? "";
    this.field.placeholder = inner ? this.dataset.narrow : this.field.getAttribute("aria-label");
    this.#show();
    this.field.focus();
  }

  #show(isLater = false) {
    const kept = isLater && this.selected;
    this.#select(null);  // what leaves the list leaves it unmarked
    const typed = this.field.value.trim();
    const options = this.#inner ? this.#inner.find(typed) : [...this.#fitting(typed), ...this.#found];
    this.list.replaceChildren(...options);
    this.querySelector("[data-nothing]").hidden = options.length > 0 || Boolean(this.#coming);
    const count = this.querySelector("[data-count]");
    count.textContent = count.dataset.count.replace("{n}", options.length);
    this.#select(options.includes(kept) ? kept : options[0]);
  }

  #fitting(typed) {
    const fitting = (this.#find?.(typed) ?? []).filter((option) => this.#applies(option));
    if (typed) return fitting;
    const last = recent().map((name) => fitting.find((option) => option.dataset.name === name)).filter(Boolean);
    return [...last, ...fitting.filter((option) => !last.includes(option))];
  }

  #applies({ dataset: { name, group, address } }) {
    return Boolean(address || elementOf(name) || (group === "list" && document.querySelector("[data-rows] .row")));
  }

  get selected() { return this.list.querySelector('[aria-selected="true"]'); }

  #select(option) {
    this.selected?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  #onKey = (event) => {
    if (isComposing(event) || event.keyCode === 229) return;
    const options = [...this.list.children];
    const at = options.indexOf(this.selected);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(at + 8, options.length - 1), PageUp: Math.max(at - 8, 0) }[event.key];
    if (to !== undefined) this.#select(options[(to + options.length) % options.length]);
    else if (event.key === "Enter" && event.target === this.field) Promise.resolve(this.#coming).then(() => this.#choose(this.selected));
    else if (this.#inner && (event.key === "Escape" || (event.key === "Backspace" && !this.field.value))) this.#enter(null);
    else if (document.querySelector("madoguchi-keyboard").keyOf("palette") === chordOf(event)) this.dialog.close();  // what has opened it
    else return;
    event.preventDefault();
  };

  #onClick = (event) => {
    if (event.target === this.dialog || event.target.closest("[data-close]")) this.dialog.close();
    else if (event.target.closest("[data-back]")) this.#enter(null);
    else this.#choose(event.target.closest("[role=option]"));
  };

  #choose(option) {
    if (!option) return;
    const { name, address = "" } = option.dataset;
    if (name) remember(name);
    const menu = name && elementOf(name)?.closest("madoguchi-menu");
    if (option.perform || !menu?.button.matches(`[data-command="${name}"]`)) {
      this.dialog.close();
      return option.perform ? option.perform() : perform({ name, address });
    }
    const inner = { label: option.querySelector("span").textContent, find: () => [] };
    this.#enter(inner);
    this.#wait(choicesOf(menu), (find) => { inner.find = find; });
  }
}

customElements.define("madoguchi-palette", Palette);
