/* Files on their way up: one after the other, so that they stand in the order in which they were chosen, and again under the same name
   until the server has them. Who sends waits for `arrived`. */
import { refusal } from "./asking.js";
import { bytesOf, dropBytes, keepBytes } from "./bytes.js";

const PAUSES = [1000, 2000, 5000, 10000]; // milliseconds until what did not get through is tried again
const SILENCE = 60000; // nothing moves any more
const ALMOST = 0.99; // all has left, and the server has not said yet that it is there
const AGAIN = [401, 408, 429]; // who it is may come a moment later

export class Uploads {
  constructor(headers, progress) {
    this.headers = headers;
    this.progress = progress;
    this.all = new Map();
    this.last = Promise.resolve();
  }

  async begin(file, bytes) {
    await keepBytes(file.once, bytes);
    this.arrived(file).catch(() => {}); // who sends it is told
  }

  /* Fails with what was refused, or with `isCancelled`. What is not here any more has arrived, or the server says that it is lost. */
  arrived(file) {
    if (!this.all.has(file.once)) {
      const going = { ending: new AbortController() };
      going.done = this.last.then(() => this.#up(file, going.ending.signal));
      this.last = going.done.catch(() => this.all.delete(file.once));
      this.all.set(file.once, going);
    }
    return this.all.get(file.once).done;
  }

  async cancel(file) {
    this.all.get(file.once)?.ending.abort();
    await dropBytes(file.once);
    await fetch(addressOf(file), { method: "DELETE", headers: this.headers() }).catch(() => {}); // else it goes after a day
  }

  async #up(file, ended) {
    for (let tries = 0; ; tries += 1) {
      const bytes = await bytesOf(file.once);
      if (ended.aborted) throw Object.assign(new Error(), { isCancelled: true });
      if (!bytes) return;
      const { status, said } = await this.#put(file, bytes, ended);
      if (status >= 200 && status < 300) {
        await dropBytes(file.once);
        this.progress(file, 1);
        return;
      }
      if (status >= 400 && status < 500 && !AGAIN.includes(status)) throw refusal(status, said);
      if (!ended.aborted) await paused(PAUSES[Math.min(tries, PAUSES.length - 1)]);
    }
  }

  /* By XMLHttpRequest, for fetch tells nobody how far it is. Status 0: nobody answered. */
  #put(file, bytes, ended) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const moves = () => { clearTimeout(moves.timer); moves.timer = setTimeout(() => request.abort(), SILENCE); };
      request.open("PUT", `${addressOf(file)}?name=${encodeURIComponent(file.name)}`);
      for (const [name, value] of Object.entries({ ...this.headers(), "Content-Type": file.type || "application/octet-stream" })) request.setRequestHeader(name, value);
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => { moves(); this.progress(file, Math.min(event.loaded / event.total, ALMOST)); });
      request.addEventListener("loadend", () => { clearTimeout(moves.timer); done({ status: request.status, said: request.response }); });
      ended.addEventListener("abort", () => request.abort(), { once: true });
      moves();
      request.send(bytes);
    });
  }
}

const addressOf = (file) => `uploads/${file.once}/`;

function paused(milliseconds) {
  return new Promise((done) => {
    setTimeout(done, milliseconds);
    addEventListener("online", done, { once: true });
  });
}
