/* <madoguchi-presence>: tells the others that this person looks at the open conversation, and whether a reply or a note is being written
   there; never a word of it. The answer names who is in the rows of the list, and their faces are put on them.

   A sign goes out every 4 s, and at once when something is different. It stops while nobody sees the page, and when nobody has touched it
   for five minutes; whoever closes the tab is gone at once. #presence says which conversation is open. Where there is a button inside,
   its person may hide: then they are shown only while they write. */

const EACH_MS = 4000;
const STILL_WRITES_MS = 6000;
const AWAY_AFTER_MS = 5 * 60_000;
const MOST_ROWS = 60;
const UNSEEN = "madoguchi-unseen";

class Presence extends HTMLElement {
  #tab = Math.random().toString(36).slice(2, 10);
  #number = 0;
  #told = "";
  #writing = "";
  #wroteAt = 0;
  #touchedAt = Date.now();
  #timer = 0;
  #pause = 0;
  #people = {};
  #faces = new Map();

  connectedCallback() {
    this.listening = new AbortController();
    const on = (kinds, act, of = document) => {
      for (const kind of kinds.split(" ")) of.addEventListener(kind, act, { signal: this.listening.signal, capture: true, passive: true });
    };
    on("htmx:afterSettle htmx:afterSwap presence:look", () => this.#look());
    on("fragment:fresh", () => this.#show());
    on("input", (event) => this.#writes(event.target.closest?.("form.composer")));
    on("htmx:beforeRequest", (event) => { if (event.target.matches?.("form.composer")) this.#stops(); });
    on("pointerdown keydown scroll", () => this.#touched());
    on("visibilitychange", () => (document.hidden ? this.#leave() : this.#touched()));
    on("pagehide", () => this.#leave(), window);
    on("pageshow", () => this.#look(), window);
    this.#button?.addEventListener("click", () => this.#hide(!this.#isUnseen()));
    if (this.#button) this.#hide(this.#isUnseen());
    this.#timer = setInterval(() => this.#say(), EACH_MS);
    this.#look();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.listening.abort();
  }

  get #conversation() {
    const open = Number(document.getElementById("presence")?.dataset.conversation ?? 0);
    return this.#doing() || !this.#isUnseen() ? open : 0;
  }

  get #button() { return this.querySelector("button"); }

  #isUnseen() { return Boolean(this.#button) && localStorage.getItem(UNSEEN) === "1"; }

  #hide(unseen) {
    localStorage.setItem(UNSEEN, unseen ? "1" : "");
    this.#button.setAttribute("aria-pressed", String(unseen));
    this.#look();
  }

  #doing() { return Date.now() - this.#wroteAt < STILL_WRITES_MS ? this.#writing : ""; }

  #writes(form) {
    if (!form) return;
    this.#touchedAt = Date.now();
    const tells = ["reply", "note"].includes(form.dataset.mode);  // whoever forwards something only looks
    this.#writing = tells && form.querySelector(".composer-text")?.value.trim() ? form.dataset.mode : "";
    this.#wroteAt = Date.now();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#look(), STILL_WRITES_MS + 50);
    this.#look();
  }

  #stops() {
    this.#writing = "";
    this.#look();
  }

  #touched() {
    const wasAway = Date.now() - this.#touchedAt > AWAY_AFTER_MS;
    this.#touchedAt = Date.now();
    if (wasAway || this.#told === "left") this.#look();
  }

  /* Speaks up where something is different from what was said last. */
  #look() {
    if (!document.hidden && this.#told !== `${this.#conversation} ${this.#doing()}`) this.#say();
  }

  async #say() {
    if (document.hidden || Date.now() - this.#touchedAt > AWAY_AFTER_MS) return;
    this.#told = `${this.#conversation} ${this.#doing()}`;
    const rows = [...document.querySelectorAll("[data-rows] .row")].slice(0, MOST_ROWS).map((row) => Number(row.id.slice(4)));
    const signal = AbortSignal.timeout(EACH_MS * 2);
    const asked = this.#conversation;
    const answer = await fetch(this.#address, { method: "POST", body: this.#sign(asked, rows), signal }).catch(() => null);
    if (!answer?.ok) return;
    const { rows: people = {}, here } = await answer.json().catch(() => ({}));
    this.#missed(asked, here);
    this.#people = people;
    await this.#meet([...new Set(Object.values(this.#people).flat())].filter((id) => !this.#faces.has(id)));
    this.#show();
  }

  /* What is shown was answered by a process that had not heard the news yet: it is asked for again. */
  #missed(conversation, here) {
    const { dataset } = document.getElementById("presence") ?? {};
    if (!conversation || Number(dataset?.conversation) !== conversation || here === undefined || dataset.here === here) return;
    document.dispatchEvent(new CustomEvent("live:changed", { detail: { names: [dataset.live] } }));
  }

  #leave() {
    if (this.#told === "left") return;
    this.#told = "left";
    navigator.sendBeacon(this.#address, this.#sign(0, []));
  }

  get #address() { return `/live/presence?workspace=${document.documentElement.dataset.workspace}`; }

  #sign(conversation, rows) {
    this.#number += 1;
    return JSON.stringify({ tab: this.#tab, number: this.#number, conversation, doing: conversation ? this.#doing() : "", rows });
  }

  /* The faces of people who were not met before. */
  async #meet(ids) {
    if (!ids.length) return;
    const answer = await fetch(`${this.dataset.faces}?${ids.map((id) => `id=${id}`).join("&")}`).catch(() => null);
    const made = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
    for (const face of made.querySelectorAll("[data-person]")) this.#faces.set(Number(face.dataset.person), face);
  }

  #show() {
    for (const row of document.querySelectorAll("[data-rows] .row")) {
      const marks = row.querySelector(".marks");
      const people = (this.#people[row.id.slice(4)] ?? []).filter((id) => this.#faces.has(id));
      if (!marks || (marks.dataset.here ?? "") === people.join(" ")) continue;
      marks.dataset.here = people.join(" ");
      for (const face of marks.querySelectorAll(".is-here")) face.remove();
      marks.prepend(...people.map((id) => this.#faces.get(id).cloneNode(true)));
    }
  }
}

customElements.define("madoguchi-presence", Presence);
