/* What stands beside a conversation.

   <madoguchi-editing>: a value that has become a field. Its first field has the focus; Escape leaves it as it was; what takes its place gets
   the focus back. Enter saves, as in any form, but never the Enter that ends a composition.
   <details data-remember="notes">: open or closed as this person left it, in every conversation.
   <madoguchi-copy>: a button that copies the text in [data-whole].
   The command "person" goes to the pane, and opens it where it slides over the page. */

const FOLDS = "madoguchi-folds";

class Editing extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.#onKey);
    const field = this.querySelector("[aria-invalid], input, select");
    field?.focus();
    if (field?.matches("input")) field.select();
  }

  #onKey = (event) => {
    if (event.isComposing || event.keyCode === 229) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.querySelector("[data-cancel]").click();
  };
}

/* The value is back: so is the focus, unless somebody has gone elsewhere meanwhile. */
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (!detail.target.matches?.("[data-field]") || document.activeElement !== document.body) return;
  detail.target.querySelector(".editable")?.focus();
});

const folds = () => JSON.parse(localStorage.getItem(FOLDS) ?? "{}");

function unfold() {
  const known = folds();
  for (const part of document.querySelectorAll("details[data-remember]")) {
    const open = known[part.dataset.remember];
    if (open !== undefined && part.open !== open) part.open = open;
  }
}

/* A press on the summary is the person's; whatever else opens or closes a fold is not theirs to be remembered. */
document.addEventListener("click", (event) => {
  const part = event.target.closest?.("details[data-remember] > summary")?.parentElement;
  if (part) localStorage.setItem(FOLDS, JSON.stringify({ ...folds(), [part.dataset.remember]: !part.open }));
});
for (const kind of ["htmx:afterSwap", "fragment:fresh"]) document.addEventListener(kind, unfold);

class Copy extends HTMLElement {
  connectedCallback() { this.querySelector("button").addEventListener("click", this.#copy); }

  #copy = async () => {
    const text = this.querySelector("[data-whole]").textContent.trim();
    await navigator.clipboard.writeText(text).catch(() => this.#byHand(text));
    document.dispatchEvent(new CustomEvent("desk:say", { detail: { text: this.dataset.done } }));
  };

  /* Without a secure context there is no clipboard but this. */
  #byHand(text) {
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "sr" });
    this.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

document.addEventListener("desk:command", (event) => {
  const pane = event.detail.name === "person" && document.querySelector(".person-pane");
  if (!pane) return;
  event.preventDefault();
  const slides = [...document.querySelectorAll('[data-pane-toggle="person"]')].find((toggle) => toggle.checkVisibility());
  if (slides && document.body.dataset.open !== "person") slides.click();
  else pane.querySelector("button:not(.call-person), a, summary")?.focus();
});

customElements.define("madoguchi-editing", Editing);
customElements.define("madoguchi-copy", Copy);
unfold();
