/* What can be done with an answer of the assistant by one press: it helped, a person please, or a question that is likely next. */
export class Choices {
  constructor(view, talk) {
    this.view = view;
    this.talk = talk;
    this.texts = view.texts;
    this.box = view.byId("choices");
  }

  /* `found` is {state, buttons}, null where there is nothing to press. */
  show(found, chat) {
    if (found === undefined) return; // nothing new was said
    const key = JSON.stringify([chat, found]);
    if (key === this.key) return;
    this.key = key;
    this.box.hidden = !found;
    const buttons = (found?.buttons || []).map((one, place) => this.button(one, chat, place === 0));
    const told = found?.state === "confirmed" ? [this.view.element("p", "state", this.texts.helped_thanks)] : [];
    const next = found?.state !== "clarified" && found?.buttons.some((one) => one.do === "article");
    if (next) buttons.splice(buttons.findIndex((one) => one.dataset.do === "article"), 0, this.view.element("p", "state", this.texts.asked_next));
    this.box.replaceChildren(...told, ...buttons);
    if (found) this.view.stayAtEnd(this.view.answer);
  }

  button(one, chat, isFirst) {
    const button = this.view.element("button", isFirst && ["helped", "step"].includes(one.do) ? "primary" : "", one.label || this.texts[`do_${one.do}`]);
    button.type = "button";
    button.dataset.do = one.do;
    button.addEventListener("click", () => this.press(one, chat));
    return button;
  }

  async press(one, chat) {
    for (const button of this.box.querySelectorAll("button")) button.disabled = true;
    try {
      const { choices } = await this.talk.ask("answer/", { chat, do: one.do, article: one.article });
      this.view.problem("");
      this.key = ""; // the same may come back, to be pressed again
      this.show(choices, chat);
      this.talk.look();
    } catch (error) {
      for (const button of this.box.querySelectorAll("button")) button.disabled = false;
      this.view.problem(error.message || this.texts.offline);
    }
  }
}
