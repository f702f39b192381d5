/* What is said and heard: a queue that loses nothing and says nothing twice, and the stream that says when to ask. */
import { ask, deviceFacts, headersOf } from "./asking.js";
import { Kept } from "./kept.js";
import { listen } from "./listen.js";
import { Queue } from "./queue.js";
import { Uploads } from "./uploads.js";

const ASK_ANYWAY = 30000; // a lost word of the stream costs no more
const SIGNS = 20000; // so long a site may take to sign for somebody anew

export class Talk {
  constructor(language, told) {
    Object.assign(this, { language, told, facts: {}, isLookedAt: false, last: 0, jwt: "" });
    this.kept = new Kept(location.pathname);
    this.chat = this.kept.get("chat") || 0;
    this.uploads = new Uploads(() => this.headers(), (file, part) => told.progress(file, part));
    this.queue = new Queue(this.kept, this.uploads, (one) => this.post(one), { ...told, begun: (one, chat) => this.hasBegun(one, chat), sent: () => this.begin(), expires: ({ jwt }) => jwt !== this.jwt || this.expired() });
    setInterval(() => this.look(), ASK_ANYWAY);
    addEventListener("storage", (event) => this.kept.isOurs(event.key) && (this.stop ? this.look() : this.kept.get("chat") && this.begin())); // another tab has said something
  }

  get isKnown() { return Boolean(this.kept.get("token") || this.jwt); }
  get draft() { return this.kept.get("draft") || ""; }
  keepDraft(text) { this.#keep("draft", text); }
  get recent() { return { get: () => this.kept.get("emoji"), set: (signs) => this.#keep("emoji", signs) }; }
  /* Before anything was said, for this tab alone. */
  #keep(name, value) { this.kept[this.isKnown ? "set" : "hold"](name, value); }

  identify(jwt) {
    this.jwt = jwt;
    this.expired(false);
    this.begin();
  }

  /* A signed identity has run out (or there is another one): the stream begins anew, and the page is asked for one, once. True: it may still come. */
  expired(asks = true) {
    this.stop?.();
    this.stop = undefined;
    if (asks && this.jwt && this.asked !== this.jwt) { this.told.expired(); this.askedAt = Date.now(); }
    this.asked = asks ? this.jwt : "";
    return Boolean(this.jwt) && Date.now() - this.askedAt < SIGNS;
  }

  async begin() {
    if (!this.isKnown) return;
    this.kept.join(this);
    if (!this.chat && !this.begun) this.open((await this.chats())[0]?.id || 0);
    if (this.chat || !this.jwt) this.stop ||= listen(() => this.headers(), (names) => this.told.heard(names), (is) => this.told.isThere(is), () => this.expired());
    this.told.states(this.queue.waiting);
    await this.look();
    this.queue.flush();
  }

  /* A file may go up before anything was said: under the token that is theirs from then on. */
  headers() {
    return headersOf(this.language, this.kept.get("token") || this.kept.get("device"), this.jwt);
  }

  /* Made when it is first needed. */
  device() {
    if (!this.isKnown && !this.kept.get("device")) this.kept.hold("device", `mdv_${this.kept.random(32)}`);
    return this.kept.get("device");
  }

  ask(path, body) {
    return ask(path, this.headers(), body);
  }

  async chats() {
    if (!this.isKnown) return [];
    return (await this.ask("chats/").catch((error) => { if (error.status === 401 && error.jwt === this.jwt) this.expired(); return { chats: [] }; })).chats;
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
    if (this.queue.isOnItsWay) { this.queue.flush(); return; } // what is said comes first, or stood there twice
    if (this.isLooking) { this.looksAgain = true; return; }
    this.isLooking = true;
    let found, chat;
    try {
      do {
        this.looksAgain = false;
        chat = this.chat;
        found = await this.ask(`messages/?chat=${chat}&after=${this.last}`);
        if (chat === this.chat) {
          if (found.messages.length) {
            this.last = found.messages.at(-1).id;
            this.told.states(this.queue.waiting); // another tab may have sent what this one could not
          }
          await this.told.said(found.messages, chat, found);
        }
        if (!this.chat) return; // left meanwhile, for one that begins
        if (chat !== this.chat) { this.looksAgain = true; continue; }
        await this.seen(found);
      } while (this.looksAgain || found.messages.length >= 50);
      this.told.isThere(true);
    } catch (error) {
      if (error.status === 401) error.jwt === this.jwt ? this.lost() : setTimeout(() => this.look()); // it was asked before one was signed for anew
      else if (error.status === 404 && chat === this.chat) { this.open(0); this.told.left(); } // this one is gone; the others are there
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

  say(text, files, form) {
    if (!this.isKnown) this.kept.set("token", this.device());
    if (!this.stop) this.kept.join(this);
    this.queue.add(text, files, this.chat || (this.begun ||= this.kept.random(9)), form);
  }

  /* Gives the number of its chat. */
  async post({ text, once, files, chat, form }) {
    if (typeof chat === "string") await this.told.begins();
    const said = await this.ask("messages/", { text, once, form, files: files.map((file) => file.once), chat: typeof chat === "string" ? undefined : chat, token: this.kept.get("token"), language: this.language, site: this.facts.page && new URL(this.facts.page).origin, facts: deviceFacts(this.facts) });
    return said.chat;
  }

  hasBegun(one, chat) {
    if (this.chat || this.begun !== one.chat) return;
    this.chat = chat;
    this.begun = "";
    this.kept.set("chat", chat);
  }

  lost() {
    this.expired();
    if (this.jwt) return;
    this.kept.clear();
    this.chat = this.last = 0;
    this.told.gone();
  }
}
