/* <madoguchi-selection>: which conversations of the list are selected, and the bar that says what can be done to them. What is selected is
   not what is open. It is kept by number, so that a list that is read again loses nothing; after "all that match" it is the
   list itself, and the server counts. Commands: select, select-next, select-previous, select-all. Shift and a click extend; Escape
   clears. */

import { isComposing } from "./keys.js";

class Selection extends HTMLElement {
  #ids = new Set();
  #all = 0;
  #last = null;
  #told = { select: () => this.#toggle(this.#here()), "select-next": () => this.#extend(1), "select-previous": () => this.#extend(-1), "select-all": () => this.#shown() };

  connectedCallback() {
    this.data = this.querySelector("#selection");
    addEventListener("click", this.#onClick, true);
    document.addEventListener("keydown", this.#onKey);
    document.addEventListener("desk:command", this.#onCommand);
    document.addEventListener("bulk:begun", this.#clear);
    for (const kind of ["htmx:afterSettle", "fragment:fresh"]) document.addEventListener(kind, this.#fresh);
    this.#show();
  }

  disconnectedCallback() {
    removeEventListener("click", this.#onClick, true);
    document.removeEventListener("keydown", this.#onKey);
    document.removeEventListener("desk:command", this.#onCommand);
    document.removeEventListener("bulk:begun", this.#clear);
    for (const kind of ["htmx:afterSettle", "fragment:fresh"]) document.removeEventListener(kind, this.#fresh);
  }

  #rows() { return [...document.querySelectorAll("[data-rows] .row")]; }
  #boxOf(row) { return document.getElementById(row.id.replace("row-", "pick-"))?.querySelector("input"); }
  #idOf(row) { return row.id.replace("row-", ""); }
  #rowOf(element) { return document.getElementById(element?.closest?.("[data-rows] .row, [data-rows] .pick")?.id.replace("pick-", "row-")); }

  /* The row that has the focus; else the one that is open; else the first. */
  #here() {
    const rows = this.#rows();
    return this.#rowOf(document.activeElement) ?? rows.find((row) => row.getAttribute("aria-current") === "true") ?? rows[0];
  }

  #onClick = (event) => {
    const act = event.target.closest?.("[data-select]")?.dataset.select;
    if (act && this.contains(event.target)) return act === "none" ? this.#clear() : this.#shown();
    const box = event.target.closest?.(".pick input");
    const row = this.#rowOf(event.target);
    if (!row || (!box && !event.shiftKey)) return;
    event.stopPropagation();
    if (!box) event.preventDefault();
    if (event.shiftKey && this.#last) this.#range(row);
    else this.#toggle(row);
  };

  #onKey = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || isComposing(event) || this.hidden) return;
    if (document.querySelector("dialog[open], [popover]:popover-open:not(.toasts)") || event.target.closest?.("input:not([type=checkbox]), textarea, select")) return;
    event.preventDefault();
    this.#clear();
  };

  #onCommand = (event) => {
    const act = this.#told[event.detail.name];
    if (!act) return;
    event.preventDefault();
    act();
  };

  #toggle(row) {
    if (!row) return;
    this.#one(row, !this.#has(row));
    this.#last = row.id;
    this.#show();
  }

  #has(row) { return this.#all > 0 || this.#ids.has(this.#idOf(row)); }

  /* Taking one away from "all that match" leaves those that are shown. */
  #one(row, wanted) {
    if (this.#all && !wanted) {
      this.#all = 0;
      for (const other of this.#rows()) this.#ids.add(this.#idOf(other));
    }
    if (wanted) this.#ids.add(this.#idOf(row));
    else this.#ids.delete(this.#idOf(row));
  }

  #range(row) {
    const rows = this.#rows();
    const [from, to] = [rows.findIndex((one) => one.id === this.#last), rows.indexOf(row)].sort((a, b) => a - b);
    for (const one of rows.slice(Math.max(0, from), to + 1)) this.#one(one, true);
    this.#show();
  }

  /* One row further, with the focus; back over what was selected takes it away again. */
  #extend(step) {
    const rows = this.#rows();
    const here = this.#here();
    const next = rows[rows.indexOf(here) + step];
    if (!here) return;
    if (!this.#has(here)) this.#one(here, true);
    else if (next && this.#has(next)) this.#one(here, false);
    else if (next) this.#one(next, true);
    if (this.#has(here) && next && this.#ids.size === 1) this.#one(next, true);
    this.#last = (next ?? here).id;
    (next ?? here).focus({ preventScroll: true });
    (next ?? here).scrollIntoView({ block: "nearest" });
    this.#show();
  }

  #shown() {
    for (const row of this.#rows()) this.#ids.add(this.#idOf(row));
    this.#show();
  }

  #clear = () => {
    this.#ids.clear();
    this.#all = 0;
    this.querySelector("#selection-all").replaceChildren();
    this.#show();
  };

  /* The answer to "all that match" says how many they are. What a bulk has done is in the list before its end. */
  #fresh = (event) => {
    const all = this.querySelector("[data-all]");
    if (all && event.target.id === "selection-all") this.#all = Number(all.dataset.all);
    if (event.type === "fragment:fresh" && event.target.id === "bulks" && !event.detail.isFirst) {
      document.dispatchEvent(new CustomEvent("live:changed", { detail: { names: ["conversations"] } }));
    }
    this.#show();
  };

  #show() {
    const count = this.#all || this.#ids.size;
    this.hidden = count === 0;
    this.data.elements.ids.value = this.#all ? "" : [...this.#ids].join(",");
    this.data.elements.all.value = this.#all ? "1" : "";
    const told = this.dataset.told.replace("{n}", new Intl.NumberFormat(document.documentElement.lang).format(count));
    for (const place of document.querySelectorAll("[data-selected]")) place.textContent = told;
    document.querySelector("[data-rows]")?.toggleAttribute("data-selecting", count > 0);
    for (const row of this.#rows()) {
      const box = this.#boxOf(row);
      if (box) box.checked = this.#has(row);
      row.classList.toggle("selected", this.#has(row));
    }
  }
}

customElements.define("madoguchi-selection", Selection);
