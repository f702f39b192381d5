/* What was said and the server does not have yet: shown at once, kept, and sent in its order under the same name until it is there. */
const PAUSES = [1000, 2000, 5000, 10000]; // milliseconds until a message that did not get through is tried again

export class Queue {
  constructor(kept, uploads, post, told) {
    Object.assign(this, { kept, uploads, post, told, isSending: false, isUploading: false });
    addEventListener("online", () => this.flush());
  }

  get waiting() { return this.kept.waiting(); }

  /* Whether the server may have a message of which it has not told us yet. */
  get isOnItsWay() { return !this.isUploading && this.waiting.some((one) => !one.problem); }

  add(text, files, chat, form) {
    this.#keep({ once: this.kept.random(18), at: performance.timeOrigin + performance.now(), text, files, chat, form });
    this.flush();
  }

  again(once) {
    this.#keep({ ...this.#find(once), problem: "" });
    this.flush();
  }

  /* Not to be sent after all: what it was. */
  takeBack(once) {
    const one = this.#find(once);
    this.kept.said(once);
    for (const file of one.files) this.uploads.cancel(file);
    this.told.states(this.waiting);
    return one;
  }

  /* The same without a file. */
  without(once, file) {
    const one = this.#find(once);
    const files = one.files.filter((other) => other.once !== file.once);
    if (!one.text && !files.length) { this.takeBack(once); return; }
    this.#keep({ ...one, files, problem: "" });
    this.uploads.cancel(file);
    this.flush();
  }

  async flush(tries = 0) {
    const next = this.waiting.find((one) => !one.problem);
    if (this.isSending || !next) return;
    this.isSending = true;
    let pause = 0;
    try {
      if (await this.#haveArrived(next.files)) await this.#send(next);
    } catch (error) {
      pause = this.#failed(next, error, tries);
    } finally {
      this.isSending = this.isUploading = false;
      this.told.states(this.waiting);
    }
    if (pause) setTimeout(() => this.flush(tries + 1), pause);
    else this.flush();
  }

  async #haveArrived(files) {
    this.isUploading = files.length > 0;
    for (const file of files) {
      try {
        await this.uploads.arrived(file);
      } catch (error) {
        if (error.isCancelled) return false;
        throw Object.assign(error, { message: `${file.name}: ${error.message}` });
      }
    }
    this.isUploading = false;
    return true;
  }

  /* What was begun with it has its number then, also what waits behind it; first of all, for a page may end at any moment, and what is
     sent again under its name is sent once. */
  async #send(next) {
    if (!this.#find(next.once)) return; // taken back meanwhile
    const chat = await this.post(next);
    for (const one of this.waiting) if (one.chat === next.chat) this.kept.wait({ ...one, chat });
    this.told.begun(next, chat);
    this.kept.said(next.once);
    this.told.states(this.waiting);
    await this.told.sent();
  }

  #failed(next, error, tries) {
    const isRefused = error.status >= 400 && error.status < 500 && error.status !== 429;
    const isSignedAnew = error.status === 401 && this.told.expires(error); // by the site, for whom it speaks; until then it waits
    if (!isRefused || isSignedAnew) return PAUSES[Math.min(tries, PAUSES.length - 1)];
    if (next.form && error.status === 422) {
      this.told.askedAgain(this.takeBack(next.once), error.message);
      return 0;
    }
    this.kept.wait({ ...next, problem: error.message || "!" });
    this.told.refused(error.message);
    return 0;
  }

  #find(once) { return this.waiting.find((one) => one.once === once); }

  #keep(one) {
    this.kept.wait(one);
    this.told.states(this.waiting);
  }
}
