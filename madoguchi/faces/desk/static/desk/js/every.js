/* <madoguchi-every seconds="2" data-name="team-now">: while the page is looked at, says every so often that this name has changed, for
   what no event tells of (who is at the desk). */

class Every extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#timer = setInterval(() => {
      if (!document.hidden) document.dispatchEvent(new CustomEvent("live:changed", { detail: { names: [this.dataset.name] } }));
    }, 1000 * Number(this.getAttribute("seconds")));
  }

  disconnectedCallback() { clearInterval(this.#timer); }
}

customElements.define("madoguchi-every", Every);
