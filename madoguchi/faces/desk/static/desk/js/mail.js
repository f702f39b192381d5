/* <madoguchi-mail><iframe sandbox="allow-same-origin allow-popups …"></iframe></madoguchi-mail>: a mail's own HTML, as tall as it is.
   No script runs in the frame (no allow-scripts, and the body's own policy forbids them); it is measured from out here, and its pictures
   are buttons of ours. */

import { picturesIn } from "./pictures.js";

const TALLEST_PX = 20_000;

class Mail extends HTMLElement {
  #watcher = null;

  connectedCallback() {
    this.frame = this.querySelector("iframe");
    this.frame.addEventListener("load", this.#measure);
    const { URL: address, readyState } = this.frame.contentDocument ?? {};
    if (address !== "about:blank" && readyState === "complete") this.#measure();
  }

  disconnectedCallback() { this.#watcher?.disconnect(); }

  /* Pictures from outside tell their server that the mail was read; only when somebody asks for them. */
  showRemoteImages() {
    const address = new URL(this.frame.src);
    address.searchParams.set("images", "1");
    this.frame.src = address;
  }

  #measure = () => {
    const page = this.frame.contentDocument;
    if (!page?.body) return;
    this.#fit();
    this.#watcher?.disconnect();
    this.#watcher = new ResizeObserver(this.#fit);
    this.#watcher.observe(page.body);
    for (const image of page.images) image.addEventListener("load", this.#fit);
    for (const image of picturesIn(page)) this.#opens(image);
  };

  #opens(image) {
    Object.assign(image, { tabIndex: 0, role: "button", alt: image.alt || document.querySelector("madoguchi-pictures").dataset.nameless });
    image.style.cursor = "zoom-in";
    const open = (event) => {
      if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      this.dispatchEvent(new CustomEvent("picture:open", { bubbles: true, detail: image }));
    };
    image.addEventListener("click", open);
    image.addEventListener("keydown", open);
  }

  #fit = () => {
    const page = this.frame.contentDocument;
    if (!page?.body) return;
    const wide = page.documentElement.scrollWidth > this.frame.clientWidth;
    const height = Math.ceil(page.body.getBoundingClientRect().height) + (wide ? 16 : 0);
    this.frame.style.blockSize = `${Math.min(height, TALLEST_PX)}px`;
  };
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-remote-images]");
  if (!button) return;
  for (const mail of button.closest(".bubble").querySelectorAll("madoguchi-mail")) {
    const fold = mail.closest("details");
    if (fold) fold.open = true;
    mail.showRemoteImages();
  }
  button.remove();
});

customElements.define("madoguchi-mail", Mail);
