/* The visitor's conversations, in the place of the one that is open. */

/* `hasLost`: the conversation that stood here cannot be opened any more. */
export function showList(view, chats, choose, hasLost) {
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  for (const id of ["thread", "composer", "to-list", "to-mail"]) view.byId(id).hidden = true;
  view.byId("list").hidden = false;
  view.byId("none").hidden = chats.length > 0;
  view.byId("missing").hidden = !hasLost;
  view.byId("chats").replaceChildren(...chats.map((chat) => {
    const button = view.element("button", chat.unread ? "unread" : "", "");
    button.type = "button";
    const unread = chat.unread ? ` · ${view.texts.unread.replace("{count}", chat.unread)}` : "";
    const preview = view.element("span", "", chat.preview);
    preview.dir = "auto";
    button.append(preview, view.element("span", "who", day.format(new Date(chat.at)) + unread));
    button.addEventListener("click", () => choose(chat.id));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
  (view.byId("chats").querySelector("button") || view.byId("new")).focus();
}
