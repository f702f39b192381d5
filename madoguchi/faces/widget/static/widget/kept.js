/* What this device keeps of one chat: its token, what is not sent yet, a draft. Nothing before something was said. */
export class Kept {
  constructor(chat) {
    this.prefix = `madoguchi:${chat}`;
    this.memory = {}; // where a browser lets a frame keep nothing
  }

  isOurs(key) { return Boolean(key?.startsWith(this.prefix)); }

  get(name) {
    try {
      return JSON.parse(localStorage.getItem(`${this.prefix}:${name}`));
    } catch {
      return this.memory[name];
    }
  }

  set(name, value) {
    this.memory[name] = value;
    try {
      localStorage.setItem(`${this.prefix}:${name}`, JSON.stringify(value));
    } catch { /* it stays in memory */ }
  }

  clear() {
    for (const name of ["token", "pending", "draft", "chat"]) {
      delete this.memory[name];
      try {
        localStorage.removeItem(`${this.prefix}:${name}`);
      } catch { /* as above */ }
    }
  }

  random(bytes) {
    const drawn = crypto.getRandomValues(new Uint8Array(bytes));
    return btoa(String.fromCharCode(...drawn)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }
}
