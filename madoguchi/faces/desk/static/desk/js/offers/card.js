/* The picture of a card is attached to the letter that shows it: what comes as picture:name goes up as a file of this form and is shown by the
   name that it has here. One that cannot be brought is left out. */

const PICTURE = /!\[((?:[^[\]\\]|\\.)*)\]\(picture:([\w-]{1,40})\)\n*/;

export async function withPictures(markdown, form) {
  const [shown, alt, name] = PICTURE.exec(markdown) ?? [];
  if (!shown) return markdown;
  const chip = await broughtBy(form.querySelector("madoguchi-uploads"), name).catch(() => null);
  return markdown.replace(shown, chip?.dataset.cid ? `![${alt}](cid:${chip.dataset.cid})\n\n` : "");
}

async function broughtBy(uploads, name) {
  const answer = await fetch(`/desk/articles/pictures/${name}/`);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const bytes = await answer.blob();
  return uploads.keep(new File([bytes], `${name.slice(0, 8)}.${bytes.type.replace(/^image\//, "")}`, { type: bytes.type }));
}
