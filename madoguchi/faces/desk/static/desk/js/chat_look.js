/* <madoguchi-chat-look>: shows how a chat looks on a site, beside the form in which that is chosen, as it is typed. */

class ChatLook extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#show);
    this.addEventListener("focusin", this.#show);
    this.#show();
  }

  #show = (event) => {
    const preview = this.querySelector("[data-preview]");
    const { elements } = this.querySelector("form");
    const language = event?.target.closest?.("[data-language]")?.dataset.language ?? preview.dataset.shown ?? preview.dataset.language;
    const colour = elements.colour.value;
    if (elements[`greeting_${language}`]) preview.dataset.shown = language;
    preview.style.setProperty("--chat", colour);
    preview.style.setProperty("--chat-ink", ink(colour));
    preview.classList.toggle("left", elements.position.value === "left");
    for (const name of ["greeting", "launcher"]) {
      const { value, placeholder } = elements[`${name}_${preview.dataset.shown}`];
      const shown = preview.querySelector(`[data-${name}]`);
      shown.textContent = value.trim() || placeholder; // what the chat says by itself
      shown.lang = preview.dataset.shown;
    }
  };
}

/* White or black, whichever is read more easily on a colour (as features/chat/look.py chooses it). */
function ink(colour) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

customElements.define("madoguchi-chat-look", ChatLook);
