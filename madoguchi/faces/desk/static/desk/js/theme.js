/* <madoguchi-theme>: radio buttons named "theme" (system, light, dark). The page follows at once; the form around it tells the server. */

class Theme extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      if (event.target.name !== "theme") return;
      const root = document.documentElement;
      if (event.target.value === "system") delete root.dataset.theme;
      else root.dataset.theme = event.target.value;
    });
  }
}

customElements.define("madoguchi-theme", Theme);
