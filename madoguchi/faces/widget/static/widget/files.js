/* Files that are chosen, pasted or dropped: each goes up at once, with its progress, and stands above the field until it is sent. */
import { bytesOf } from "./bytes.js";

const KILOBYTE = 1024;

export class Files {
  constructor(talk, texts, problem) {
    this.talk = talk;
    this.texts = texts;
    this.problem = problem;
    this.limits = { bytes: Number(document.body.dataset.largest), files: Number(document.body.dataset.most) };
    this.list = document.getElementById("files");
    this.chosen = talk.kept.get("files") || [];
    for (const file of this.chosen) this.#follow(file);
    this.#listen();
    this.#show();
  }

  #listen() {
    const input = document.getElementById("file");
    document.getElementById("attach").addEventListener("click", () => input.click());
    input.addEventListener("change", () => { this.add(input.files); input.value = ""; });
    document.getElementById("text").addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      this.add(event.clipboardData.files);
    });
    for (const name of ["dragenter", "dragover"]) addEventListener(name, (event) => this.#over(event));
    addEventListener("dragleave", (event) => event.relatedTarget || this.#dropping(false));
    addEventListener("drop", (event) => {
      if (!this.#over(event)) return;
      this.#dropping(false);
      this.add([...event.dataTransfer.items].filter((item) => !item.webkitGetAsEntry?.()?.isDirectory).map((item) => item.getAsFile()).filter(Boolean));
    });
  }

  #over(event) {
    if (!event.dataTransfer.types.includes("Files") || document.getElementById("composer").hidden) return false;
    event.preventDefault();
    this.#dropping(true);
    return true;
  }

  #dropping(is) { document.getElementById("dropping").hidden = !is; }

  add(files) {
    const problems = [];
    for (const bytes of files) {
      const waiting = this.talk.queue.waiting.reduce((sum, one) => sum + one.files.length, this.chosen.length);
      const refused = bytes.size > this.limits.bytes ? this.texts.tooLarge : waiting >= this.limits.files ? this.texts.tooMany : "";
      if (refused) { problems.push(refused.replace("{name}", bytes.name)); continue; }
      this.talk.device();
      const file = { once: this.talk.kept.random(18), name: bytes.name || "image.png", size: bytes.size, type: bytes.type };
      const begun = this.talk.uploads.begin(file, bytes);
      this.#keep([...this.chosen, file]);
      begun.then(() => this.#follow(file));
    }
    this.problem(problems.join("\n"));
    document.getElementById("text").focus();
  }

  /* What is refused while it is not sent yet is gone at once, and says why. */
  #follow(file) {
    this.talk.uploads.arrived(file).catch((error) => {
      if (error.isCancelled || !this.chosen.includes(file)) return;
      this.#keep(this.chosen.filter((one) => one !== file));
      this.problem(`${file.name}: ${error.message}`);
    });
  }

  /* To be sent: they wait no longer here. */
  take() {
    const taken = this.chosen;
    this.#keep([]);
    return taken;
  }

  #remove(file) {
    this.#keep(this.chosen.filter((one) => one !== file));
    this.talk.uploads.cancel(file);
    document.getElementById("text").focus();
  }

  #keep(files) {
    this.chosen = files;
    this.talk.kept[files.length ? "hold" : "drop"]("files", files);
    this.#show();
  }

  #show() {
    const shown = new Map([...this.list.children].map((item) => [item.dataset.once, item]));
    this.list.replaceChildren(...this.chosen.map((file) => shown.get(file.once) || chip(file, this.texts, () => this.#remove(file))));
    this.list.hidden = !this.chosen.length;
  }
}

/* A file that is not said yet, with its progress, and a button that takes it away. */
export function chip(file, texts, remove) {
  const item = Object.assign(document.createElement("li"), { className: "chip" });
  item.dataset.once = file.once;
  const name = Object.assign(document.createElement("span"), { className: "name", textContent: file.name });
  const size = Object.assign(document.createElement("span"), { className: "size", textContent: sizeOf(file.size) });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", texts.uploading.replace("{name}", file.name));
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "×" });
  button.setAttribute("aria-label", texts.remove.replace("{name}", file.name));
  button.addEventListener("click", remove);
  item.append(name, size, bar, button);
  bytesOf(file.once).then((bytes) => bytes ? picture(item, bytes) : bar.remove());
  return item;
}

/* How far a file is, wherever it is shown. */
export function progress(file, part) {
  for (const bar of document.querySelectorAll(`[data-once="${file.once}"] progress`)) {
    if (part < 1) bar.value = part;
    else bar.remove();
  }
}

function picture(item, bytes) {
  if (!/^image\/(png|jpeg|gif|webp)$/.test(bytes.type)) return;
  const image = Object.assign(document.createElement("img"), { alt: "", src: URL.createObjectURL(bytes) });
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  item.prepend(image);
}

export function sizeOf(bytes) {
  const isLarge = bytes >= KILOBYTE ** 2;
  const options = { style: "unit", unit: isLarge ? "megabyte" : "kilobyte", maximumFractionDigits: isLarge ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, options).format(isLarge ? bytes / KILOBYTE ** 2 : Math.ceil(bytes / KILOBYTE));
}
