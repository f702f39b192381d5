/* <madoguchi-bell data-who data-devices data-read data-conversation data-here data-panel>: round the bell of the rail. #bell in it says how many notifications are unread, of which
   conversations, and when the newest came that may sound; fresh.js keeps it right in a page that is looked at. This asks for it in a page
   that is not (to ring), tells that what is on the screen is read, and says once a minute that its person is at the desk. */

import { ring, see } from "./chime.js";

const HERE = "madoguchi-here";
const HERE_EACH_MS = 60_000;
const READ_AFTER_MS = 900;

class Bell extends HTMLElement {
  #reading = 0;

  connectedCallback() {
    this.listening = new AbortController();
    const on = (kinds, act, of = document) => {
      for (const kind of kinds.split(" ")) of.addEventListener(kind, act, { signal: this.listening.signal, passive: true });
    };
    on("live:changed", (event) => this.#changed(event.detail.names));
    on("fragment:fresh", (event) => { if (event.target.id === "bell") this.#heard(event.target); });
    on("htmx:afterSettle visibilitychange", () => this.#look());
    on("pointerdown pointermove keydown", () => this.#here());
    on("click", (event) => this.#open(event.target.closest?.("[data-notice]")));
    const panel = this.querySelector("[popover]");
    panel.addEventListener("toggle", ({ newState }) => { if (newState === "closed") panel.dataset.items = this.dataset.panel; });
    if ("serviceWorker" in navigator) on("message", ({ data }) => { if (data.kind === "open") location.assign(data.place); }, navigator.serviceWorker);
    this.#look();
  }

  disconnectedCallback() { this.listening.abort(); }

  get #bell() { return document.getElementById("bell"); }

  /* The conversation that is to be seen here, "" for none. */
  get #conversation() {
    return document.hidden ? "" : (document.getElementById("thread")?.dataset.live.match(/conversation:(\d+)/)?.[1] ?? "");
  }

  async #changed(names) {
    if (!document.hidden || !names.includes(this.#bell.dataset.live)) return;
    const answer = await fetch(this.#bell.dataset.from, { headers: { "HX-Request": "true" } }).catch(() => null);
    const text = answer?.ok && !answer.redirected ? await answer.text() : "";
    const told = new DOMParser().parseFromString(text, "text/html").getElementById("bell");
    if (told) this.#heard(told);
  }

  #heard({ dataset: { count = "0", rung = "", rungBy = "" } }) {
    document.body.toggleAttribute("data-unread", count !== "0");
    if (count === "0") navigator.clearAppBadge?.();
    else navigator.setAppBadge?.(Number(count));
    if (count === "0") this.#clear();
    if (rung) ring(Number(rung) * 1000, rungBy);
    this.#look();
  }

  /* What the system still shows of it, although it was read here. */
  async #clear() {
    const registration = await navigator.serviceWorker?.getRegistration("/");
    for (const shown of await registration?.getNotifications() ?? []) shown.close();
  }

  #look() {
    const open = this.#conversation;
    see(open);
    const unread = this.#bell?.dataset.open?.split(" ") ?? [];
    clearTimeout(this.#reading);
    if (open && unread.includes(open)) this.#reading = setTimeout(() => this.#read(open), READ_AFTER_MS);
  }

  #read(open) {
    if (open === this.#conversation) this.#post(this.dataset.conversation.replace("/0/", `/${open}/`));
  }

  #open(item) {
    if (item) this.#post(this.dataset.read, new URLSearchParams({ id: item.dataset.notice }));
  }

  #here() {
    if (Date.now() - Number(localStorage.getItem(HERE) ?? 0) < HERE_EACH_MS) return;
    localStorage.setItem(HERE, String(Date.now()));  // of all tabs one says it
    this.#post(this.dataset.here);
  }

  async #post(address, body = null) {
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
    const answer = await fetch(address, { method: "POST", headers, body, keepalive: true }).catch(() => null);
    const told = answer?.headers.get("HX-Trigger");
    if (told) document.dispatchEvent(new CustomEvent("live:changed", { detail: JSON.parse(told)["live:changed"] }));
  }
}

customElements.define("madoguchi-bell", Bell);
