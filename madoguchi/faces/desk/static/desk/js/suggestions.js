/* <madoguchi-suggestions>: articles above the buttons of the composer, put in as a link, a card or text, or dismissed; a question back, once. */

import { withPictures } from "./offers/card.js";

class Suggestions extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#onClick);
  }

  #onClick = async ({ target }) => {
    const button = target.closest("[data-deed]");
    if (!button) return;
    const card = button.closest("[data-from]");
    const form = this.closest("form");
    const body = new URLSearchParams({ deed: button.dataset.deed, csrfmiddlewaretoken: form.csrfmiddlewaretoken.value });
    button.disabled = true;
    try {
      const answer = await fetch(card.dataset.from, { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const markdown = await withPictures(await answer.text(), form);
      if (markdown) {
        const { surface } = form.querySelector("madoguchi-editor");
        surface.focus();
        surface.replace(0, markdown);
        button.disabled = false;
      }
      if (!markdown || "once" in card.dataset) {
        card.remove();
        if (!this.querySelector("[data-from]")) this.remove();
      }
    } catch {
      button.disabled = false;
      document.dispatchEvent(new CustomEvent("desk:say", { detail: { text: this.dataset.failed, kind: "failed" } }));
    }
  };
}

customElements.define("madoguchi-suggestions", Suggestions);
