/* What of a chat is no message: who is writing, how far we are with what was written, and where one stands while one waits.
   The stream says "typing", "quiet", "delivered:17", "seen:17", or "waiting:5:3:2:17" (chat 5 is the third; the first answer takes 2 to 17
   minutes); names are asked for. */
import { ask } from "./asking.js";

const TYPES_EACH = 3000; // milliseconds between two signs of the visitor's own typing
const STILL_TYPES = 6000;
const TRIES = 8; // to hear who it is
const AGAIN_AFTER = 400;

export class Both {
  constructor(talk, texts) {
    this.talk = talk;
    this.texts = texts;
    this.marks = { delivered: 0, seen: 0 };
    this.signed = this.untold = 0;
    this.line = document.getElementById("typing");
    this.place = document.getElementById("waiting");
  }

  /* What the stream says. */
  heard(names) {
    for (const name of names) {
      const [kind, id, ...rest] = name.split(":");
      if (kind === "typing") this.begins();
      else if (kind === "quiet") { this.untold = 0; this.types([]); }
      else if (kind === "waiting" && Number(id) === this.talk.chat) this.waits ? this.stands(...rest.map(Number)) : this.look();
      else if (kind in this.marks) this.mark({ [kind]: Number(id) });
    }
  }

  /* One process tells it, and another may answer who it is that has not heard so yet: it is asked again. */
  begins() {
    this.untold = TRIES;
    this.look();
  }

  /* One question at a time, and once more when something came meanwhile. */
  async look() {
    if (this.isLooking) { this.looksAgain = true; return; }
    this.isLooking = true;
    do {
      this.looksAgain = false;
      const { chat } = this.talk;
      const found = chat && this.talk.isKnown ? await ask(`now/?chat=${chat}`, this.talk.headers()).catch(() => null) : {};
      if (found && chat === this.talk.chat) this.show(found);
    } while (this.looksAgain);
    this.isLooking = false;
  }

  show({ typing = [], waiting = null, delivered = 0, seen = 0 }) {
    this.waits = Boolean(waiting);
    this.types(typing);
    if (typing.length) this.untold = 0;
    else if (this.untold) {
      this.untold -= 1;
      setTimeout(() => this.untold && this.look(), AGAIN_AFTER);
    }
    if (waiting) this.stands(waiting.position, ...(waiting.usual || []));
    this.marks = { delivered, seen };
    this.mark({});
  }

  stands(position, low, high) { this.say(this.place, `${this.position(position)} ${this.usual(low, high)}`.replace("。 ", "。").trim()); }

  position(position) { return position === 1 ? this.texts.next : this.texts.position.replace("{position}", position); }

  usual(low, high) {
    if (!high) return "";
    return (low === high ? this.texts.usual_one : this.texts.usual).replace("{low}", low).replace("{high}", high);
  }

  types(names) {
    this.line.hidden = !names.length;
    this.place.hidden = !this.waits || names.length > 0; // whoever is being answered does not wait any more
    if (names.length) this.say(this.line.querySelector("span"), this.texts.typing.replace("{name}", names[0]));
  }

  /* Only under the newest of one's own, and only while nobody has answered it. */
  mark(newer) {
    for (const [kind, id] of Object.entries(newer)) this.marks[kind] = Math.max(this.marks[kind], id);
    const log = document.getElementById("messages");
    const last = [...log.querySelectorAll(".message:not(.automatic)")].at(-1);
    for (const old of log.querySelectorAll(".mark")) if (!last?.contains(old)) old.remove();
    if (!last?.matches(".theirs:not(.pending)")) return;
    const id = Number(last.dataset.id);
    const state = id <= this.marks.seen ? "seen" : id <= this.marks.delivered ? "delivered" : "sent";
    const shown = last.querySelector(".mark") || last.querySelector(".state").appendChild(document.createElement("span"));
    shown.className = `mark ${state}`;
    this.say(shown, ` · ${this.texts[state]}`);
  }

  /* The visitor's own typing; when nothing is there any more, or was sent, it has stopped. */
  typed(text) {
    clearTimeout(this.pause);
    if (!text.trim()) { this.stopped(); return; }
    this.pause = setTimeout(() => this.stopped(), STILL_TYPES);
    if (Date.now() - this.signed < TYPES_EACH) return;
    this.signed = Date.now();
    this.tell(true);
  }

  stopped() {
    clearTimeout(this.pause);
    if (this.signed) this.tell(false);
    this.signed = 0;
  }

  tell(typing) {
    if (this.talk.chat && this.talk.isKnown) ask(`/live${location.pathname}`, this.talk.headers(), { chat: this.talk.chat, typing }).catch(() => {});
  }

  say(element, text) { if (element.textContent !== text) element.textContent = text; }
}
