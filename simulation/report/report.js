// Draws every chart, and again when the page turns dark, narrow, or goes to a printer.
"use strict";
(() => {
  const NARROW_BELOW = 860;
  const PRINT_WIDTH = 930;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const darkColours = read("dark-colours");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const charts = [...document.querySelectorAll(".plot")].map((place) => ({ place, figure: read("figure-" + place.dataset.chart) }));
  let printing = false;

  // Exchanges colours; text that is not wholly a colour stays as it is.
  const recolour = (part) => {
    if (typeof part === "string") return darkColours[part] || part;
    if (Array.isArray(part)) return part.map(recolour);
    if (part && typeof part === "object") return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, recolour(value)]));
    return part;
  };

  const draw = ({ place, figure }) => {
    const width = printing ? PRINT_WIDTH : place.clientWidth;
    const layout = structuredClone(!printing && width < NARROW_BELOW ? figure.narrow : figure.wide);
    let whole = { data: structuredClone(figure.data), layout };
    if (dark.matches && !printing) whole = recolour(whole);
    whole.layout.width = width;
    place.style.minHeight = printing ? "0" : layout.height + "px";
    return Plotly.react(place, whole.data, whole.layout, { displayModeBar: false, showTips: false });
  };
  const drawAll = () => charts.forEach(draw);

  drawAll();
  document.documentElement.dataset.drawn = "yes";
  dark.addEventListener("change", drawAll);
  addEventListener("beforeprint", () => { printing = true; drawAll(); });
  addEventListener("afterprint", () => { printing = false; drawAll(); });
  let waiting;
  let drawnAt = innerWidth;
  addEventListener("resize", () => {
    // A phone's address bar changes the height only: nothing to draw then.
    if (innerWidth === drawnAt || printing) return;
    drawnAt = innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 120);
  });
})();
