/* <madoguchi-chat-clock since="…" data-long="30" data-too-long="45">: how long somebody in a chat has waited, to the second. One timer for all
   of a page. Read out is only when they began to wait: a clock that speaks each second is no help. */

class ChatClock extends HTMLElement {
  static #all = new Set();
  static #timer = 0;

  connectedCallback() {
    ChatClock.#all.add(this);
    ChatClock.#timer ||= setInterval(() => { for (const clock of ChatClock.#all) clock.tell(); }, 1000);
    this.tell();
  }

  disconnectedCallback() {
    ChatClock.#all.delete(this);
    if (ChatClock.#all.size) return;
    clearInterval(ChatClock.#timer);
    ChatClock.#timer = 0;
  }

  tell() {
    const age = Math.max(0, Math.floor((Date.now() - new Date(this.getAttribute("since"))) / 1000));
    const isBurning = age >= Number(this.dataset.tooLong);
    const two = (count) => String(count).padStart(2, "0");
    const minutes = Math.floor(age / 60);
    const text = minutes < 60 ? `${minutes}:${two(age % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(age % 60)}`;
    this.querySelector("[data-shown]").textContent = text;
    this.classList.toggle("burning", isBurning);
    this.classList.toggle("long", !isBurning && age >= Number(this.dataset.long));
  }
}

customElements.define("madoguchi-chat-clock", ChatClock);
