/* A draft that was changed elsewhere meanwhile: what stands here, what stands there, or both, as its person chooses. Nothing is saved until then;
   what was here can be had back by undo. Resolves to the version to go on from. */

export function chosen(form, html) {
  form.querySelector(".draft-changed")?.remove();
  form.querySelector("madoguchi-editor").insertAdjacentHTML("beforebegin", html);
  const notice = form.querySelector(".draft-changed");
  const field = form.querySelector(".composer-text");
  const theirs = notice.querySelector("template")?.innerHTML ?? "";
  form.querySelector("madoguchi-uploads")?.append(...notice.querySelectorAll("[data-cid]"));  // the pictures of that one
  const beside = [...notice.querySelectorAll("template[data-field]")];  // what else the form holds
  return new Promise((resolve) => {
    notice.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-draft]")?.dataset.draft;
      if (!choice) return;
      if (choice === "theirs") for (const { dataset, innerHTML } of beside) put(form.elements[dataset.field], decoded(innerHTML));
      if (choice === "theirs") put(field, decoded(theirs));
      if (choice === "both") put(field, `${field.value.trimEnd()}\n\n${decoded(theirs)}`);
      if (choice === "gone") put(field, "");
      notice.remove();
      form.querySelector("madoguchi-editor").focus();
      resolve(notice.dataset.version);
    });
  });
}

function put(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function decoded(html) {
  const reader = document.createElement("textarea");
  reader.innerHTML = html;
  return reader.value;
}
