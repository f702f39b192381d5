/* What is asked before a reply goes out (desk/doubts.html): the text stands in the composer meanwhile. "Send anyway" sends as it was sent, with
   what was shown; nothing is asked twice. */

let pressed = null;

/* Who begins to write has seen what stands in the thread by then, not only what stood there when the page came. */
document.addEventListener("input", ({ target }) => {
  const form = target.closest?.('form.composer[data-mode="reply"]:has([name="last_seen"])');
  const text = form?.querySelector(".composer-text");
  if (!text || text.defaultValue) return;
  if (text.value.trim() && !form.dataset.begun) {
    const shown = [...document.querySelectorAll("#thread .bubble")].map((bubble) => Number(bubble.id.replace("message-", "")));
    form.elements.last_seen.value = Math.max(form.elements.last_seen.value, ...shown);
  }
  form.dataset.begun = text.value.trim() ? "yes" : "";
}, true);

document.addEventListener("submit", (event) => {
  if (event.target.matches("form.composer")) pressed = event.submitter;
}, true);

document.addEventListener("click", (event) => {
  const dialog = event.target.closest?.("[data-doubts]");
  if (!dialog) return;
  const form = document.querySelector(`form.composer[data-mode="${dialog.dataset.doubts}"]`);
  const to = event.target.closest("[data-mode-to]");
  const read = event.target.closest("[data-read]");
  const instead = event.target.closest("[data-instead]");
  if (to) form.closest("madoguchi-composer").show(to.dataset.modeTo);
  if (instead) {
    const field = form.querySelector(".composer-text");
    field.value = instead.dataset.instead;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    form.querySelector("madoguchi-editor")?.focus();
  }
  if (read) document.getElementById(read.dataset.read)?.scrollIntoView({ block: "center" });
  if (read) document.getElementById(read.dataset.read)?.focus({ preventScroll: true });
  if (event.target.closest("[data-send-anyway]")) sendAnyway(form, dialog);
});

/* Enter in a form means its first button, which is to send now. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.('[name="later_at"]')) return;
  event.preventDefault();
  event.target.nextElementSibling.click();
});

function sendAnyway(form, dialog) {
  for (const { dataset } of dialog.querySelectorAll("[data-code]")) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seen", value: dataset.code }));
  }
  (pressed?.form === form ? pressed : form.querySelector("[data-send]")).click();  // htmx sends the button that was clicked last
}
