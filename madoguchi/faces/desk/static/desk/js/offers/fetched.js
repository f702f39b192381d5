/* What the server renders, as nodes. */

export async function fetched(address, signal) {
  const answer = await fetch(address, { credentials: "same-origin", signal });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  return [...made.content.children];
}
