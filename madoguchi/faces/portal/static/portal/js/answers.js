/* Articles that may answer what somebody is just writing to us. Whoever reads one keeps what they wrote: it opens beside. */
const PAUSE = 700; // milliseconds after the last key
const ENOUGH = 8; // letters; one of Chinese, Japanese or Korean says as much as two
const WIDE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g;

export class Answers extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.dataset.for);
    field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(field.value.trim()), PAUSE);
    });
    this.ask(field.value.trim()); // typed before the script came, or kept by the form after an error
  }

  async ask(text) {
    if (text.replace(WIDE, "xx").length < ENOUGH || text === this.asked) return;
    this.asked = text;
    const answer = await fetch(this.dataset.from, { method: "POST", body: new URLSearchParams({ text }) }).catch(() => null);
    if (!answer?.ok || text !== this.asked) return;
    const box = this.querySelector("section");
    box.innerHTML = answer.status === 204 ? "" : await answer.text(); // our own server's, every word escaped
    box.hidden = !box.innerHTML;
  }
}
