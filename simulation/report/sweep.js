// One point of a sweep: its values, its scenario file, and the commands that run it again. Everything that is shown
// was computed and written before; the script looks it up.
"use strict";
(async () => {
  const byId = (id) => document.getElementById(id);
  const { unpack, element, written, saveFile } = essaim;
  const { commands, runs, numbers, words } = JSON.parse(byId("replay").textContent);
  const fill = (text, values) => text.replace(/{(\w+)}/g, (whole, name) => values[name] ?? whole);
  const once = (id) => { let held; return async () => (held ??= JSON.parse(await unpack(id))); };
  const [table, scenarios] = [once("table-points-0"), once("scenarios")];
  let chosen = null;

  // As scenario_text in report/sweeps/scenario_files.py.
  const scenario = async () => {
    const { whole, points } = await scenarios();
    const [position, ...changes] = points[chosen];
    const lines = [...whole[position]];
    for (let at = 0; at < changes.length; at += 2) lines[changes[at]] = changes[at + 1];
    return lines.join("\n");
  };
  const filled = (text) => fill(text, { number: numbers[chosen], runs: Math.max(1, runs[chosen]) });
  const show = async (point, move) => {
    chosen = point;
    const { heading, numbers: isNumber, columns } = await table();
    byId("chosen").hidden = false;
    byId("chosen-title").textContent = fill(words.point, { number: numbers[point] });
    byId("ask-number").value = numbers[point];
    byId("ask-answer").textContent = byId("copied").textContent = "";
    byId("chosen-values").replaceChildren(...heading.slice(1).map((name, at) => {
      const [pair, value] = [element("div", ""), columns[at + 1][point]];
      pair.append(element("dt", name), element("dd", isNumber[at + 1] ? written(value) : value));
      return pair;
    }));
    byId("commands").textContent = `${filled(commands.make)}\n${filled(commands.run)}`;
    byId("chosen-file").open = false;
    if (move) byId("chosen").focus();
  };

  document.querySelectorAll("[data-point]").forEach((button) =>
    button.addEventListener("click", () => show(numbers.indexOf(Number(button.dataset.point)), true)));
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const point = numbers.indexOf(byId("ask-number").valueAsNumber);
    if (point >= 0) show(point, true);
    else byId("ask-answer").textContent = words.none;
  });
  byId("chosen-file").addEventListener("toggle", async ({ target }) => {
    if (target.open) target.querySelector("pre").textContent = await scenario();
  });
  byId("save-scenario").addEventListener("click", async () =>
    saveFile(await scenario(), filled(commands.file), "text/yaml;charset=utf-8"));
  byId("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(byId("commands").textContent);
    } catch {
      getSelection().selectAllChildren(byId("commands"));
      document.execCommand("copy");
    }
    byId("copied").textContent = words.copied;
  });
  document.addEventListener("essaim:drawn", ({ target: place }) => {
    if (!["response", "frontier"].includes(place.dataset.chart)) return;
    place.removeAllListeners("plotly_click");
    place.on("plotly_click", ({ points }) => { if (Number.isInteger(points[0].customdata)) show(points[0].customdata, true); });
  });
  document.documentElement.dataset.points = "yes";
})();
