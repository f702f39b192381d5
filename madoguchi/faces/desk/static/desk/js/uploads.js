/* <madoguchi-uploads url="…">: files chosen, pasted or dropped into its form go up at once, each with its progress; the server answers
   with the chip that holds the hidden "attachment" field. Sending waits for them (waiting.js). A picture that is
   pasted stands in the text, and is no longer sent once it stands there no more (undoing that brings it back); of any other, its chip says
   so ([data-place]). With data-into-text each picture stands in the text at once. keep(file) brings the chip of a file that went up (null:
   it did not), for whoever puts it into the text by hand (offers/card.js, marks/entry.js). */

const running = new Map();  // by where it goes: a form that takes the place of another takes over what is on its way

const targetOf = (cid) => (cid.startsWith("picture:") ? cid : `cid:${cid}`);

class Uploads extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.#takeOver();
    this.form.addEventListener("change", (event) => {
      if (event.target.type !== "file") return;
      this.#send(event.target.files);
      event.target.value = "";
    });
    this.form.addEventListener("composer:files", (event) => this.#send(event.detail, true));
    this.form.addEventListener("input", () => this.#follow());
    for (const kind of ["dragenter", "dragover"]) this.form.addEventListener(kind, this.#over);
    for (const kind of ["dragleave", "drop"]) this.form.addEventListener(kind, () => this.form.classList.remove("dropping"));
    this.form.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.#send(event.dataTransfer.files);
    });
    this.addEventListener("click", (event) => {
      const chip = event.target.closest(".chip");
      if (event.target.closest("[data-place]")) this.#place(chip);
      if (!event.target.closest("[data-remove]")) return;
      if (chip.dataset.cid) this.form.dispatchEvent(new CustomEvent("editor:forget", { detail: chip.dataset.cid }));
      const hadFocus = chip.contains(document.activeElement);
      chip.remove();
      if (hadFocus) this.form.querySelector("madoguchi-editor")?.focus();  // not the page, where letters are commands
      this.#changed();
    });
  }

  #takeOver() {
    for (const upload of running.get(this.getAttribute("url")) ?? []) {
      upload.owner = this;
      this.append(upload.chip);
    }
  }

  #follow() {
    for (const chip of this.querySelectorAll("[data-pasted]")) {
      chip.hidden = !this.form.elements.text.value.includes(targetOf(chip.dataset.cid));
      chip.querySelector("[name=attachment]").disabled = chip.hidden;
    }
  }

  #place({ dataset: { cid, name } }) {
    const alt = name.replace(/[\[\]\\]/g, " ");
    this.form.dispatchEvent(new CustomEvent("editor:insert", { detail: `![${alt}](${targetOf(cid)})` }));
  }

  #over = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    this.form.classList.add("dropping");
  };

  #send(files, isPasted = false) {
    for (const file of files) this.#one(file, isPasted);
  }

  /* With a picture, its chip says the name by which the text shows it (data-cid). */
  keep(file, isInText = true) {
    return new Promise((done) => { this.#one(file, isInText, done); });
  }

  #one(file, isPasted, tell) {
    const chip = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const request = new XMLHttpRequest();
    const upload = { owner: this, chip, request, isPasted, tell };
    const url = this.getAttribute("url");
    chip.querySelector("[data-name]").textContent = file.name;
    this.append(chip);
    const body = new FormData();
    body.append("file", file, file.name || "image.png");
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    request.open("POST", url);
    request.upload.addEventListener("progress", (event) => { chip.querySelector("progress").value = event.loaded / event.total; });
    request.addEventListener("loadend", () => {
      running.get(url).delete(upload);
      upload.owner.#done(upload);
    });
    chip.querySelector("[data-remove]").addEventListener("click", () => request.abort());
    running.set(url, (running.get(url) ?? new Set()).add(upload));
    request.send(body);
  }

  #done({ request, chip, isPasted, tell }) {
    const hasArrived = request.status >= 200 && request.status < 300;
    if (hasArrived) {
      chip.insertAdjacentHTML("afterend", request.responseText);
      window.htmx?.process(this);
      const { nextElementSibling: kept } = chip;
      const { value } = kept.querySelector("[name=attachment]") ?? {};
      if (value) this.querySelectorAll(`[name=attachment][value="${value}"]`).forEach((known) => { if (!kept.contains(known)) known.closest(".chip").remove(); });
      const isIntoText = "intoText" in this.dataset;
      if (tell) tell(kept);
      else if ((isPasted || isIntoText) && kept.dataset.cid) this.#place(kept);
      kept.toggleAttribute("data-pasted", isPasted && !isIntoText && "cid" in kept.dataset);
      this.#changed();
    } else if (request.status) {
      const isText = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
      const text = isText ? request.responseText : request.status === 503 ? this.dataset.busy : this.dataset.failed;
      document.dispatchEvent(new CustomEvent("desk:say", { detail: { text, kind: "failed" } }));
    }
    if (!hasArrived) tell?.(null);
    chip.remove();
    this.form.dispatchEvent(new CustomEvent("composer:uploaded", { detail: { hasArrived }, bubbles: true }));
  }

  #changed() { this.form.dispatchEvent(new Event("input", { bubbles: true })); }
}

/* Let go beside a form that takes it, a file would open in this tab, in place of the desk. */
function stay(event) {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files") || event.target.closest?.("input[type=file]")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

for (const kind of ["dragover", "drop"]) document.addEventListener(kind, stay);
customElements.define("madoguchi-uploads", Uploads);
