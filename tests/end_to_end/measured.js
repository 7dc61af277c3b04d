// What a reader would see wrong on a page, measured in the browser: texts that lie over one another, are cut, stick out
// of their box or of the page. Of each text the ink is taken, not the line: letters stand lower and less high than lines.
(print) => {
  const INK_TOP = 0.22, INK_BOTTOM = 0.16; // of a line's height: no letter of the fonts used reaches there
  const LEAST = 4, MARGIN = 1.5; // px² and px: less is rounding
  const said = (text) => text.replace(/\s+/g, " ").trim();
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const inked = (rect) => ({
    left: rect.left, right: rect.right, top: rect.top + INK_TOP * rect.height, bottom: rect.bottom - INK_BOTTOM * rect.height,
  });

  const hides = ({ overflowX, overflowY }) => overflowX !== "visible" || overflowY !== "visible";
  // The part of a text that is seen where a box around it hides or scrolls.
  const seen = (element, box) => {
    let { left, right, top, bottom } = box;
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      if ((at instanceof SVGElement && !(at instanceof SVGSVGElement)) || !hides(getComputedStyle(at))) continue;
      const around = at.getBoundingClientRect();
      [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
      [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
    }
    return { left, right, top, bottom };
  };

  const texts = [];
  const add = (text, element, rects) => {
    for (const rect of rects) {
      // What stands left of the page is for screen readers, until it has the focus.
      if (rect.width > 0.5 && rect.height > 0.5 && rect.right + scrollX > 0) texts.push({ text, element, ...inked(rect) });
    }
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement, text = said(node.data);
    if (!text || parent.closest("svg, script, style, noscript, select, option, datalist") || !visible(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    add(text, parent, range.getClientRects());
  }
  for (const one of document.querySelectorAll("svg text")) {
    if (!said(one.textContent) || !visible(one)) continue;
    const lines = [...one.querySelectorAll("tspan.line")];
    for (const line of lines.length ? lines : [one]) add(said(line.textContent), one, [line.getBoundingClientRect()]);
  }

  const short = ({ text }) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
  const chart = ({ element }) => {
    const place = element.closest("[data-chart], article, section");
    return place ? `${place.dataset.chart ?? place.id}: ` : "";
  };
  const wrong = { over: [], cut: [], boxes: [], outside: [] };

  // Over one another: from above to below, only those that are still open are compared.
  const sorted = texts.map((one) => ({ ...one, ...seen(one.element, one) })).filter((one) => one.right > one.left && one.bottom > one.top);
  sorted.sort((one, other) => one.top - other.top);
  let open = [];
  for (const one of sorted) {
    open = open.filter((other) => other.bottom > one.top);
    for (const other of open) {
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const height = Math.min(one.bottom, other.bottom) - one.top;
      if (width > MARGIN && height > MARGIN && width * height > LEAST && one.element !== other.element)
        wrong.over.push(`${chart(one)}${short(other)} × ${short(one)}`);
    }
    open.push(one);
  }

  const page = document.documentElement.clientWidth;
  const scrolls = (value) => value === "auto" || value === "scroll";
  for (const one of texts) {
    const { element } = one;
    let scrollable = false, cut = false;
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (at instanceof SVGElement && !(at instanceof SVGSVGElement)) continue;
      const cuts = (value) => value === "hidden" || value === "clip" || (print && scrolls(value));
      const box = at.getBoundingClientRect();
      const across = one.left < box.left - MARGIN || one.right > box.right + MARGIN;
      const along = one.top < box.top - MARGIN || one.bottom > box.bottom + MARGIN;
      const svg = at instanceof SVGSVGElement;
      // Once a box in between scrolls, what lies outside of it can be reached.
      if (!scrollable && ((across && (svg || cuts(style.overflowX))) || (along && (svg || cuts(style.overflowY))))) cut = true;
      if (!print && (scrolls(style.overflowX) || scrolls(style.overflowY))) scrollable = true;
    }
    if (cut) wrong.cut.push(chart(one) + short(one));
    if (!scrollable && (one.left < -MARGIN || one.right > page + MARGIN)) wrong.outside.push(chart(one) + short(one));
    // Lines of code are not wrapped: their box scrolls on screen, by design.
    if (element instanceof SVGElement || (!print && element.closest("pre"))) continue;
    let block = element;
    while (getComputedStyle(block).display.startsWith("inline") && getComputedStyle(block).display === "inline") block = block.parentElement;
    const box = block.getBoundingClientRect();
    if (one.left < box.left - MARGIN || one.right > box.right + MARGIN) wrong.boxes.push(chart(one) + short(one));
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.outside.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  return Object.fromEntries(Object.entries(wrong).map(([name, found]) => [name, [...new Set(found)]]));
}
