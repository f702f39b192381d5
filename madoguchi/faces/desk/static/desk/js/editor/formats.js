/* What the buttons over the text do, and whether they are pressed. */

const within = (names) => (squire) => names.split(" ").some((name) => squire.hasFormat(name) || new RegExp(`(?:^|>)${name}(?:>|$)`).test(squire.getPath()));
const HEADING = /(?:^|>)H[1-6](?:>|$)/;
const mark = (name, add, remove) => ({ isOn: within(name), press: (squire) => (squire.hasFormat(name) ? squire[remove]() : squire[add]()) });

export const formats = {
  heading: { isOn: (squire) => HEADING.test(squire.getPath()), press: heading },
  bold: mark("B", "bold", "removeBold"),
  italic: mark("I", "italic", "removeItalic"),
  strike: mark("S", "strikethrough", "removeStrikethrough"),
  code: { isOn: within("CODE PRE"), press: (squire) => squire.toggleCode() },
  list: { isOn: within("UL"), press: (squire) => (within("UL")(squire) ? squire.removeList() : squire.makeUnorderedList()) },
  numbers: { isOn: within("OL"), press: (squire) => (within("OL")(squire) ? squire.removeList() : squire.makeOrderedList()) },
  quote: { isOn: within("BLOCKQUOTE"), press: (squire) => (within("BLOCKQUOTE")(squire) ? squire.decreaseQuoteLevel() : squire.increaseQuoteLevel()) },
  link: { isOn: within("A"), press: (squire) => squire.removeLink() },  // link_form.js makes them
  table: { isOn: within("TABLE"), press: (_squire, surface) => surface.tables.make() },
  "row-add": { press: (_squire, surface) => surface.tables.addRow() },
  "row-remove": { press: (_squire, surface) => surface.tables.removeRow() },
  "column-add": { press: (_squire, surface) => surface.tables.addColumn() },
  "column-remove": { press: (_squire, surface) => surface.tables.removeColumn() },
};

/* Lines become headings, and headings lines again. */
function heading(squire) {
  const isOn = HEADING.test(squire.getPath());
  squire.modifyBlocks((part) => {
    for (const block of [...part.querySelectorAll(isOn ? "h1, h2, h3, h4, h5, h6" : "div")]) {
      const made = document.createElement(isOn ? "div" : "h2");
      made.append(...block.childNodes);
      block.replaceWith(made);
    }
    return part;
  });
}

/* Makes a link of what is chosen. An address without a scheme is one of the web, or of mail. */
export function linkTo(squire, typed) {
  const address = typed.trim();
  if (!address) return;
  const href = /^(?:https?:\/\/|mailto:|tel:)/i.test(address) ? address : address.includes("@") ? `mailto:${address}` : `https://${address}`;
  squire.makeLink(href);
}
