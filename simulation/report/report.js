// Unpacks and draws each chart when it comes near the screen, and again when the page turns dark, narrow, or goes to a
// printer. Tables and CSV files are made when they are asked for. After each drawing of a chart its place gets the
// event "essaim:drawn", for scripts that add to one chart. What other scripts may use stands in `essaim`.
"use strict";
const essaim = {};
(async () => {
  const MARGIN = "1000px";
  const KEPT = 24; // drawn charts kept away from the screen; the farthest go first
  const side = document.body.classList.contains("compared");
  const fileOf = (id) => document.getElementById(id).textContent;
  if (typeof DecompressionStream === "undefined") {
    document.getElementById("too-old").hidden = false;
    return;
  }
  const unpack = (id) => {
    const letters = atob(fileOf(id));
    const bytes = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const charts = [...document.querySelectorAll(".plot")].map((place) => ({
    place, id: `figure-${place.dataset.chart}-${place.dataset.scenario}`, text: null, drawn: -1, near: false,
  }));
  const ofPlace = new Map(charts.map((chart) => [chart.place, chart]));
  let version = 0;
  let printing = false;
  let shared;

  // Exchanges colours; text that is not wholly a colour stays as it is.
  const recolour = (part) => {
    if (typeof part === "string") return shared.dark[part] || part;
    if (Array.isArray(part)) return part.map(recolour);
    if (part && typeof part === "object") return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, recolour(value)]));
    return part;
  };

  const printWidth = (place) => (side && place.closest(".beside") ? 455 : 930);

  const draw = (chart) => {
    const { place, text } = chart;
    const width = printing ? printWidth(place) : place.clientWidth;
    const { wide, narrow, narrowData, data, frames } = JSON.parse(text);
    const small = !wide || width < shared.narrowBelow;
    let whole = { data: small && narrowData ? narrowData : data, layout: { template: shared.template, ...(small ? narrow : wide) }, frames };
    chart.drawn = version;
    try {
      whole = dark.matches && !printing ? recolour(whole) : whole;
      whole.layout.width = width;
      Plotly.react(place, { ...whole, config: { displayModeBar: false, showTips: false } });
      place.dispatchEvent(new CustomEvent("essaim:drawn", { bubbles: true }));
    } catch (error) {
      place.textContent = String(error);
      console.error(place.dataset.chart, error);
    }
  };
  const wipe = (chart) => {
    // What a reader searched for in a chart stays.
    if (chart.place.layout?.meta) return chart.drawn === version || draw(chart);
    Plotly.purge(chart.place);
    chart.place.classList.remove("js-plotly-plot");
    chart.drawn = -1;
  };

  const distance = ({ place }) => {
    const box = place.getBoundingClientRect();
    return Math.max(0, box.top - innerHeight, -box.bottom);
  };
  const breath = () => new Promise((go) => setTimeout(go));
  let busy = false;
  const pump = async () => {
    if (busy) return;
    busy = true;
    for (;;) {
      const waiting = charts.filter((chart) => chart.near && chart.drawn !== version);
      if (!waiting.length || printing) break;
      const next = waiting.reduce((one, other) => (distance(other) < distance(one) ? other : one));
      next.text ??= await unpack(next.id);
      if (next.near && !printing) draw(next);
      if (!document.documentElement.dataset.drawn) performance.mark("first chart drawn");
      document.documentElement.dataset.drawn = "yes";
      await breath();
    }
    const far = charts.filter((chart) => chart.drawn >= 0 && !chart.near && (chart.drawn !== version || charts.length > KEPT));
    far.sort((one, other) => distance(one) - distance(other));
    far.filter((chart, rank) => chart.drawn !== version || rank >= KEPT).forEach(wipe);
    busy = false;
  };
  const again = () => { version += 1; pump(); };

  // Tables.
  const french = document.documentElement.lang === "fr";
  const grouped = (text) => (french ? text.replace(/,/g, "\u202f").replace(".", ",") : text);
  const formats = [];
  const format = (digits) => (formats[digits] ??= new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  const written = (value) => {
    if (value === null) return "–";
    const size = Math.abs(value);
    const small = size > 1e-6 && size < 0.095;
    const digits = size >= 9.95 ? 0 : small ? 1 - Math.floor(Math.log10(size)) : 1;
    const text = format(digits).format(value);
    return grouped(text.replace(/\.0$/, ""));
  };
  const element = (name, text, attributes = {}) => Object.assign(document.createElement(name), { textContent: text }, attributes);
  const fill = async (details) => {
    const place = details.querySelector(".scroll");
    if (place.firstChild) return;
    const { heading, numbers, columns } = JSON.parse(await unpack(details.dataset.table));
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    heading.forEach((name, at) => head.append(element("th", name, { scope: "col", className: numbers[at] ? "number" : "" })));
    const body = table.createTBody();
    for (let row = 0; row < columns[0].length; row += 1) {
      const line = body.insertRow();
      columns.forEach((column, at) => {
        const text = numbers[at] ? written(column[row]) : column[row];
        line.append(at ? element("td", text, { className: numbers[at] ? "number" : "" }) : element("th", text, { scope: "row" }));
      });
    }
    place.replaceChildren(table);
  };
  // Text that a spreadsheet would run as a formula gets a quote in front.
  const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const quoted = (text) => (/[",;\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const saveTable = ({ heading, numbers, columns }, name) => {
    // Three decimals get a fourth, so that 2,375 cannot be taken for thousands.
    const comma = (text) => text.replace(".", ",").replace(/^-?[1-9]\d{0,2},\d{3}$/, "$&0");
    const number = (value) => (value === null ? "" : french ? comma(String(value)) : String(value));
    const between = french ? ";" : ",";
    const lines = columns[0].map((_, row) =>
      columns.map((column, at) => (numbers[at] ? number(column[row]) : quoted(harmless(column[row])))).join(between));
    // The mark at the beginning tells spreadsheets that this is UTF-8.
    const file = ["\ufeff" + heading.map((name) => quoted(harmless(name))).join(between), ...lines, ""].join("\n");
    saveFile(file, name, "text/csv;charset=utf-8");
  };
  const saveFile = (text, name, type) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    element("a", "", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
  Object.assign(essaim, { unpack, written, element, saveTable, saveFile, french });
  document.querySelectorAll("details[data-table]").forEach((details) =>
    details.addEventListener("toggle", () => { if (details.open) fill(details); }));
  document.querySelectorAll("[data-save]").forEach((button) => button.addEventListener("click", async () =>
    saveTable(JSON.parse(await unpack(button.dataset.save)), button.dataset.file)));

  // A link into what is folded unfolds it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest("details.annex:not([open])");
    if (!folded) return;
    folded.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();

  // Plotly runs from the page itself, unpacked.
  const [settings, plotly] = await Promise.all([unpack("shared"), unpack("plotly")]);
  shared = JSON.parse(settings);
  document.head.append(element("script", plotly));
  document.getElementById("plotly").remove();

  const observer = new IntersectionObserver((seen) => {
    seen.forEach(({ target, isIntersecting }) => { ofPlace.get(target).near = isIntersecting; });
    pump();
  }, { rootMargin: `${MARGIN} 0px` });
  charts.forEach(({ place }) => observer.observe(place));

  dark.addEventListener("change", again);
  addEventListener("beforeprint", () => {
    printing = true;
    version += 1;
    charts.filter(({ text, place }) => text && !place.closest("details:not([open])")).forEach(draw);
  });
  addEventListener("afterprint", () => { printing = false; again(); });
  let waiting;
  let drawnAt = innerWidth;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      // A phone's address bar changes the height only: nothing to draw then.
      if (innerWidth === drawnAt || printing) return;
      drawnAt = innerWidth;
      again();
    }, 120);
  });

  // A printer does not wait: all charts are unpacked (not drawn) once the first ones had time to be drawn.
  await new Promise((go) => setTimeout(go, 500));
  for (const chart of charts) {
    await breath();
    chart.text ??= await unpack(chart.id);
  }
  performance.mark("all unpacked");
  document.documentElement.dataset.ready = "yes";
})();
