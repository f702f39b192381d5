/* <madoguchi-dialog>: a native <dialog>. With the attribute "now" it opens as it arrives and goes when it is closed;
   otherwise [data-dialog="id"] opens it. <madoguchi-confirm> asks hx-confirm's questions in our own dialog instead of the browser's. */

class Dialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.dialog.addEventListener("click", this.#onClick);
    if (this.hasAttribute("now")) {
      this.dialog.addEventListener("close", () => this.remove());
      this.dialog.showModal();
    }
    this.dialog.addEventListener("htmx:afterRequest", this.#onDone);
    document.addEventListener("click", this.#onOpen);
  }

  disconnectedCallback() { document.removeEventListener("click", this.#onOpen); }

  #onOpen = (event) => {
    const button = event.target.closest("[data-dialog]");
    if (button?.dataset.dialog === this.dialog.id && !this.dialog.open) this.dialog.showModal();
  };

  #onDone = (event) => {
    if (event.detail.successful && event.target.matches("[data-closes]")) this.dialog.close();
  };

  #onClick = (event) => {
    if (event.target === this.dialog || event.target.closest("[data-close]")) this.dialog.close();
  };
}

class Confirm extends HTMLElement {
  connectedCallback() { document.addEventListener("htmx:confirm", this.#ask); }
  disconnectedCallback() { document.removeEventListener("htmx:confirm", this.#ask); }

  #ask = (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    const dialog = this.querySelector("dialog");
    const [question, ...more] = event.detail.question.split("\n");
    dialog.querySelector("h2").textContent = question;
    dialog.querySelector("p").textContent = more.join("\n");
    const asker = event.detail.elt.closest("[data-confirm-with]");
    const yes = dialog.querySelector("[value=yes]");
    yes.textContent = asker?.dataset.confirmWith ?? yes.dataset.text;
    yes.classList.toggle("danger", Boolean(event.detail.elt.closest(".danger")));
    dialog.returnValue = "";
    dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") event.detail.issueRequest(true); }, { once: true });
    dialog.showModal();
  };
}

customElements.define("madoguchi-dialog", Dialog);
customElements.define("madoguchi-confirm", Confirm);
