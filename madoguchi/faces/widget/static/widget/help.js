/* The help centre in the panel: look for an article, read it, and write all the same. Fetched when it is first opened. */
const PAUSE = 150; // milliseconds after the last key

export class Help {
  constructor(view, talk, write) {
    this.view = view;
    this.talk = talk;
    this.texts = view.texts;
    this.write = write;
    const sheet = document.head.appendChild(document.createElement("link"));
    Object.assign(sheet, { rel: "stylesheet", href: new URL("help.css", import.meta.url).href });
    this.build();
  }

  build() {
    const { element } = this.view;
    this.box = element.call(this.view, "section", "help", "");
    this.box.hidden = true;
    const label = element.call(this.view, "label", "", "");
    this.field = document.createElement("input");
    Object.assign(this.field, { type: "search", maxLength: 200, autocomplete: "off", placeholder: this.texts.help_ask });
    label.append(element.call(this.view, "span", "sr", this.texts.help), this.field);
    this.status = element.call(this.view, "p", "sr", "");
    this.status.setAttribute("role", "status");
    this.place = element.call(this.view, "div", "help-place", "");
    this.place.tabIndex = -1;
    this.onward = this.button(this.texts.help_write, "primary", () => this.close());
    this.box.append(label, this.status, this.place, this.onward);
    this.view.byId("list").after(this.box);
    this.field.addEventListener("input", (event) => event.isComposing || this.typed());
    this.field.addEventListener("compositionend", () => this.typed());
  }

  toggle() { if (this.box.hidden) this.open(); else this.close(); }

  async open() {
    this.box.hidden = false;
    document.body.toggleAttribute("data-help", true);
    this.field.focus();
    if (!this.place.firstChild) await this.ask("");
  }

  close() {
    this.box.hidden = true;
    document.body.toggleAttribute("data-help", false);
    this.write();
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.field.value.trim()), PAUSE);
  }

  async ask(words) {
    this.asked = words;
    const { page } = this.talk.facts; // where the visitor is: what belongs to that screen comes first
    const path = page ? new URL(page).pathname : "";
    const asked = new URLSearchParams({ q: words, path });
    const found = await this.talk.ask(`help/?${asked}`).catch(() => null);
    if (!found || words !== this.asked) return;
    this.list(found.articles, words);
  }

  list(articles, words) {
    const list = this.view.element("ul", "help-found", "");
    list.append(...articles.map((article) => this.line(article, words, articles.length)));
    const none = this.texts.help_none;
    this.status.textContent = articles.length ? this.texts.help_found.replace("{count}", articles.length) : none;
    this.place.replaceChildren(articles.length ? list : this.view.element("p", "who", none));
  }

  line(article, words, results) {
    const item = document.createElement("li");
    const button = this.button(article.title, "", () => this.read(article.id, words, results));
    button.dir = "auto"; // articles may be of another side than the panel
    if (article.summary) button.append(this.view.element("span", "who", article.summary));
    item.append(button);
    return item;
  }

  async read(id, words, results) {
    clearTimeout(this.timer); // what was asked while it was typed comes too late
    const mark = (this.asked = {});
    const article = await this.talk.ask(`help/${id}/`).catch(() => null);
    if (!article) return;
    await this.view.ready([{ files: [], html: article.html }]);
    if (mark !== this.asked) return;
    this.talk.ask("help/seen/", { text: id, q: words, results }).catch(() => {});
    const back = this.button(this.texts.help_back, "link", () => { this.ask(this.field.value.trim()); this.field.focus(); });
    const title = this.view.element("h2", "", article.title);
    title.dir = "auto";
    this.place.replaceChildren(back, title, this.view.said(article.html), this.verdict(id));
    this.place.scrollTop = 0;
    this.place.focus();
  }

  verdict(id) {
    const box = this.view.element("div", "help-verdict", "");
    const say = (helpful) => {
      this.talk.ask(`help/${id}/verdict/`, { helpful }).catch(() => {});
      const thanks = this.view.element("p", "", helpful ? this.texts.help_glad : this.texts.help_sorry);
      thanks.setAttribute("role", "status");
      box.replaceChildren(thanks);
      if (!helpful) this.onward.focus();
    };
    box.append(this.view.element("p", "", this.texts.help_helped), this.button(this.texts.yes, "", () => say(true)), this.button(this.texts.no, "", () => say(false)));
    return box;
  }

  button(text, looks, pressed) {
    const button = this.view.element("button", looks, text);
    button.type = "button";
    button.addEventListener("click", pressed);
    return button;
  }
}
