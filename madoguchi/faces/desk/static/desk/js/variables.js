/* <madoguchi-variables>: buttons that put a variable of a saved reply where the caret stands (data-variable). */

class Variables extends HTMLElement {
  connectedCallback() {
    this.addEventListener("mousedown", (event) => event.preventDefault());  // the caret stays where it is
    this.addEventListener("click", ({ target }) => {
      const variable = target.closest("[data-variable]")?.dataset.variable;
      if (variable) this.closest("form").dispatchEvent(new CustomEvent("editor:insert", { detail: variable }));
    });
  }
}

customElements.define("madoguchi-variables", Variables);
