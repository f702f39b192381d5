/* What is seen of the chat. Words of people are set as text; what was said comes cleaned from the server. */
import { chip } from "./files.js";
import { part, rest } from "./parts.js";

const AT_ONCE = 8; // messages that are drawn before the page may do something else: a slow phone stays awake

export class View {
  constructor(texts) {
    this.texts = texts;
    this.chat = 0;
    this.shown = new Set();
    this.keepEnd(this.byId("thread"));
  }

  /* Made when it is first needed: on a slow phone it takes longest of all. */
  get clock() { return (this.ofDay ||= new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })); }

  byId(id) { return document.getElementById(id); }

  known(is) {
    this.byId("consent").hidden = is;
    this.byId("to-list").hidden = this.byId("to-mail").hidden = !is;
  }

  problem(text) {
    this.byId("problem").textContent = text;
    this.byId("problem").hidden = !text;
  }

  /* What waits to be sent stays: nobody says it anew. */
  clear() {
    this.shown = new Set();
    for (const message of this.byId("messages").querySelectorAll(".message:not(.pending)")) message.remove();
    this.problem("");
  }

  async show(messages, chat) {
    if (chat !== this.chat) { this.clear(); this.chat = chat; }
    const { shown } = this;
    await this.ready(messages);
    for (let at = 0; at < messages.length && shown === this.shown; at += AT_ONCE) { // left for another chat, it is drawn no further
      this.draw(messages.slice(at, at + AT_ONCE));
      if (messages.length > at + AT_ONCE) await rest();
    }
  }

  /* Files and pictures are a part of their own, which is fetched with the first of them. */
  async ready(messages) {
    if (messages.some(({ files, html }) => files.length || html.includes("<img"))) this.attached ||= await this.attaches();
  }

  draw(messages) {
    const [log, first] = [this.byId("messages"), this.byId("messages").querySelector(".pending")];
    for (const message of messages.filter((one) => !this.shown.has(one.id))) {
      this.shown.add(message.id);
      log.insertBefore(this.message(message), first);
    }
    this.answer = messages.at(-1).assistant && log.querySelector(`[data-id="${messages.at(-1).id}"]`);
    this.toEnd(this.answer);
  }

  message(message) {
    const item = this.element("div", `message ${message.ours ? `ours${message.automatic ? " automatic" : ""}` : "theirs"}`, "");
    item.dataset.id = message.id;
    if (message.ours) {
      const name = message.automatic ? `${message.name} · ${this.texts[message.assistant ? "assistant" : "automatic"]}` : message.name;
      item.append(this.element("span", "who", name));
    }
    if (message.html) item.append(this.said(message.html));
    if (message.files.length) item.append(this.attached.list(message.files));
    const time = this.element("time", "state", this.clock.format(new Date(message.at)));
    time.dateTime = message.at;
    item.append(time);
    return item;
  }

  /* Cleaned by the server; the policy of this page runs no script of it. */
  said(html) {
    const page = document.createElement("template");
    page.innerHTML = html;
    for (const link of page.content.querySelectorAll("a")) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
    for (const link of page.content.querySelectorAll("a[data-video]")) link.addEventListener("click", (event) => link.dataset.video && !event.ctrlKey && !event.metaKey && (event.preventDefault(), part("video").then(({ framed }) => framed(link))));
    for (const table of page.content.querySelectorAll("table")) table.tabIndex = 0; // a wide one is moved by keys, too
    this.attached?.inText(page.content);
    const said = this.element("div", "said", "");
    said.append(page.content);
    return said;
  }

  showPending(pending) {
    const log = this.byId("messages");
    for (const old of log.querySelectorAll(".pending")) old.remove();
    for (const one of pending) {
      const item = this.element("div", `message theirs pending${one.problem ? " failed" : ""}`, "");
      const state = this.element("span", "state", one.problem ? this.texts.failed : this.texts.sending);
      if (one.problem) state.append(" ", this.button(this.texts.again, () => this.onAgain(one.once)), " ", this.button(this.texts.takeBack, () => this.onBack(one.once)));
      const files = this.element("ul", "attached", "");
      files.append(...one.files.map((file) => chip(file, this.texts, () => this.onWithout(one.once, file))));
      item.append(...(one.text ? [this.element("div", "said", one.text)] : []), ...(one.files.length ? [files] : []), state);
      log.append(item);
    }
    if (pending.length) this.toEnd();
  }

  thread() {
    this.byId("list").hidden = true;
    this.byId("thread").hidden = this.byId("composer").hidden = this.byId("to-list").hidden = this.byId("to-mail").hidden = false;
  }

  button(text, pressed) {
    const button = this.element("button", "link", text);
    button.type = "button";
    button.addEventListener("click", pressed);
    return button;
  }

  element(name, looks, text) {
    const made = document.createElement(name);
    made.className = looks;
    if (looks === "said") made.dir = "auto"; // their words may be of another side than ours
    if (text) made.textContent = text;
    return made;
  }

  /* What comes below it (how long one waits, a keyboard, a longer text) covers no words of who was at its end. */
  keepEnd(thread) {
    let height = 0;
    new ResizeObserver(() => {
      const lost = height - thread.clientHeight;
      height = thread.clientHeight;
      if (lost > 0 && thread.scrollHeight - thread.scrollTop - height <= lost + 1) thread.scrollTop = thread.scrollHeight;
    }).observe(thread);
  }

  /* Somebody who reads further up is left there. */
  stayAtEnd(answer) {
    requestAnimationFrame(() => {
      const { scrollHeight, scrollTop, clientHeight } = this.byId("thread");
      if (scrollHeight - scrollTop - clientHeight < 400) this.toEnd(answer);
    });
  }

  /* Or to an answer whose first words are the verdict. With the next frame, which lays everything out once. */
  toEnd(answer) {
    cancelAnimationFrame(this.ending);
    const thread = this.byId("thread");
    this.ending = requestAnimationFrame(() => answer ? answer.scrollIntoView({ block: "start" }) : (thread.scrollTop = thread.scrollHeight));
  }
}
