/* How a command is performed: whoever listens to the event desk:command may take it (and says so by preventDefault); then the element
   that says data-command="name" is pressed, a field is entered; then its address is gone to. */

/* What is in a closed menu is reached too; what is hidden there is not. */
const isReachable = (element) => element.checkVisibility()
  || (!element.closest("[hidden]") && Boolean(element.closest("[popover]:not(:popover-open)")?.parentElement?.checkVisibility()));

/* The last of several: what is nearer to the work stands further down (the field of a page, the newest message to be undone). */
export function elementOf(name) {
  return [...document.querySelectorAll(`[data-command="${name}"]`)].filter((element) => !element.disabled && isReachable(element)).at(-1);
}

export function perform({ name, address = "" }, from = document.activeElement ?? document.body) {
  const told = new CustomEvent("desk:command", { bubbles: true, cancelable: true, detail: { name, address } });
  if (!from.dispatchEvent(told)) return true;
  const element = elementOf(name);
  if (element?.matches("input, textarea")) element.select();
  else if (element) element.click();
  else if (address) location.assign(address);
  return Boolean(element || address);
}
