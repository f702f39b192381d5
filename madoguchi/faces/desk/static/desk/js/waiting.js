/* Sending that waits for its files: what was pressed while one was still going up is pressed again when all are there. Whoever writes on, or a
   file that does not arrive, ends the waiting; whoever leaves is told that nothing went out. The composer has the words (data-…). */

let waits = null;

export function sendWhenUploaded(form, button, words) {
  waits = { form, button: button ?? form.querySelector("[data-send]"), words };
  form.dataset.waits = "";
  say(words.uploading);
}

function end(text) {
  const { form, button } = waits;
  waits = null;
  delete form.dataset.waits;
  if (text) say(text, "failed");
  return button;
}

const say = (text, kind = "") => document.dispatchEvent(new CustomEvent("desk:say", { detail: { text, kind } }));

document.addEventListener("composer:uploaded", ({ target, detail: { hasArrived } }) => {
  if (waits?.form !== target) return;
  if (!hasArrived) end();
  else if (!target.querySelector("[data-uploading]")) end().click();
});

/* Files that come and go say so by the form itself. */
document.addEventListener("input", ({ target }) => {
  if (waits?.form !== target && waits?.form.contains(target)) end(waits.words.writeson);
}, true);

document.addEventListener("htmx:afterSettle", () => {
  if (waits && !waits.form.isConnected) end(waits.words.left);
});

addEventListener("beforeunload", (event) => { if (waits) event.preventDefault(); });
