/* What is folded opens where an address leads to it: an answer quotes it and links to it. Without scripts its title is seen. */

const open = () => {
  const place = document.querySelector("details:target");
  if (place) place.open = true;
};

addEventListener("hashchange", open);
open();
