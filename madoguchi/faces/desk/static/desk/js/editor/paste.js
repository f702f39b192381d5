/* What is pasted into the text: files are uploaded, rich text becomes Markdown, an address over chosen words their link, anything else the
   plain text that it is. */

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/;

export function paste(event, editor) {
  const { clipboardData: given } = event;
  const html = given.getData("text/html");
  const plain = given.getData("text/plain");
  if (given.files.length && !(html && plain)) return take(event, () => editor.form.dispatchEvent(new CustomEvent("composer:files", { detail: given.files })));
  if (!editor.isRich || event.target === editor.field || !(html || plain)) return undefined;
  const { squire } = editor.surface;
  editor.surface.touched();
  if (ADDRESS.test(plain.trim()) && !squire.getSelection().collapsed) return take(event, () => squire.makeLink(plain.trim()));
  if (html) return take(event, () => editor.surface.reads().then(() => squire.insertHTML(html, true)));
  return take(event, () => editor.surface.insertPlain(plain));
}

function take(event, act) {
  event.preventDefault();
  event.stopPropagation();
  act();
}
