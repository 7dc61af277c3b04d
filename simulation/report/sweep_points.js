// The list of the points shown, and one point: its values, its scenario file, and the commands that run it again.
"use strict";
(() => {
  const MOST_ROWS = 100;
  const { sweep, element } = essaim;
  const byId = (id) => document.getElementById(id);
  const { commands } = JSON.parse(byId("replay").textContent);
  let chosen = null;
  let scenarios = null;

  const cells = (points) => {
    const { data, values, money } = sweep;
    const settings = data.settings.map((one) => ({
      name: one.name, number: one.numeric, of: (point) => (one.numeric ? one.positions[point] : sweep.valueOf(one, point)),
      said: (_, point) => sweep.valueOf(one, point),
    }));
    const name = data.measures[sweep.measure];
    return [
      { name: data.words.number, number: true, of: (point) => data.number[point] },
      ...(data.chance ? [{ name: data.words.probability, number: true, said: (share) => (share === null ? "–" : sweep.percent(share)), of: (point) => data.chance[point] }] : []),
      { name, number: true, of: (point) => values.median[point] },
      { name: `${name}, 10 %`, number: true, of: (point) => values.low[point] },
      { name: `${name}, 90 %`, number: true, of: (point) => values.high[point] },
      ...(money ? [{ name: data.measures[data.money], number: true, of: (point) => money[point] }] : []),
      ...settings,
      { name: data.words.runs, number: true, of: (point) => data.runs[point] },
      ...(data.failed.some(Boolean) ? [{ name: data.words.failed, number: true, of: (point) => data.failed[point] }] : []),
    ].map((column) => {
      const values = points.map(column.of);
      const said = column.said ?? (column.number ? essaim.written : String);
      return { ...column, values, texts: values.map((value, at) => said(value, points[at])) };
    });
  };
  // Likeliest first, then most.
  const ordered = () => {
    const { data, values } = sweep;
    const points = sweep.keep.flatMap((is, point) => (is ? [point] : []));
    return points.sort((a, b) => ((data.chance?.[b] ?? 0) - (data.chance?.[a] ?? 0)) || values.median[b] - values.median[a] || a - b);
  };

  const list = () => {
    const points = ordered();
    const columns = cells(points.slice(0, MOST_ROWS));
    const table = byId("points-table");
    const head = element("thead");
    const names = head.insertRow();
    columns.forEach(({ name, number }) => names.append(element("th", name, { scope: "col", className: number ? "number" : "" })));
    const body = element("tbody");
    points.slice(0, MOST_ROWS).forEach((point, row) => {
      const line = body.insertRow();
      columns.forEach(({ values, texts, number }, at) => {
        if (!at) {
          const cell = element("th", "", { scope: "row", className: "number" });
          const button = element("button", values[row], { type: "button", className: "link" });
          button.setAttribute("aria-label", sweep.fill(sweep.data.words.choose, { number: values[row] }));
          button.addEventListener("click", () => show(point, true));
          cell.append(button);
          line.append(cell);
        } else {
          line.append(element("td", texts[row], { className: number ? "number" : "" }));
        }
      });
    });
    table.replaceChildren(head, body);
    byId("points-note").textContent = points.length > MOST_ROWS
      ? sweep.fill(sweep.data.words.first, { number: MOST_ROWS, all: points.length }) : "";
  };

  // As scenario_text in report/sweeps/scenario_files.py.
  const scenario = async (point) => {
    scenarios ??= JSON.parse(await essaim.unpack("scenarios"));
    const [position, ...changes] = scenarios.points[point];
    const lines = [...scenarios.whole[position]];
    for (let at = 0; at < changes.length; at += 2) lines[changes[at]] = changes[at + 1];
    return lines.join("\n");
  };

  const filled = (text, point) => sweep.fill(text, { number: sweep.data.number[point], runs: Math.max(1, sweep.data.runs[point]) });
  const show = (point, move) => {
    chosen = point;
    const { data } = sweep;
    byId("chosen").hidden = false;
    byId("chosen-title").textContent = sweep.fill(data.words.point, { number: data.number[point] });
    byId("ask-number").value = data.number[point];
    byId("ask-answer").textContent = "";
    byId("copied").textContent = "";
    values();
    byId("commands").textContent = `${filled(commands.make, point)}\n${filled(commands.run, point)}`;
    byId("chosen-file").open = false;
    const link = byId("to-point");
    link.hidden = false;
    link.textContent = byId("chosen-title").textContent;
    if (move) byId("chosen").focus();
  };
  const values = () => {
    if (chosen === null) return;
    const pairs = cells([chosen]).slice(1).map((column) => [column.name, column.texts[0]]);
    byId("chosen-values").replaceChildren(...pairs.map(([name, value]) => {
      const pair = element("div");
      pair.append(element("dt", name), element("dd", value));
      return pair;
    }));
  };

  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const point = sweep.data ? sweep.data.number.indexOf(byId("ask-number").valueAsNumber) : -1;
    byId("ask-answer").textContent = point < 0 ? sweep.data?.words["no point"] ?? "" : "";
    if (point >= 0) show(point, true);
  });
  byId("chosen-file").addEventListener("toggle", async ({ target }) => {
    if (target.open) target.querySelector("pre").textContent = await scenario(chosen);
  });
  byId("save-scenario").addEventListener("click", async () => {
    essaim.saveFile(await scenario(chosen), filled(commands.file, chosen), "text/yaml;charset=utf-8");
  });
  byId("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(byId("commands").textContent);
    } catch {
      getSelection().selectAllChildren(byId("commands"));
      document.execCommand("copy");
    }
    byId("copied").textContent = sweep.data.words.copied;
  });
  byId("save-points").addEventListener("click", ({ target }) => {
    const columns = cells(ordered());
    essaim.saveTable({
      heading: columns.map(({ name }) => name), numbers: columns.map(({ number }) => number), columns: columns.map((column) => column.values),
    }, target.dataset.name);
  });
  // The list is long: it is made when the charts near the screen have been drawn.
  let waiting;
  document.addEventListener("essaim:points", () => { clearTimeout(waiting); waiting = setTimeout(() => { list(); values(); }, 60); });

  document.addEventListener("essaim:drawn", ({ target: place }) => {
    const { chart } = place.dataset;
    if (!["response", "frontier", "parallel"].includes(chart)) return;
    place.removeAllListeners("plotly_click");
    place.on("plotly_click", ({ points }) => { if (Number.isInteger(points[0].customdata)) show(points[0].customdata, false); });
  });
})();
