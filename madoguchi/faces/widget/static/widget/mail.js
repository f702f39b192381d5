/* What was said, by mail: to an address that is proved to be theirs; else a code goes there first. */
export class Mail {
  constructor(forms, talk) {
    this.forms = forms;
    this.talk = talk;
    this.texts = forms.texts;
    forms.form.addEventListener("reset", () => forms.show());
  }

  /* Ask for it; where no address is proved, begin with that. */
  async send() {
    if (!this.talk.chat) return;
    await this.tell("transcript/", { chat: this.talk.chat }, (said) => this.done(this.texts.transcript_sent.replace("{mail}", said.mail)), (error) => {
      if (error.code === "not-proved") this.askMail("");
      else this.done(error.message || this.texts.offline);
    });
  }

  askMail(problem) {
    this.forms.ask([this.texts.transcript_to], [{ name: "mail", required: true, value: this.forms.mail }], this.texts.transcript_code, problem, ({ mail }) => {
      this.tell("mail/", { mail }, (said) => this.askCode(said.mail, ""), (error) => this.askMail(error.message || this.texts.offline));
    });
  }

  askCode(mail, problem) {
    this.forms.ask([this.texts.transcript_look.replace("{mail}", mail)], [{ name: "code", required: true, label: this.texts.code }], this.texts.send, problem, ({ code }) => {
      this.tell("mail/code/", { code }, (said) => (said.mail ? this.send() : this.askCode(mail, said.text)), (error) => this.askCode(mail, error.message || this.texts.offline));
    });
  }

  async tell(path, body, then, or) {
    try {
      then(await this.talk.ask(path, body));
    } catch (error) {
      or(error);
    }
  }

  done(text) {
    this.forms.close();
    this.forms.say(text);
    this.forms.view.byId("text").focus();
  }
}
