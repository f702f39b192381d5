/* Before a conversation begins: whether anybody is there, and what is asked. What is sent goes through the queue of
   talk.js, so nothing of it is lost on a bad network. */
const WEEK = 6 * 24 * 3600 * 1000; // milliseconds; the name of a weekday says no more

export class Forms {
  constructor(view, talk) {
    this.view = view;
    this.talk = talk;
    this.texts = view.texts;
    this.form = view.byId("form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.then();
    });
  }

  /* Ask how things stand; where nobody answers, it is a chat as usual. */
  async show() {
    const found = await this.talk.ask("standing/").catch(() => null);
    if (!found) return;
    this.found = found;
    this.say(this.away(found));
    const isNew = !this.talk.chat && !this.talk.begun && !this.talk.queue.waiting.length;
    if (isNew && (found.message || found.fields.length)) this.open({});
    else this.close();
  }

  away(found) {
    if (found.open) return found.message ? this.texts.nobody : "";
    if (!found.back_at) return this.texts.closed_open_end;
    const at = new Date(found.back_at), now = new Date();
    const written = (parts) => new Intl.DateTimeFormat(document.documentElement.lang, parts).format(at);
    const time = written({ hour: "numeric", minute: "2-digit", hourCycle: "h23" });
    const day = at - now < WEEK ? { weekday: "long" } : { month: "long", day: "numeric", weekday: "short" };
    const when = at.toDateString() === now.toDateString() ? this.texts.today.replace("{clock}", time) : `${written(day)} ${time}`;
    return this.texts.closed.replace("{when}", when);
  }

  say(text) {
    this.view.byId("standing").textContent = text;
    this.view.byId("standing").hidden = !text;
  }

  open(values) {
    const { message, fields } = this.found;
    const parts = fields.map((field) => this.field(field, values[field.name] || "", values));
    if (message) parts.unshift(this.view.element("p", "", this.texts.leave));
    parts.push(this.text(values.text ?? this.view.byId("text").value));
    if (!this.talk.isKnown) parts.push(Object.assign(this.view.byId("consent").cloneNode(true), { id: "", hidden: false }));
    this.put(parts, message ? this.texts.leave_send : this.texts.begin, values.problem, () => this.send());
  }

  /* A question of its own beside the conversation, with a way back. */
  ask(lines, fields, button, problem, then) {
    const parts = [...lines.map((line) => this.view.element("p", "", line)), ...fields.map((field) => this.field(field, field.value || ""))];
    this.put(parts, button, problem, () => then(Object.fromEntries(new FormData(this.form))));
    const back = this.view.element("button", "", this.texts.back);
    back.type = "reset";
    this.form.append(back);
  }

  put(parts, words, problem, then) {
    const wrong = this.view.element("p", "wrong", problem || "");
    wrong.setAttribute("role", "alert");
    this.then = then;
    this.form.replaceChildren(...parts, wrong, this.view.element("button", "primary", words));
    this.form.hidden = false;
    this.view.byId("composer").hidden = true;
    this.form.querySelector("input, select, textarea").focus();
  }

  close() {
    this.form.hidden = true;
    this.form.replaceChildren();
    this.view.byId("composer").hidden = !this.view.byId("list").hidden;
  }

  /* A choice may ask for more, which comes below it. */
  field({ name, required, label, choices, type }, value, values = {}) {
    const input = document.createElement(choices ? "select" : type === "long" ? "textarea" : "input");
    if (choices) input.append(new Option(this.texts.choose, ""), ...choices.map((one) => new Option(one.label, one.value)));
    else if (type === "long") Object.assign(input, { maxLength: 4000, rows: 2 });
    else Object.assign(input, { type: name === "mail" ? "email" : type === "date" ? "date" : "text", maxLength: name === "mail" ? 320 : 500, autocomplete: { mail: "email", name: "name" }[name] || "off" });
    const labelled = this.labelled(input, name, required, label || { name: this.texts.your_name, mail: this.texts.mail, topic: this.texts.topic }[name], value);
    if (!choices?.some((one) => one.asks?.length)) return labelled;
    const box = this.view.element("div", "asks", "");
    const more = () => {
      const asks = choices.find((one) => one.value === input.value)?.asks || [];
      box.replaceChildren(labelled, ...asks.map((one) => this.field(one, values[one.name] || "")));
      for (const field of box.querySelectorAll("[name^=kind_]")) field.required = false; // nobody is kept from writing
    };
    input.addEventListener("change", () => { more(); input.focus(); });
    more();
    return box;
  }

  text(value) {
    const area = document.createElement("textarea");
    Object.assign(area, { maxLength: 4000, rows: 4 });
    return this.labelled(area, "text", true, this.texts.write, value);
  }

  labelled(input, name, required, words, value) {
    Object.assign(input, { name, required, value });
    const label = this.view.element("label", "", "");
    const shown = this.view.element("span", "", words);
    if (!required) shown.append(this.view.element("span", "who", ` ${this.texts.optional}`));
    label.append(shown, input);
    return label;
  }

  send() {
    const { text, ...form } = Object.fromEntries(new FormData(this.form));
    if (!text.trim()) return;
    if (this.found.message) form.leaves_message = true;
    this.mail = form.mail;
    this.talk.say(text.trim(), [], form);
    this.talk.keepDraft("");
    this.view.byId("text").value = "";
    this.view.known(true);
    this.close();
    if (form.leaves_message) this.say(this.texts.left);
    this.view.byId("text").focus();
  }

  /* The server did not take it: everything stands there again, with the reason. */
  again(item, problem) {
    if (!this.found) return;
    this.open({ ...item.form, text: item.text, problem });
  }
}
