/* How content they are: one click, once the conversation is resolved; it may be changed, and a word may be added. */
const SCORES = [1, 2, 3, 4, 5];

export class Rating {
  constructor(view, talk) {
    this.view = view;
    this.talk = talk;
    this.texts = view.texts;
    this.box = view.byId("rating");
  }

  /* `asked` is what they said so far, null where they are not asked. */
  show(asked, chat) {
    const key = JSON.stringify([chat, asked]);
    if (key === this.key) return;
    this.key = key;
    this.box.hidden = !asked;
    if (!asked) { this.box.replaceChildren(); return; }
    const faces = this.view.element("div", "faces", "");
    faces.append(...SCORES.map((score) => this.face(score, asked.score, chat)));
    faces.setAttribute("role", "group");
    faces.setAttribute("aria-labelledby", "rating-asks");
    const asks = this.view.element("p", "", asked.score ? this.texts.rated : this.texts.rate);
    asks.id = "rating-asks";
    asks.setAttribute("role", "status");
    this.box.replaceChildren(asks, faces, ...(asked.score ? [this.comment(asked, chat)] : []));
    this.view.toEnd();
  }

  face(score, chosen, chat) {
    const button = this.view.element("button", "", "");
    button.type = "button";
    button.title = this.texts[`rate_${score}`];
    button.setAttribute("aria-pressed", String(score === chosen));
    button.innerHTML = `<svg aria-hidden="true"><use href="#face-${score}"/></svg>`;
    button.append(this.view.element("span", "sr", this.texts[`rate_${score}`]));
    button.addEventListener("click", () => this.say(chat, { score }));
    return button;
  }

  comment(asked, chat) {
    const form = document.createElement("form");
    const label = this.view.element("label", "", this.texts.rate_comment);
    const area = document.createElement("textarea");
    Object.assign(area, { rows: 2, maxLength: 1000, value: asked.comment });
    label.append(area);
    form.append(label, this.view.element("button", "", this.texts.send));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say(chat, { score: asked.score, comment: area.value });
    });
    return form;
  }

  async say(chat, said) {
    try {
      const { rate } = await this.talk.ask("rating/", { chat, ...said });
      this.view.problem("");
      this.show(rate, chat);
    } catch (error) {
      this.view.problem(error.message || this.texts.offline);
    }
  }
}
