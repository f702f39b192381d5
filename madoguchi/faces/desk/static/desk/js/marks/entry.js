/* Who wants to mark a picture, and what becomes of it. A picture of something that is being written (its chip, a double click on it in the text, the
   tool for the one at the caret) is replaced there, and the one before goes away with its file. One that was received (js/pictures.js) goes
   into the reply. The dialog and what draws are fetched with the first picture. */

const TYPES = new Set(["image/jpeg", "image/webp"]);  // what else there is becomes a PNG

document.addEventListener("click", ({ target }) => {
  const chip = target.closest?.("[data-mark]")?.closest(".chip");
  if (chip) replaceBy(chip.closest("form"), chip.dataset.cid);
  const form = target.closest?.("[data-mark-here]")?.closest("form");
  if (form) replaceBy(form, nearest(form));
});

document.addEventListener("dblclick", ({ target }) => {
  const image = target.closest?.(".composer-rich img[data-cid]");
  if (image) replaceBy(image.closest("form"), image.dataset.cid);
});

document.addEventListener("picture:mark", ({ detail: { src, name, alt } }) => open(src, name, alt, async (file, words) => {
  const composer = document.querySelector("madoguchi-composer");
  composer.show("reply");
  const { form } = composer;
  const kept = await form.querySelector("madoguchi-uploads").keep(file);
  if (kept) form.dispatchEvent(new CustomEvent("editor:insert", { detail: `![${words.replace(/[[\]\\]/g, " ")}](cid:${kept.dataset.cid})` }));
  composer.editor.focus();
}));

/* The picture at the caret, else the last one in the text, else the last one that is attached. */
function nearest(form) {
  const at = getSelection().anchorNode;
  const block = (at?.nodeType === Node.ELEMENT_NODE ? at : at?.parentElement)?.closest(".composer-rich > *");
  const image = block?.closest("form") === form && block.querySelector("img[data-cid]");
  return (image || [...form.querySelectorAll(".composer-rich img[data-cid], madoguchi-uploads [data-cid]:not([hidden])")].at(-1))?.dataset.cid;
}

function replaceBy(form, cid) {
  const uploads = form.querySelector("madoguchi-uploads");
  const old = cid && uploads.querySelector(`[data-cid="${CSS.escape(cid)}"]`);
  if (!old) return say(document.querySelector("[data-no-picture]")?.dataset.noPicture);
  const shown = form.querySelector(`.composer-rich img[data-cid="${CSS.escape(cid)}"]`);
  return open(old.dataset.src, old.dataset.name, shown?.alt ?? old.dataset.name, async (file, words) => {
    const kept = await uploads.keep(file, Boolean(shown));
    if (!kept) return;
    form.querySelector("madoguchi-editor").replacePicture(cid, kept.dataset.cid, words);
    old.querySelector("[data-remove]")?.click();
    form.querySelector("madoguchi-editor").focus();
  });
}

/* `done` is given the new file, and the words that say what it shows. */
async function open(src, name, alt, done) {
  const [dialog, bytes, { Marks }, { canvasOf }] = await Promise.all([dialogOf(), bytesOf(src), import("./marks.js"), import("./source.js")]).catch(() => []);
  const canvas = bytes && await canvasOf(bytes).catch(() => null);
  if (!canvas) return say(dialog?.dataset.failed ?? document.querySelector("[data-no-picture]")?.dataset.noPicture);
  const before = document.activeElement;
  document.body.append(dialog);
  await styled(dialog);
  dialog.showModal();
  const type = TYPES.has(bytes.type) ? bytes.type : "image/png";
  const marks = new Marks(dialog, canvas, type);
  const words = dialog.querySelector("[data-alt]");
  words.value = alt ?? "";
  const observer = new ResizeObserver(() => marks.show());
  observer.observe(marks.canvas);
  dialog.addEventListener("close", () => {
    observer.disconnect();
    dialog.remove();
    if (before?.isConnected) before.focus();
  });
  dialog.addEventListener("cancel", (event) => staysOnce(event, dialog, marks));
  dialog.querySelector("[data-act=save]").addEventListener("click", async () => {
    if (!marks.list.length) return;
    const flat = await marks.flat();
    dialog.close();
    await done(new File([flat], `${name.replace(/\.\w{1,5}$/, "")}-marked.${type.replace(/^image\/(jpe?g|\w+)$/, "$1").replace("jpeg", "jpg")}`, { type }), words.value.trim() || name);
  });
  return marks.canvas.focus();
}

/* Nobody loses what they drew by one key. */
function staysOnce(event, dialog, marks) {
  if (!marks.list.length || dialog.dataset.asked !== undefined) return;
  event.preventDefault();
  dialog.dataset.asked = "";
  dialog.querySelector("[role=status]").textContent = dialog.dataset.ask;
}

async function dialogOf() {
  const answer = await fetch("/desk/marks/");
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("dialog");
}

async function bytesOf(src) {
  const answer = await fetch(src);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.blob();
}

const styled = (dialog) => new Promise((done) => {
  const sheet = dialog.querySelector("link");
  for (const kind of ["load", "error"]) sheet.addEventListener(kind, done, { once: true });
});

const say = (text) => document.dispatchEvent(new CustomEvent("desk:say", { detail: { text, kind: "failed" } }));
