/* <madoguchi-toast seconds="6">: goes by itself, waits while it is pointed at or focused (not where it came up below a pointer at rest).
   With the attribute "countdown" it says how long is left ({s} in data-text) and shows it; the server holds the clock, this only tells it.
   <madoguchi-toasts>: where they stand, over everything; says by itself what went wrong with a request. */

const PATIENCE_MS = 8000;

class Toast extends HTMLElement {
  #timer = 0;
  #isPointedAt = false;

  connectedCallback() {
    this.addEventListener("pointermove", ({ movementX, movementY }) => { this.#isPointedAt ||= Boolean(movementX || movementY); });
    this.addEventListener("pointerleave", () => { this.#isPointedAt = false; });
    this.ends = performance.now() + 1000 * Number(this.getAttribute("seconds") ?? 6);
    this.total = this.ends - performance.now();
    if (this.hasAttribute("countdown")) this.#replace();
    this.#timer = setInterval(this.#tick, 250);
    this.#tick();
  }

  disconnectedCallback() { clearInterval(this.#timer); }

  /* Something is on its way: what was said of what went before is over. */
  #replace() {
    for (const other of this.parentElement.children) if (other instanceof Toast && other !== this && !other.querySelector(".failed, [data-text]")) other.remove();
  }

  #tick = () => {
    const left = this.ends - performance.now();
    const countdown = this.hasAttribute("countdown");
    if (countdown) {
      this.querySelector("[data-text]").textContent = this.querySelector("[data-text]").dataset.text.replace("{s}", Math.max(0, Math.ceil(left / 1000)));
      this.querySelector("progress").value = Math.max(0, left / this.total);
    } else if (this.#isPointedAt || this.matches(":focus-within")) {
      this.ends = performance.now() + 2000;
    }
    if (left <= 0 && !this.querySelector(".htmx-request")) this.remove();
  };
}

class Toasts extends HTMLElement {
  #silence = 0;

  connectedCallback() {
    document.addEventListener("htmx:sendError", this.#offline);
    document.addEventListener("htmx:timeout", this.#offline);
    document.addEventListener("htmx:responseError", this.#refused);
    document.addEventListener("htmx:beforeSwap", this.#inWords);
    document.addEventListener("htmx:afterRequest", this.#worked);
    document.addEventListener("desk:say", (event) => this.say(event.detail.text, event.detail.kind));
    addEventListener("offline", this.#offline);
    document.addEventListener("live:lost", this.#lost);
    document.addEventListener("live:hello", () => { clearTimeout(this.#silence); this.#silence = 0; });
  }

  /* A stream that is soon back is nobody's business; one that stays away is. */
  #lost = () => { this.#silence ||= setTimeout(() => this.say(this.dataset.lost, "failed"), PATIENCE_MS); };

  #offline = ({ detail }) => this.#failed(this.dataset.offline, detail?.elt);

  /* What is not on the page any more is named (data-about); said with a name, it need not be said without. */
  #failed(text, { dataset: { about } = {} } = {}) {
    const said = [...this.querySelectorAll("madoguchi-toast:has(.failed)")];
    if (!about && said.some((toast) => toast.textContent.trim().endsWith(`: ${text}`))) return;
    if (about) said.find((toast) => toast.textContent.trim() === text)?.remove();
    this.say(about ? `${about}: ${text}` : text, "failed");
  }

  /* Words take no part's place: what was filled in stays, and is put right. */
  #inWords = ({ detail }) => {
    if (detail.xhr.status < 400 || !(detail.xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain")) return;
    detail.shouldSwap = false;
    detail.isError = true;
  };

  /* A refusal answers in words (text/plain); anything else is ours to excuse. */
  #refused = (event) => {
    const answer = event.detail.xhr;
    if (answer.status === 401) return location.reload();
    const isText = (answer.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
    this.#failed(isText && answer.responseText ? answer.responseText : answer.status === 503 ? this.dataset.busy : this.dataset.error, event.detail.elt);
  };

  /* What works now is complained of no longer, what was undone elsewhere offered no more. What was only looked at, or asked by the page
     itself, says nothing about it. */
  #worked = ({ detail: { successful, requestConfig: { verb, path, triggeringEvent } } }) => {
    if (!successful || verb === "get" || !triggeringEvent) return;
    for (const toast of this.querySelectorAll(`madoguchi-toast:is(:has(.failed), :has([hx-post="${CSS.escape(path)}"]))`)) toast.remove();
  };

  say(text, kind = "") {
    if ([...this.children].some((toast) => toast.textContent.trim() === text)) return;
    const toast = this.querySelector("template").content.firstElementChild.cloneNode(true);
    toast.querySelector(".toast").classList.toggle("failed", kind === "failed");
    toast.querySelector("[data-say]").textContent = text;
    this.append(toast);
    if (document.querySelector("dialog:modal")) this.#rise();
  }

  /* Over the dialog that is open. */
  #rise() {
    if (this.matches(":popover-open")) this.hidePopover();
    this.showPopover();
  }
}

customElements.define("madoguchi-toast", Toast);
customElements.define("madoguchi-toasts", Toasts);
