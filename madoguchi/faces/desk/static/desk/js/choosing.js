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
   takes a new word takes what was typed; one that takes more (a time) opens the menu itself. News may put a new menu in its place meanwhile:
   then what is the same there is pressed. */
export async function choicesOf(menu) {
  await menu.ready();
  const options = itemsOf(menu).map((item, place) => optionOf(item, `palette-inner-${place}`, () => press(item, menu)));
  const find = finder(options);
  const word = wordOf(menu);
  return (typed) => {
    const isKnown = options.some((option) => option.dataset.words.toLowerCase() === typed.toLowerCase());
    return word && typed && !isKnown ? [...find(typed), wordOption(menu, typed)] : find(typed);
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

function wordOption(menu, typed) {
  const option = document.createElement("div");
  option.id = "palette-inner-new";
  option.role = "option";
  option.className = "choice-item";
  option.textContent = wordOf(menu).dataset.make.replace("{word}", typed);
  option.perform = async () => {
    const field = wordOf(await standing(menu));
    field.value = typed;
    field.form.requestSubmit();
  };
  return option;
}

async function press(item, menu) {
  const now = await standing(menu);
  const same = item.isConnected ? item : itemsOf(now).find((other) => isSame(other, item));
  if (!same || same.form?.querySelector(":invalid")) now.button.click();
  else same.click();
}

const itemsOf = (menu) => [...menu.menu.querySelectorAll(".choice-item")];
const wordOf = (menu) => menu.menu.querySelector("form > input[data-filter][name]");
const isSame = (one, other) => ["hx-post", "hx-vals"].every((name) => one.getAttribute(name) === other.getAttribute(name))
  && one.textContent === other.textContent;

async function standing(menu) {
  const now = menu.isConnected ? menu : document.getElementById(menu.menu.id)?.closest("madoguchi-menu") ?? menu;
  await now.ready();
  return now;
}
