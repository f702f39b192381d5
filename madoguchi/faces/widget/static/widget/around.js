/* The page around the panel: what it says, and what it is told. */
const PATIENCE = 300; // milliseconds; a page that is busy with itself keeps nobody from writing

export class Around {
  /* `heard` is given each of its messages. */
  constructor(heard) {
    this.site = "";
    addEventListener("message", (event) => {
      if (event.source !== parent || parent === window) return;
      this.site = event.origin;
      heard(event.data || {});
      if (event.data?.facts) this.told?.();
    });
  }

  tell(message) {
    parent.postMessage(message, this.site || "*"); // before the page has said who it is, it is told only that this is ready
  }

  /* When it has said where the visitor is by now, and what has gone wrong there. */
  asked() {
    return new Promise((done) => {
      this.told = done;
      setTimeout(done, PATIENCE);
      this.tell({ madoguchi: "facts" });
    });
  }
}
