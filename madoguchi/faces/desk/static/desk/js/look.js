/* <madoguchi-look>: radio buttons named theme, density or motion. The page follows at once; the form around them tells the server. */

const USUAL = ["system", "comfortable"];

class Look extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", ({ target: { name, value } }) => {
      const { dataset } = document.documentElement;
      if (USUAL.includes(value)) delete dataset[name];
      else dataset[name] = value;
    });
  }
}

customElements.define("madoguchi-look", Look);
