/* Where the options of the palette come from: the server, and the menus of the page. */

import { finder } from "./finding.js";

/* null where nothing came. */
export async function optionsFrom(address, signal) {
  const answer = await fetch(address, { signal, headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
  const text = answer?.ok && !answer.redirected ? await answer.text().catch(() => null) : null;
  if (text === null) return null;
  const made = new DOMParser().parseFromString(text, "text/html");
  return [...made.querySelectorAll("[role=option]")].map((option) => document.adoptNode(option));
}

/* What a <madoguchi-menu> offers, pressed where it stands: a function from what was typed to the options that fit. A field of the menu that
   takes a new word takes what was typed; one that takes more (a time) opens the menu itself. */
export async function choicesOf(menu) {
  await menu.ready();
  const items = [...menu.menu.querySelectorAll(".choice-item")];
  const options = items.map((item, place) => optionOf(item, `palette-inner-${place}`, () => press(item, menu)));
  const find = finder(options);
  const word = menu.menu.querySelector("form > input[data-filter][name]");
  return (typed) => {
    const isKnown = options.some((option) => option.dataset.words.toLowerCase() === typed.toLowerCase());
    return word && typed && !isKnown ? [...find(typed), wordOption(word, typed)] : find(typed);
  };
}

function optionOf(item, id, perform) {
  const option = document.createElement("div");
  option.id = id;
  option.role = "option";
  option.className = "choice-item";
  for (const node of item.childNodes) {
    const isText = node.nodeType === Node.TEXT_NODE && node.textContent.trim();
    option.append(isText ? Object.assign(document.createElement("span"), { textContent: node.textContent }) : node.cloneNode(true));
  }
  option.dataset.words = item.dataset.words ?? item.textContent.trim();
  if (item.getAttribute("aria-current") === "true") option.setAttribute("aria-current", "true");
  option.perform = perform;
  return option;
}

function wordOption(field, typed) {
  const option = document.createElement("div");
  option.id = "palette-inner-new";
  option.role = "option";
  option.className = "choice-item";
  option.textContent = field.dataset.make.replace("{word}", typed);
  option.perform = () => {
    field.value = typed;
    field.form.requestSubmit();
  };
  return option;
}

function press(item, menu) {
  if (item.form?.querySelector(":invalid")) menu.button.click();
  else item.click();
}
