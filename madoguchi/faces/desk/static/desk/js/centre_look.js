/* <madoguchi-centre-look>: shows how the front of the help centre looks, beside the form in which that is chosen, as it is typed. */

class CentreLook extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#show);
    this.addEventListener("focusin", this.#show);
    this.#show();
  }

  #show = (event) => {
    const preview = this.querySelector("[data-preview]");
    const { elements } = this.querySelector("form");
    const language = event?.target.lang || preview.dataset.shown || this.querySelector("[name=texts]").value;
    preview.dataset.shown = language;
    preview.style.setProperty("--brand", elements.colour.value);
    for (const name of ["name", "welcome"]) {
      const said = elements[`${name}_${language}`] ?? elements[`${name}_${this.querySelector("[name=texts]").value}`];
      preview.querySelector(`[data-${name}]`).textContent = said.value;
    }
  };
}

customElements.define("madoguchi-centre-look", CentreLook);
