/* The page on which an article is written. <madoguchi-ask-insert popover>: asks for an address and puts it into the text on a line of its own.
   Enter in a field of the form sends nothing: what is written is saved by itself, and what publishes is pressed: a button with data-then,
   which stands outside of the form. */

class AskInsert extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.addEventListener("keydown", this.#onKey);
    this.querySelector("button").addEventListener("click", () => this.#done());
    this.addEventListener("toggle", (event) => { if (event.newState === "open") this.#place(); });
  }

  #place() {
    const by = document.querySelector(`[popovertarget="${this.id}"]`).getBoundingClientRect();
    this.style.left = `${Math.max(4, Math.min(by.left, innerWidth - this.offsetWidth - 4))}px`;
    this.style.top = `${Math.max(4, by.top - this.offsetHeight - 6)}px`;
  }

  #onKey = (event) => {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229 || event.key !== "Enter") return;
    event.preventDefault();
    this.#done();
  };

  #done() {
    const address = this.field.value.trim();
    this.field.value = "";
    this.hidePopover();
    if (address) this.closest("form").dispatchEvent(new CustomEvent("editor:insert", { detail: `\n\n${address}\n` }));
  }
}

const form = document.getElementById("article-form");

form?.addEventListener("submit", ({ submitter }) => { form.elements.then.value = submitter?.dataset.then ?? ""; }, true);
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("input:not([type=checkbox], [type=radio])")) return;
  event.preventDefault();
  if (event.target.id === "article-title" && !event.isComposing && event.keyCode !== 229) form.querySelector("madoguchi-editor").focus();
});

customElements.define("madoguchi-ask-insert", AskInsert);
