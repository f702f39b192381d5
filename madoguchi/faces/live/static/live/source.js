// The connection that the stream comes by: kept, looked after, opened again. `tell` gets what it hears.

const LONGEST_WAIT = 30_000;
const LOOK_EACH = 15_000;
const ASLEEP_AFTER = 90_000;

export class Source {
  constructor(url, tell) {
    this.url = url;
    this.tell = tell;
    this.tries = 0;
    this.looked = Date.now();
    setInterval(() => this.look(), LOOK_EACH);
    this.open();
  }

  get isOpen() {
    return this.source.readyState === EventSource.OPEN;
  }

  get greeting() {
    return { kind: "hello", quiet: Date.now() - this.quietSince };
  }

  open() {
    clearTimeout(this.timer);
    this.source?.close();
    const source = new EventSource(this.url);
    this.source = source;
    const greet = (event) => {
      this.tries = 0;
      this.quietSince = Date.now() - (JSON.parse(event.data).quiet ?? 0);
      this.tell(this.greeting);
    };
    source.addEventListener("hello", greet);
    source.addEventListener("reload", greet);
    source.addEventListener("changed", (event) => {
      this.quietSince = Date.now();
      this.tell({ kind: "changed", names: JSON.parse(event.data) });
    });
    source.addEventListener("error", () => source === this.source && this.retry());
  }

  // Ourselves and not EventSource: it comes back after the same time everywhere, and never after a 503.
  retry() {
    const refused = this.source.readyState === EventSource.CLOSED; // by an answer; without one it would try again
    this.source.close();
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.tries) * (0.5 + Math.random());
    this.tries += 1;
    this.timer = setTimeout(() => this.open(), wait);
    this.tell({ kind: "lost", refused });
  }

  // Somebody looks at the page, or the network is back: no reason to wait any longer.
  check({ anew = false } = {}) {
    if (anew || this.source.readyState === EventSource.CLOSED) this.open();
  }

  // A clock that stood still means that the machine slept; what its connection says is no longer true.
  look() {
    const now = Date.now();
    if (now - this.looked > ASLEEP_AFTER) this.open();
    this.looked = now;
  }
}
