/* <madoguchi-copies data-known="a@example.jp b@example.jp">: in the form of a reply. Who gets the replies from now on, or no longer, as the list beside
   the conversation says ([data-copy] in #person), is put into the CC line or taken out of it. What was written there by hand stays. */

class Copies extends HTMLElement {
  connectedCallback() {
    this.known = this.dataset.known.split(" ").filter(Boolean);
    document.addEventListener("fragment:fresh", this.#follow);
  }

  disconnectedCallback() { document.removeEventListener("fragment:fresh", this.#follow); }

  #follow = ({ target }) => {
    if (target.id !== "person") return;
    const now = [...target.querySelectorAll("[data-copy]")].map((line) => line.textContent);
    const come = now.filter((address) => !this.known.includes(address));
    const gone = this.known.filter((address) => !now.includes(address));
    this.known = now;
    if (come.length || gone.length) this.#write(come, gone);
  };

  #write(come, gone) {
    const form = this.closest("form");
    const field = form.elements.cc;
    const written = field.value.split(",").map((address) => address.trim()).filter(Boolean);
    field.value = [...new Set([...written.filter((address) => !gone.includes(address)), ...come])].join(", ");
    for (const hidden of form.querySelectorAll(".more-lines")) hidden.hidden = false;
    if (form.querySelector(".composer-text").value.trim()) field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("madoguchi-copies", Copies);
