/* What axe leaves to people, told by scripts; see seeing.py. Each answers with one line for each thing that is wrong. */

(() => {
  const named = (element) => `${element.localName}#${element.id}.${element.className} ${element.textContent.trim().slice(0, 20)}`;
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".sr, .skip, svg, iframe");

  function scrollsItself(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.matches("pre, .table-scroll, .facts, [data-sideways]")) return true;
    }
    return false;
  }

  function unseen(element) {
    const frame = element.closest("label, .palette-head, form.composer") ?? element;
    const styles = [element, frame].map((one) => getComputedStyle(one));
    if (!styles.some(({ outlineStyle, boxShadow }) => outlineStyle !== "none" || boxShadow !== "none")) return [`no focus shown: ${named(element)}`];
    const box = frame.getBoundingClientRect();
    const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.15], [0.5, 0.85]];
    const isSeen = points.some(([x, y]) => {
      const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return hit && (frame.contains(hit) || hit.contains(element));
    });
    return isSeen ? [] : [`obscured: ${named(element)}`];
  }

  window.seeing = {
    /* Mail is shown as its sender made it, in a frame without scripts: its markup is not ours to mend. No style sheet is fetched again for the
       one rule that reads them (of locked orientations: test_contrast.py). While a list is written, the editor
       (Squire) keeps a list within it beside its items; what is sent has it within them. */
    async axe({ runOnly, within }) {
      const exclude = [["iframe"], [".composer-rich :is(ul, ol):has(> :is(ul, ol))"]];
      const { violations } = await window.axe.run({ exclude, ...(within ? { include: [[within]] } : {}) }, { resultTypes: ["violations"], iframes: false, preload: false, runOnly });
      const why = ({ failureSummary }) => failureSummary.split("\n").slice(1).join(" ").trim();
      return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${why(node)}`));
    },

    /* 1.4.10: nothing is wider than the window but what scrolls for itself (tables, code). */
    async sideways() {
      for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame); // a menu follows its window
      const isOut = ({ left, right, width }) => width > 1 && (right > innerWidth + 1 || left < -1);
      const wide = [...document.querySelectorAll("body *")].filter((element) => isShown(element) && isOut(element.getBoundingClientRect()));
      return wide.filter((element) => !scrollsItself(element)).map((element) => `sideways: ${named(element)}`);
    },

    /* 2.4.7 and 2.4.11: what is focused by keyboard is seen, at least in part, and shows that it is focused. */
    focus() {
      const found = [];
      for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
        if (!isShown(element) || element.disabled || element.closest("[inert]") || element.tabIndex < 0) continue;
        element.focus();
        if (document.activeElement === element) found.push(...unseen(element));
      }
      return found;
    },

    /* The same of what has the focus now; that nothing has it is wrong too. */
    focused() {
      const element = document.activeElement;
      return element && element !== document.body ? unseen(element) : ["nothing has the focus"];
    },

    /* 1.4.12: with the spacing that somebody may need no text is cut off. What ends in an ellipsis is read where it is opened. */
    spaced() {
      const sheet = new CSSStyleSheet();
      const letters = "line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;";
      sheet.replaceSync(`* { ${letters} } p { margin-block-end: 2em !important; }`);
      document.adoptedStyleSheets = [sheet];
      const texts = [...document.querySelectorAll("button, a, label, h1, h2, h3, td, th, legend, p, .badge, .chip")].filter(isShown);
      const cut = texts.filter((element) => {
        const { overflow, textOverflow } = getComputedStyle(element);
        if (overflow === "visible" || textOverflow === "ellipsis" || element.closest(".row, .rail, .avatar")) return false;
        return element.scrollHeight > element.clientHeight + 2 || element.scrollWidth > element.clientWidth + 2;
      });
      document.adoptedStyleSheets = [];
      return cut.map((element) => `cut off: ${named(element)}`);
    },
  };
})();
