/* <madoguchi-walking>: through the rows of [data-rows] by the commands "next" and "previous". The row whose conversation is open, or on its
   way, is marked; when it is done with (desk:next), the next one opens. */

const isOpen = (row) => row.getAttribute("aria-current") === "true";

class Walking extends HTMLElement {
  #place = 0;
  #under = null;  // the row whose conversation is on its way

  connectedCallback() {
    document.addEventListener("click", this.#newTab, true);
    document.addEventListener("desk:command", this.#told);
    document.addEventListener("desk:next", this.#next);
    document.addEventListener("htmx:beforeRequest", this.#leaves);
    for (const kind of ["htmx:afterRequest", "htmx:pushedIntoHistory"]) document.addEventListener(kind, this.#arrived);
    for (const kind of ["htmx:afterSettle", "fragment:fresh"]) document.addEventListener(kind, this.#mark);
    this.#mark();
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#newTab, true);
    document.removeEventListener("desk:command", this.#told);
    document.removeEventListener("desk:next", this.#next);
    document.removeEventListener("htmx:beforeRequest", this.#leaves);
    for (const kind of ["htmx:afterRequest", "htmx:pushedIntoHistory"]) document.removeEventListener(kind, this.#arrived);
    for (const kind of ["htmx:afterSettle", "fragment:fresh"]) document.removeEventListener(kind, this.#mark);
  }

  /* With Ctrl, Cmd or Shift a link is the browser's: a new tab or window, not a part of this page. */
  #newTab = (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest?.("a[hx-get]")) event.stopPropagation();
  };

  #told = (event) => {
    const step = { next: 1, previous: -1 }[event.detail.name];
    if (!step) return;
    event.preventDefault();
    this.#walk(step);
  };

  #rows() { return [...document.querySelectorAll("[data-rows] .row")]; }

  /* The row one step from the open conversation, past those that are leaving; where it has left the list, its place counts. */
  #beside(step) {
    const rows = this.#rows().filter((row) => isOpen(row) || !("left" in row.dataset));
    const at = rows.findIndex(isOpen);
    if (at >= 0) return rows[at + step];
    if (!document.querySelector("#thread")) {
      const focused = rows.indexOf(document.activeElement);
      return focused < 0 && step < 0 ? rows.at(-1) : rows[focused + step];
    }
    const place = Math.min(this.#place, rows.length);
    return rows[step > 0 ? place : place - 1];
  }

  #walk(step) {
    const next = this.#beside(step);
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    next.click();
  }

  /* The open conversation is done with: the next one opens, before the list is read again. */
  #next = () => (this.#beside(1) ?? this.#beside(-1))?.click();

  #leaves = ({ detail }) => {
    if (!detail.elt.matches("[data-rows] .row")) return;
    this.#under = detail.elt;
    this.#mark();
  };

  /* Here, or given up. A row that the list has replaced meanwhile says only that the address is another. */
  #arrived = ({ type, detail }) => {
    if (type === "htmx:afterRequest" && detail.elt !== this.#under) return;
    this.#under = null;
    this.#mark();
  };

  /* The row whose conversation is open: the address says which, whatever brought it. */
  #mark = () => {
    const pathname = this.#under?.pathname ?? location.pathname;
    let place = 0;
    for (const row of this.#rows()) {
      const here = row.pathname === pathname;
      if (here) this.#place = place;
      if (here !== isOpen(row)) {
        if (here) row.setAttribute("aria-current", "true");
        else row.removeAttribute("aria-current");
      }
      if (!("left" in row.dataset)) place += 1;
    }
  };
}

customElements.define("madoguchi-walking", Walking);
