/* Files of messages. Who asks for them stands in the head of the question, so they are fetched and shown as blobs; an address alone
   opens nothing. A picture is fetched when it comes into sight, and opens large. */
import { sizeOf } from "./files.js";
import { part } from "./parts.js";

export class Attached {
  constructor(headers, texts, loaded) {
    this.headers = headers;
    this.texts = texts;
    this.loaded = loaded;
    this.dialog = document.getElementById("viewer");
    this.kept = new Map();
    this.seen = new IntersectionObserver((entries) => entries.filter((one) => one.isIntersecting).forEach((one) => this.#load(one.target)));
    this.dialog.addEventListener("click", (event) => event.target.closest("button, img") ? 0 : this.dialog.close());
    this.dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation()); // the chat stays open
    document.getElementById("viewer-close").addEventListener("click", () => this.dialog.close());
    document.getElementById("viewer-save").addEventListener("click", () => this.#save(this.shown));
    document.getElementById("viewer-image").addEventListener("click", (event) => event.target.toggleAttribute("data-large"));
  }

  list(files) {
    const list = Object.assign(document.createElement("ul"), { className: "attached" });
    list.append(...files.map((file) => {
      const item = document.createElement("li");
      item.append(file.is_picture ? this.picture(file) : this.#file(file));
      return item;
    }));
    return list;
  }

  picture(file) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "picture" });
    button.append(Object.assign(document.createElement("img"), { alt: file.name, decoding: "async" }));
    button.file = file;
    button.title = this.texts.enlarge.replace("{name}", file.name);
    button.addEventListener("click", () => button.dataset.failed === undefined ? this.#enlarge(file) : this.#load(button));
    this.seen.observe(button);
    return button;
  }

  /* The pictures that stand in an agent's text; it must not be in the page yet, or the browser asks for them by itself. */
  inText(said) {
    for (const image of said.querySelectorAll('img[src^="/"]')) {
      image.replaceWith(this.picture({ name: image.alt || this.texts.picture, address: image.getAttribute("src") }));
    }
  }

  #file(file) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: file.movie ? "file movie" : "file" });
    button.title = this.texts.save.replace("{name}", file.name);
    button.append(document.querySelector("#viewer-save svg").cloneNode(true), span("name", file.name), span("size", sizeOf(file.size)));
    button.addEventListener("click", async () => {
      button.disabled = true;
      await (button.matches(".movie") ? this.#plays(file, button) : this.#save(file)).catch(() => this.#failed(button));
      button.disabled = false;
    });
    return button;
  }

  async #plays(file, button) {
    const { filmed } = await part("video");
    filmed(button, await this.#bytes(file));
    this.loaded();
  }

  async #load(button) {
    this.seen.unobserve(button);
    try {
      button.firstChild.src = await this.#bytes(button.file);
      await button.firstChild.decode();
      delete button.dataset.failed;
      button.dataset.loaded = "";
    } catch {
      this.#failed(button);
    }
    this.loaded();
  }

  #failed(button) {
    button.dataset.failed = this.texts.notLoaded;
  }

  async #enlarge(file) {
    const image = document.getElementById("viewer-image");
    this.shown = file;
    image.removeAttribute("data-large");
    Object.assign(image, { alt: file.name, src: await this.#bytes(file) });
    document.getElementById("viewer-name").textContent = file.name;
    this.dialog.showModal();
    document.getElementById("viewer-close").focus();
  }

  async #save(file) {
    Object.assign(document.createElement("a"), { href: await this.#bytes(file), download: file.name }).click();
  }

  /* The address of a file's blob in this page. */
  #bytes(file) {
    if (!this.kept.has(file.address)) {
      const asked = fetch(file.address, { headers: this.headers() }).then(async (answer) => {
        if (!answer.ok) throw new Error(answer.status);
        const given = await answer.blob(); // a movie comes as bytes to be saved, and plays as what it is
        return URL.createObjectURL(file.movie ? given.slice(0, given.size, file.movie) : given);
      });
      asked.catch(() => this.kept.delete(file.address));
      this.kept.set(file.address, asked);
    }
    return this.kept.get(file.address);
  }
}

const span = (looks, text) => Object.assign(document.createElement("span"), { className: looks, textContent: text });
