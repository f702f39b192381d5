/* <madoguchi-draft url="…">: inside a form, keeps what is written in it on the server.

   Saved 0.7 s after the last key, and at most 2 s after the first unsaved one, one request at a time. When the page is left or put
   away, a beacon takes the last words. Without a connection it tries again every 5 s and when the connection is back.
   A draft that was changed elsewhere meanwhile is not written over: its person chooses (draft_choice.js).
   Where the answer says which version it is now (X-Version), that is gone on from.
   The words shown come from the data-* attributes, already translated; the server answers with the time, as its pages say it. */

import { chosen } from "./draft_choice.js";

const AFTER_LAST_KEY_MS = 700;
const AT_MOST_MS = 2000;
const TRY_AGAIN_MS = 5000;

class Draft extends HTMLElement {
  #timer = 0;
  #dirtySince = 0;
  #request = null;
  #stopped = false;

  connectedCallback() {
    this.form = this.closest("form");
    this.versions = new Set([this.dataset.version]);
    this.form.addEventListener("input", this.#changed);
    this.form.addEventListener("htmx:beforeRequest", this.#sent);
    this.form.addEventListener("htmx:responseError", this.#again);
    this.form.addEventListener("htmx:sendError", this.#again);
    this.form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr.status === 422) this.#again(); });
    document.addEventListener("visibilitychange", this.#leave);
    addEventListener("pagehide", this.#leave);
    addEventListener("online", this.#online);
  }

  disconnectedCallback() {
    this.#leave();
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#leave);
    removeEventListener("pagehide", this.#leave);
    removeEventListener("online", this.#online);
  }

  #changed = () => {
    if (this.#stopped) return;
    const now = Date.now();
    this.#dirtySince ||= now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#save, Math.max(0, Math.min(AFTER_LAST_KEY_MS, this.#dirtySince + AT_MOST_MS - now)));
  };

  #save = async () => {
    if (this.#request || !this.#dirtySince || this.#stopped) return;
    const since = this.#dirtySince;
    this.#dirtySince = 0;
    this.#request = new AbortController();
    try {
      const signal = AbortSignal.any([this.#request.signal, AbortSignal.timeout(10_000)]);
      const words = this.#words();
      const answer = await fetch(this.getAttribute("url"), { method: "POST", body: words, signal, credentials: "same-origin" });
      if (answer.status === 409) return await this.#choose(await answer.text());
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.versions = new Set([answer.headers.get("X-Version") ?? words.get("next"), ...(words.get("text").trim() ? [] : [""])]);  // an empty one is thrown away
      this.form.dataset.lacking = answer.headers.get("X-Lacking") ?? "";  // hints beside it, by composer.css
      this.#say("saved", await answer.text());
    } catch {
      if (this.#stopped) return;
      this.#dirtySince ||= since;
      this.#say("failed");
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#save, TRY_AGAIN_MS);
    } finally {
      const again = this.#dirtySince && !this.classList.contains("failed");
      this.#request = null;
      if (again) this.#changed();
    }
  };

  #leave = () => {
    if (!this.#dirtySince || this.#stopped || (document.visibilityState === "visible" && this.isConnected)) return;
    if (navigator.sendBeacon(this.getAttribute("url"), this.#words({ leaving: "1" }))) this.#dirtySince = 0;
  };

  async #choose(html) {
    this.#dirtySince = Date.now();  // whoever leaves without choosing keeps both
    this.textContent = "";
    this.versions = new Set([await chosen(this.form, html)]);
  }

  #online = () => { if (this.#dirtySince) this.#save(); };

  /* The form itself goes out: a draft that arrives later would come back from the dead. */
  #sent = (event) => {
    if (event.detail.elt !== this.form) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#request?.abort();
  };

  #again = () => {
    this.#stopped = false;
    this.#dirtySince = Date.now();
    this.#changed();
  };

  #words(more = {}) {
    const words = new FormData(this.form);
    words.delete("file");
    for (const version of this.versions) words.append("version", version);
    for (const [name, value] of Object.entries({ next: Math.random().toString(36).slice(2), ...more })) words.set(name, value);
    this.versions.add(words.get("next"));  // whether it arrives or not, what follows goes on from it
    return words;
  }

  #say(what, time = "") {
    this.classList.toggle("failed", what === "failed");
    this.textContent = `${this.dataset[what]} ${time}`.trim();
  }
}

customElements.define("madoguchi-draft", Draft);
