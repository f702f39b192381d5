/* <madoguchi-panes>: on narrow screens the rail and the person slide over the page. [data-pane-toggle="rail"] opens and closes; Escape, a
   press outside and a page change close. Also: threads open at their end and stay there while the composer and what the messages hold
   grow into place; what stands around them ([data-awaited]) and did not come is asked for again. */

const AGAIN_MS = 3000;

class Panes extends HTMLElement {
  #sizes = new ResizeObserver(() => this.#stay());
  #atEnd = null;

  connectedCallback() {
    for (const here of document.querySelectorAll("[data-sideways] [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "center" });
    intoSight(document.querySelector("#rail [aria-current]"));
    document.addEventListener("click", this.#onClick);
    document.addEventListener("keydown", this.#onKey);
    document.addEventListener("focusin", this.#beside);
    document.addEventListener("htmx:afterSwap", this.#arrived);
    document.addEventListener("htmx:afterRequest", this.#missed);
    addEventListener("htmx:beforeSwap", this.#empty);
    this.#arrived();
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#onClick);
    document.removeEventListener("keydown", this.#onKey);
    document.removeEventListener("focusin", this.#beside);
    document.removeEventListener("htmx:afterSwap", this.#arrived);
    document.removeEventListener("htmx:afterRequest", this.#missed);
    removeEventListener("htmx:beforeSwap", this.#empty);
    this.#sizes.disconnect();
  }

  #onClick = (event) => {
    const toggle = event.target.closest("[data-pane-toggle]");
    const open = document.body.dataset.open;
    if (toggle) {
      const wanted = toggle.dataset.paneToggle;
      if (open === wanted) return this.#close();
      document.body.dataset.open = wanted;
      document.querySelector(`.${wanted === "rail" ? "rail" : "person-pane"}`)?.querySelector("a, button, summary")?.focus();
    } else if (open && !event.target.closest(".rail, .person-pane, dialog, [popover]")) {
      this.#close();
    }
  };

  #onKey = (event) => { if (event.key === "Escape" && document.body.dataset.open && !event.defaultPrevented) this.#close(); };

  /* In a row that scrolls sideways a browser leaves where it is what stands there in part. Not under a mouse: it would press beside it. */
  #beside = ({ target }) => {
    if (target.closest?.("[data-sideways]") && target.matches(":focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  #close() {
    const toggle = document.querySelector(`[data-pane-toggle="${document.body.dataset.open}"]`);
    delete document.body.dataset.open;
    toggle?.focus();
  }

  /* What is inside goes at once: htmx would tell of each of its elements that it goes, twice, which takes longer than all the rest. */
  #empty = ({ detail }) => {
    if (detail.shouldSwap && detail.target.id === "work") detail.target.replaceChildren();
  };

  /* The network was away, or the server busy. */
  #missed = ({ detail: { elt, successful, xhr } }) => {
    if (successful || !elt.matches("[data-awaited]") || (xhr.status > 0 && xhr.status < 500)) return;
    setTimeout(() => {
      if (!elt.isConnected) return;
      const again = elt.cloneNode(true);
      elt.replaceWith(again);
      window.htmx.process(again);
    }, AGAIN_MS);
  };

  /* A new conversation in the work pane: say so to the layout, show its newest message. */
  #arrived = (event) => {
    if (event && event.detail.target?.id !== "work" && event.detail.elt?.id !== "work") return;
    const work = document.getElementById("work");
    if (!work) return;
    document.body.dataset.pane = work.dataset.pane;
    delete document.body.dataset.open;
    const scroller = work.querySelector("[data-keep-end]");
    const wanted = location.hash && work.querySelector(location.hash);
    if (wanted) wanted.scrollIntoView({ block: "center" });
    else if (scroller) this.#keepEnd(scroller);
    if (event) document.title = work.dataset.title || document.title;
  };

  /* Whoever scrolls away stays where they are. What somebody unfolds pushes nothing away from under their eyes. */
  #keepEnd(scroller) {
    const inside = scroller.firstElementChild;
    this.#sizes.disconnect();
    this.#atEnd = scroller;  // observing tells its size once, before it is painted
    scroller.addEventListener("scroll", () => {
      const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
      this.#atEnd = isAtEnd ? scroller : null;
    });
    for (const kind of ["pointerdown", "keydown"]) scroller.addEventListener(kind, () => this.#sizes.unobserve(inside));
    this.#sizes.observe(scroller);
    this.#sizes.observe(inside);
  }

  #stay() {
    if (this.#atEnd) this.#atEnd.scrollTop = this.#atEnd.scrollHeight;
  }
}

/* Where somebody is stands in the rail, however many lines are over it. */
function intoSight(line) {
  const scroller = line?.closest(".scroll");
  const under = scroller ? line.getBoundingClientRect().bottom - scroller.getBoundingClientRect().bottom : 0;
  if (under > 0) scroller.scrollTop += under + line.offsetHeight;
}

customElements.define("madoguchi-panes", Panes);
