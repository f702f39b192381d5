/* What is said and heard: a queue that loses nothing and says nothing twice, and the stream that says when to ask. */
import { ask, deviceFacts, headersOf } from "./asking.js";
import { Kept } from "./kept.js";
import { listen } from "./listen.js";

const PAUSES = [1000, 2000, 5000, 10000]; // milliseconds until a message that did not get through is tried again
const ASK_ANYWAY = 30000; // a lost word of the stream costs no more

export class Talk {
  constructor(language, told) {
    this.language = language;
    this.told = told;
    this.facts = {};
    this.isLookedAt = false;
    this.kept = new Kept(location.pathname);
    this.chat = this.kept.get("chat") || 0;
    this.last = 0;
    this.isSending = false;
    setInterval(() => this.look(), ASK_ANYWAY);
    addEventListener("online", () => this.flush());
    addEventListener("storage", (event) => this.kept.isOurs(event.key) && this.look()); // another tab has said something
  }

  get isKnown() { return Boolean(this.kept.get("token") || this.jwt); }
  get draft() { return this.kept.get("draft") || ""; }
  get pending() { return this.kept.get("pending") || []; }
  keepDraft(text) { if (this.isKnown) this.kept.set("draft", text); }

  identify(jwt) {
    this.jwt = jwt;
    this.begin();
  }

  async begin() {
    if (!this.isKnown) return;
    this.stop ||= listen(() => this.headers(), () => this.look(), (is) => this.told.isThere(is));
    this.begun ||= this.pending.find((one) => typeof one.chat === "string")?.chat || "";
    if (!this.chat && !this.begun) this.open((await this.chats())[0]?.id || 0);
    this.told.states(this.pending);
    await this.look();
    this.flush();
  }

  headers() {
    return headersOf(this.language, this.kept.get("token"), this.jwt);
  }

  ask(path, body) {
    return ask(path, this.headers(), body);
  }

  async chats() {
    if (!this.isKnown) return [];
    return (await this.ask("chats/").catch(() => ({ chats: [] }))).chats;
  }

  open(chat) {
    this.chat = chat;
    this.begun = "";
    this.last = 0;
    this.kept.set("chat", chat);
    this.look();
  }

  /* Ask for what is new; one at a time, and once more when somebody asked meanwhile. */
  async look() {
    if (!this.chat || !this.isKnown) return;
    if (this.pending.some((one) => !one.problem)) { this.flush(); return; } // what is said comes first, or stood there twice
    if (this.isLooking) { this.looksAgain = true; return; }
    this.isLooking = true;
    try {
      let found;
      do {
        this.looksAgain = false;
        const chat = this.chat;
        found = await this.ask(`messages/?chat=${chat}&after=${this.last}`);
        if (chat !== this.chat) { this.looksAgain = true; continue; }
        if (found.messages.length) this.last = found.messages.at(-1).id;
        this.told.said(found.messages, chat);
        await this.seen(found);
      } while (this.looksAgain || found.messages.length >= 50);
      this.told.isThere(true);
    } catch (error) {
      if (error.status === 401 || error.status === 404) this.lost();
      else if (!error.status) this.told.isThere(false);
    } finally {
      this.isLooking = false;
    }
  }

  async seen(found) {
    const ours = found.messages.filter((one) => one.ours).at(-1);
    if (!ours) return;
    if (this.isLookedAt && !document.hidden) await this.ask("read/", { chat: this.chat, message: ours.id }).catch(() => {});
    else this.told.unread((await this.chats()).reduce((sum, one) => sum + one.unread, 0));
  }

  /* It is shown at once, kept until the server has it, and tried until then under the same name. */
  say(text) {
    if (!this.isKnown) this.kept.set("token", `mdv_${this.kept.random(32)}`);
    this.kept.set("pending", [...this.pending, { once: this.kept.random(18), text, chat: this.chat || (this.begun ||= this.kept.random(9)) }]);
    this.told.states(this.pending);
    this.flush();
  }

  again(once) {
    this.kept.set("pending", this.pending.map((one) => (one.once === once ? { ...one, problem: "" } : one)));
    this.flush();
  }

  async flush(tries = 0) {
    if (this.isSending) return;
    const next = this.pending.find((one) => !one.problem);
    if (!next) return;
    this.isSending = true;
    let pause = 0;
    try {
      const said = await this.ask("messages/", { text: next.text, once: next.once, chat: typeof next.chat === "string" ? undefined : next.chat, token: this.kept.get("token"), language: this.language, site: this.facts.page && new URL(this.facts.page).origin, facts: deviceFacts(this.facts) });
      // What was begun here has its number now, also for what waits behind it, whatever is open meanwhile.
      const left = this.pending.filter((one) => one.once !== next.once);
      this.kept.set("pending", left.map((one) => (one.chat === next.chat ? { ...one, chat: said.chat } : one)));
      if (!this.chat && this.begun === next.chat) { this.chat = said.chat; this.begun = ""; this.kept.set("chat", said.chat); }
      this.told.states(this.pending);
      await this.begin();
    } catch (error) {
      const isRefused = error.status >= 400 && error.status < 500 && error.status !== 429;
      if (isRefused) {
        this.kept.set("pending", this.pending.map((one) => (one.once === next.once ? { ...one, problem: error.message || "!" } : one)));
        this.told.refused(error.message);
      } else pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
      this.told.states(this.pending);
    } finally {
      this.isSending = false;
    }
    if (pause) setTimeout(() => this.flush(tries + 1), pause);
    else this.flush();
  }

  lost() {
    if (this.jwt) return;
    this.stop?.();
    this.stop = undefined;
    this.kept.clear();
    this.chat = this.last = 0;
    this.told.gone();
  }
}
