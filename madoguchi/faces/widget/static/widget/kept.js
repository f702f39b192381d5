/* What this device keeps of one chat. Of the whole browser, and only once something was said: its token, what is not sent yet, a draft.
   Of this tab alone, before that: what was written and chosen so far. What waits has a key each, so that two tabs that write in the very
   same moment write over nothing of each other. */
const WAITING = "waiting:";

export class Kept {
  constructor(chat) {
    this.prefix = `madoguchi:${chat}:`;
    this.memory = new Map(); // where a browser lets a frame keep nothing
  }

  isOurs(key) { return Boolean(key?.startsWith(this.prefix)); }

  get(name) {
    const key = this.prefix + name;
    return read(() => localStorage, key) ?? read(() => sessionStorage, key) ?? this.memory.get(name);
  }

  set(name, value) { this.#write(() => localStorage, () => sessionStorage, name, value); }

  /* For this tab alone, until it is closed. */
  hold(name, value) { this.#write(() => sessionStorage, () => localStorage, name, value); }

  drop(name) {
    this.memory.delete(name);
    for (const storage of [() => localStorage, () => sessionStorage]) tried(() => storage().removeItem(this.prefix + name), null);
  }

  /* The messages that the server does not have yet, in the order in which they were written. */
  waiting() {
    const kept = tried(() => Object.keys(localStorage), []).filter((key) => this.isOurs(key)).map((key) => key.slice(this.prefix.length));
    const found = [...kept, ...this.memory.keys()].filter((name) => name.startsWith(WAITING)).map((name) => this.get(name));
    return found.filter(Boolean).sort((one, other) => one.at - other.at);
  }

  /* A tab in which nothing was said yet goes on with what another has begun. */
  join(talk) {
    if (!talk.stop) talk.chat ||= this.get("chat") || 0;
    talk.begun ||= this.waiting().find((one) => typeof one.chat === "string")?.chat || "";
  }

  wait(one) { this.set(WAITING + one.once, one); }

  said(once) { this.drop(WAITING + once); }

  clear() {
    for (const one of this.waiting()) this.said(one.once);
    for (const name of ["token", "device", "draft", "files", "chat", "emoji"]) this.drop(name);
  }

  random(bytes) {
    const drawn = crypto.getRandomValues(new Uint8Array(bytes));
    return btoa(String.fromCharCode(...drawn)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  /* Written over, not taken away first: a page may end at any moment. */
  #write(storage, other, name, value) {
    const key = this.prefix + name;
    const isKept = tried(() => { storage().setItem(key, JSON.stringify(value)); return true; }, false);
    if (isKept) this.memory.delete(name);
    else this.memory.set(name, value);
    tried(() => other().removeItem(key), null);
  }
}

const read = (storage, key) => tried(() => JSON.parse(storage().getItem(key)), null);

/* A browser that forbids storage throws as soon as it is named. */
function tried(what, otherwise) {
  try {
    return what();
  } catch {
    return otherwise;
  }
}
