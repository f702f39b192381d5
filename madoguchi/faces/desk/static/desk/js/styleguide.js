/* <madoguchi-swatch name="indigo">: a square in a colour of tokens.css, with what it is in the running theme.
   <madoguchi-measure name="t3" kind="type | distance">: a size of tokens.css, as letters or as a bar. */

class Swatch extends HTMLElement {
  connectedCallback() {
    const shown = this.querySelector("[data-colour-of]");
    shown.style.background = `var(--${this.getAttribute("name")})`;
  }
}

class Measure extends HTMLElement {
  connectedCallback() {
    const shown = this.querySelector("[data-size-of]");
    const size = `var(--${this.getAttribute("name")})`;
    if (this.getAttribute("kind") === "type") shown.style.fontSize = size;
    else shown.style.inlineSize = size;
  }
}

customElements.define("madoguchi-swatch", Swatch);
customElements.define("madoguchi-measure", Measure);
