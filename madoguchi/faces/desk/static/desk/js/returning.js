/* <madoguchi-returning>: back from a conversation to its list, which is still on the page: narrowed and scrolled as it was, with the row that
   somebody came from in sight. The arrow over a conversation and the browser's own ways back and forth change the work pane alone. What is
   not of this list comes as a page; so does what the server refuses. */

const rows = () => document.querySelector("[data-rows]");
const isPlain = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

class Returning extends HTMLElement {
  connectedCallback() {
    document.addEventListener("click", this.#back);
    addEventListener("popstate", this.#stepped, true);  // before htmx, which would load the page anew
    this.addEventListener("htmx:afterRequest", ({ detail }) => { if (!detail.successful && detail.xhr.status) location.reload(); });
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#back);
    removeEventListener("popstate", this.#stepped, true);
  }

  #back = (event) => {
    if (!event.target.closest?.("#work a.back") || !rows() || !isPlain(event)) return;
    event.preventDefault();
    history.pushState({ htmx: true }, "", rows().dataset.from);
    this.#show();
  };

  #stepped = (event) => {
    if (!event.state?.htmx || !document.getElementById("work") || !isOfThisList()) return;
    event.stopImmediatePropagation();
    this.#show();
  };

  async #show() {
    const left = document.querySelector('[data-rows] .row[aria-current="true"]')?.id;
    await window.htmx.ajax("GET", `${location.pathname}${location.search}`, { source: this, target: "#work", swap: "outerHTML" });
    if (document.getElementById("work")?.dataset.pane !== "list") return;
    document.title = document.querySelector("#list-pane h1").textContent;
    const row = document.getElementById(left);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }
}

/* The address is that of the list which is shown, or of a conversation in it. */
function isOfThisList() {
  if (!rows()) return false;
  const list = new URL(rows().dataset.from, location.href);
  const asked = new URLSearchParams(location.search).get("q") ?? "";
  const isBelow = location.pathname.startsWith(list.pathname) && /^(\d+\/)?$/.test(location.pathname.slice(list.pathname.length));
  return isBelow && asked === (list.searchParams.get("q") ?? "");
}

customElements.define("madoguchi-returning", Returning);
