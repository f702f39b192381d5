/* The panel: what is pressed and typed, and how it is told to the page around it. */
import { Around } from "./around.js";
import { Both } from "./both.js";
import { Files, progress } from "./files.js";
import { Forms } from "./forms.js";
import { showList } from "./list.js";
import { learnTimes, part } from "./parts.js";
import { Talk } from "./talk.js";
import { View } from "./view.js";

const texts = JSON.parse(document.body.dataset.texts);
const root = document.documentElement;
root.style.setProperty("--theirs", root.dataset.colour);
root.style.setProperty("--theirs-ink", root.dataset.ink);

const around = new Around(({ madoguchi: said, facts, jwt }) => {
  if (facts) talk.facts = facts;
  if (said === "opened") opened();
  else if (said === "closed") talk.isLookedAt = false;
  else if (said === "again") talk.begin(); // put into the page anew, and nobody looks
  else if (said === "identity") talk.identify(jwt);
});
const tell = (message) => around.tell(message);
const view = new View(texts);
const talk = new Talk(root.lang, {
  said: async (messages, chat, { rate, choices: found }) => {
    view.known(true);
    await view.show(messages, chat);
    const asks = (rate || made.rating) && await rating();
    const offers = (found || made.choices) && await choices();
    if (chat !== talk.chat) return;
    asks?.show(rate, chat);
    offers?.show(found, chat);
    both.look();
  },
  heard: (names) => { if (names.includes("chat")) talk.look(); both.heard(names); },
  states: (pending) => view.showPending(pending),
  isThere: (is) => { view.byId("offline").toggleAttribute("hidden", is); if (!is) both.types([]); },
  unread: (count) => tell({ madoguchi: "unread", count }),
  refused: (text) => view.problem(text),
  gone: () => {
    view.clear();
    view.showPending([]);
    view.known(false);
    view.problem(texts.gone);
  },
  left: () => list(true),
  expired: () => tell({ madoguchi: "identity" }),
  progress,
  begins: () => around.asked(),
  askedAgain: (item, text) => forms.again(item, text),
});
const files = new Files(talk, texts, (text) => view.problem(text));
const forms = new Forms(view, talk);
const both = new Both(talk, texts);
const field = view.byId("text");
const made = {};
const once = (name, make) => (made[name] ||= part(name).then(make));
const rating = () => once("rating", ({ Rating }) => new Rating(view, talk));
const choices = () => once("choices", ({ Choices }) => new Choices(view, talk));
const mail = () => once("mail", ({ Mail }) => new Mail(forms, talk));
const help = () => once("help", ({ Help }) => new Help(view, talk, () => (view.byId("form").querySelector("textarea") || field).focus()));
view.attaches = () => once("attached", ({ Attached }) => new Attached(() => talk.headers(), texts, () => view.stayAtEnd()));

async function opened() {
  talk.isLookedAt = true;
  field.focus();
  const begun = talk.begin();
  await learnTimes(root.lang);
  await begun;
  view.known(talk.isKnown);
  await forms.show();
}

function send() {
  const text = field.value.trim();
  if (!text && !files.chosen.length) return;
  view.problem("");
  talk.say(text, files.take());
  both.stopped();
  field.value = "";
  talk.keepDraft("");
  view.known(true);
  field.focus();
}

view.byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
field.addEventListener("keydown", (event) => {
  // keyCode 229: Safari says isComposing too late for the Enter that ends a composition
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    send();
  }
});
field.addEventListener("input", () => { talk.keepDraft(field.value); both.typed(field.value); });
if (field.value) talk.keepDraft(field.value); // typed while all of this was on its way
else field.value = talk.draft;
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) tell({ madoguchi: "close" });
});
view.byId("smile").addEventListener("click", async (event) => {
  const { toggle } = await part("emoji");
  toggle(event.target.closest("button"), texts, talk.recent, (sign) => {
    field.setRangeText(sign, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input"));
    field.focus();
  });
});
for (const id of ["to-help", "ask-help"]) {
  view.byId(id)?.addEventListener("click", async () => (await help()).toggle());
}
view.byId("close").addEventListener("click", () => tell({ madoguchi: "close" }));
view.byId("to-list").addEventListener("click", () => list());
view.byId("to-mail").addEventListener("click", async () => (await mail()).send());
view.byId("new").addEventListener("click", () => choose(0));
view.onAgain = (once) => talk.queue.again(once);
view.onWithout = (once, file) => talk.queue.without(once, file);
view.onBack = (once) => {
  field.value = [talk.queue.takeBack(once).text, field.value].filter(Boolean).join("\n");
  talk.keepDraft(field.value);
  view.problem("");
  field.focus();
};

async function list(hasLost = false) {
  showList(view, await talk.chats(), choose, hasLost);
  forms.close();
}

function choose(chat) {
  view.clear();
  made.rating?.then((one) => one.show(null, chat));
  made.choices?.then((one) => one.show(null, chat));
  view.thread();
  talk.open(chat);
  both.look();
  field.focus();
  forms.show();
}

document.addEventListener("visibilitychange", () => document.hidden || talk.look());
view.byId("send").disabled = false;
tell({ madoguchi: "ready" });
