// Charts of a sweep made anew from the points that the filters keep. Each takes a figure as it is for all points and
// puts other numbers in it; they are the same as those of the Python function of that chart when nothing is filtered.
"use strict";
(() => {
  const { sweep } = essaim;
  const plain = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const percent = (share) => {
    const shown = Math.round(100 * share);
    const [sign, number] = shown === 0 && share > 0 ? ["<\u00a0", 1] : shown === 100 && share < 1 ? [">\u00a0", 99] : ["", shown];
    return `${sign}${number}\u00a0%`;
  };
  const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const most = (numbers) => numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  const least = (numbers) => numbers.reduce((a, b) => Math.min(a, b), Infinity);
  const colon = essaim.french ? "\u00a0:" : ":";
  const kept = () => sweep.keep.flatMap((is, point) => (is ? [point] : []));
  const padded = (numbers) => {
    const [low, high] = [least(numbers), most(numbers)];
    const room = 0.06 * (high - low) || 1;
    return [low - room > 0 || low < 0 ? low - room : 0, high + room];
  };
  const hover = (point) => {
    const { data, values, money } = sweep;
    const said = (one) => essaim.written(one[point]);
    return [
      `<b>${sweep.fill(data.words.point, { number: data.number[point] })}</b>`,
      `${plain(data.measures[sweep.measure])}${colon} ${said(values.median)} (${said(values.low)}–${said(values.high)})`,
      ...(data.chance && data.chance[point] !== null ? [sweep.fill(data.words.met, { chance: percent(data.chance[point]) })] : []),
      ...data.settings.slice(0, 6).map((one) => `${plain(one.name)} = ${plain(sweep.valueOf(one, point))}`),
      ...(money ? [`€${essaim.written(money[point])}`] : []),
    ].join("<br>");
  };
  const four = new Intl.NumberFormat(essaim.french ? "fr" : "en", { maximumSignificantDigits: 4 });
  const precise = (value) => four.format(value).replace("-", "−");
  // A setting's value at a point, for readers.
  sweep.valueOf = (one, point) => {
    if (one.level[point] < 0) return sweep.data.words.none;
    return one.binned ? precise(one.positions[point]) : one.labels[one.level[point]];
  };
  sweep.percent = percent;

  // Means by level over these points: [{level, points, mean of each of the arrays}, …], levels without points left out.
  const byLevel = (one, points, arrays) => {
    const groups = one.labels.map(() => []);
    points.forEach((point) => { if (one.level[point] >= 0) groups[one.level[point]].push(point); });
    return groups.flatMap((own, level) => (own.length
      ? [{ level, points: own.length, means: arrays.map((array) => mean(own.map((point) => array[point]))) }] : []));
  };

  const map = (figure, narrow) => {
    const { data, values } = sweep;
    const [across, down] = [sweep.across, sweep.down].map((number) => data.settings[number]);
    const likely = sweep.colour === "chance";
    const shown = likely ? data.chance : values.mean;
    const cells = down.labels.map(() => across.labels.map(() => []));
    kept().forEach((point) => {
      if (across.level[point] >= 0 && down.level[point] >= 0 && shown[point] !== null) cells[down.level[point]][across.level[point]].push(shown[point]);
    });
    const z = cells.map((row) => row.map((cell) => (cell.length ? mean(cell) : null)));
    const text = z.map((row) => row.map((one) => (one === null ? "" : likely ? percent(one) : essaim.written(one))));
    const [trace] = figure.data;
    const fits = z.length * z[0].length <= data.cells && !(narrow && across.labels.length > 6);
    Object.assign(trace, { z, text, customdata: cells.map((row) => row.map((cell) => cell.length)), texttemplate: fits ? "%{text}" : "" });
    trace.zmax = likely ? 1 : most(z.flat().filter((one) => one !== null)) || 1;
    const axis = ({ labels }) => ({
      tickvals: labels.map((_, at) => at), range: [-0.5, labels.length - 0.5],
      ticktext: labels.map((label) => plain(label.length <= 20 ? label : `${label.slice(0, 19)}…`)),
    });
    const short = across.labels.join("").length < (narrow ? 34 : 110);
    const longest = ({ labels }) => Math.min(20, most(labels.map((label) => label.length)));
    Object.assign(figure.layout.xaxis, axis(across), {
      title: { ...figure.layout.xaxis.title, text: plain(across.name) }, tickangle: short ? 0 : -35,
    });
    Object.assign(figure.layout.yaxis, axis(down));
    Object.assign(figure.layout.margin, { l: Math.min(narrow ? 92 : 150, 22 + 7 * longest(down)), b: short ? 62 : 52 + 4 * longest(across) });
    Object.assign(figure.layout.annotations[0], { text: plain(down.name), xshift: 4 - figure.layout.margin.l });
    figure.layout.height = Math.max(220, 46 * down.labels.length) + 34 + figure.layout.margin.b;
    return figure;
  };

  const response = (figure) => {
    const { data, values } = sweep;
    const points = kept();
    const step = Math.max(1, Math.ceil(points.length / data.dots));
    const dots = points.filter((_, at) => at % step === 0);
    const texts = dots.map(hover);
    const highest = [];
    data.response.forEach((number, panel) => {
      const one = data.settings[number];
      const curve = byLevel(one, points, [values.median, values.low, values.high]);
      const centre = ({ level }) => one.centres[level];
      const [band, marks, line] = figure.data.slice(3 * panel, 3 * panel + 3);
      const back = [...curve].reverse();
      Object.assign(band, one.numeric
        ? { x: [...curve.map(centre), ...back.map(centre)], y: [...curve.map(({ means }) => means[2]), ...back.map(({ means }) => means[1])] }
        : { x: curve.flatMap((level) => [centre(level), centre(level), null]), y: curve.flatMap(({ means }) => [means[1], means[2], null]) });
      Object.assign(marks, { x: dots.map((at) => one.positions[at]), y: dots.map((at) => values.median[at]), customdata: dots, text: texts });
      Object.assign(line, {
        x: curve.map(centre), y: curve.map(({ means }) => means[0]),
        text: curve.map(({ level, means: [median, low, high] }) =>
          `${plain(one.labels[level])}${colon} ${essaim.written(median)} (${essaim.written(low)}–${essaim.written(high)})`),
      });
      highest.push(...curve.map(({ means }) => means[2]));
    });
    const top = most([...highest, ...dots.map((at) => values.median[at])]) * 1.06 || 1;
    data.response.forEach((_, panel) => {
      const axis = figure.layout[`yaxis${panel ? panel + 1 : ""}`] ?? figure.layout[`yaxis${panel + 1}`];
      Object.assign(axis, { range: [0, top], tickformat: top >= 1e5 ? "~s" : top > 9 ? ",d" : "" });
    });
    return figure;
  };

  // As in charts/sweeps/effects.py: the ends of a setting, and what its levels explain beyond chance.
  const effect = (one, points, array) => {
    const own = points.filter((point) => one.level[point] >= 0);
    const levels = byLevel(one, own, [array]);
    if (levels.length < 2) return null;
    const value = ({ means }) => means[0];
    const sorted = one.numeric ? levels : [...levels].sort((a, b) => value(a) - value(b) || a.level - b.level);
    const all = mean(own.map((point) => array[point]));
    const of = new Map(levels.map((level) => [level.level, value(level)]));
    let [whole, within] = [0, 0];
    own.forEach((point) => {
      whole += (array[point] - all) ** 2;
      within += (array[point] - of.get(one.level[point])) ** 2;
    });
    const spare = own.length - levels.length;
    const chance = ((levels.length - 1) * within) / spare;
    const share = !spare ? null : whole > 0 ? Math.min(1, Math.max(0, (whole - within - chance) / whole)) : 0;
    return { low: sorted[0], high: sorted[sorted.length - 1], share };
  };

  const tornado = (figure, narrow) => {
    const { data, values } = sweep;
    const points = kept();
    const found = data.tornado.map((number) => effect(data.settings[number], points, values.mean));
    const end = (name) => found.map((one) => (one ? one[name].means[0] : null));
    const [low, high] = [end("low"), end("high")];
    const [line, ...ends] = figure.data;
    line.x = low.flatMap((one, row) => [one, high[row], null]);
    [["low", low], ["high", high]].forEach(([name, x], at) => Object.assign(ends[at], {
      x, text: found.map((one, row) => {
        const setting = data.settings[data.tornado[row]];
        return one ? `${plain(setting.name)} = ${plain(setting.labels[one[name].level])}<br><b>${essaim.written(one[name].means[0])}</b>` : "";
      }),
    }));
    const all = mean(points.map((point) => values.mean[point]));
    const known = [...low, ...high, all].filter((one) => one !== null);
    const width = most(known) - least(known) || 1;
    figure.layout.xaxis.range = [least(known) - 0.08 * width, most(known) + 0.08 * width];
    Object.assign(figure.layout.shapes[0], { x0: all, x1: all });
    const each = narrow ? 2 : 3;
    found.forEach((one, row) => {
      const notes = figure.layout.annotations.slice(row * each, (row + 1) * each);
      notes[each - 1].text = one && one.share !== null ? percent(one.share) : "–";
      if (!narrow) {
        const { labels } = data.settings[data.tornado[row]];
        const text = one ? `${labels[one.low.level]} → ${labels[one.high.level]}` : "–";
        notes[1].text = plain(text.length > 40 ? `${text.slice(0, 33)}…` : text);
      }
    });
    return figure;
  };

  const efficient = (points, money, value) => {
    let best = -Infinity;
    return [...points].sort((a, b) => money[a] - money[b] || value[b] - value[a] || a - b)
      .filter((point) => { if (value[point] <= best) return false; best = value[point]; return true; });
  };
  const frontier = (figure) => {
    const { money, values: { median } } = sweep;
    const points = kept();
    const line = efficient(points, money, median);
    const step = Math.max(1, Math.ceil(points.length / sweep.data.drawn));
    const shown = [...new Set([...points.filter((_, at) => at % step === 0), ...line])].sort((a, b) => a - b);
    [shown, line].forEach((own, at) => Object.assign(figure.data[at], {
      x: own.map((point) => money[point]), y: own.map((point) => median[point]), customdata: own, text: own.map(hover),
    }));
    figure.layout.xaxis.range = padded(shown.map((point) => money[point]));
    figure.layout.yaxis.range = padded(shown.map((point) => median[point]));
    figure.layout.annotations[0].text = plain(sweep.data.measures[sweep.measure]);
    Object.assign(figure.layout.xaxis, essaim.sweep.moneyAxis(figure.layout.xaxis.range, figure.layout.xaxis.range[1] >= 1e6 ? 1e6 : 1));
    return figure;
  };
  // Round amounts, as money_axis in charts/sweeps/frontier.py.
  sweep.moneyAxis = ([low, high], scale) => {
    let step = 10 ** Math.floor(Math.log10((high - low) / 3));
    step *= [1, 2, 5].find((factor) => (high - low) / (step * factor) <= 6) ?? 10;
    const tickvals = [];
    for (let at = Math.ceil(low / step); at <= Math.floor(high / step); at += 1) tickvals.push(at * step);
    const digits = Math.max(0, -Math.floor(Math.log10(step / scale)));
    const text = (tick) => (tick / scale).toLocaleString(essaim.french ? "fr" : "en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return { tickvals, ticktext: tickvals.map(text) };
  };

  // As in charts/sweeps/parallel.py: a trace a quarter of points by what is looked at; every axis keeps its scale, except
  // the last one and that of money.
  const parallel = (figure, narrow) => {
    const { data, values, money } = sweep;
    const all = kept();
    const step = Math.max(1, Math.ceil(all.length / data.lines));
    const shown = all.filter((_, at) => at % step === 0);
    const { median } = values;
    const known = (array) => array.filter((one) => one !== null);
    const scaled = (array, low, high) => ({ array, low, high });
    const axes = data.parallel.slice(0, narrow ? data.narrow : undefined).map((number) => {
      const { positions } = data.settings[number];
      return scaled(positions, least(known(positions)), most(known(positions)));
    });
    const settings = axes.length;
    if (money && data.money !== data.at[0] && !narrow) axes.push(scaled(money, least(known(money)), most(known(money))));
    if (data.chance) axes.push(scaled(data.chance, 0, 1));
    axes.push(scaled(median, least(known(median)), most(known(median))));
    const ranks = new Map([...shown].sort((a, b) => median[a] - median[b] || a - b).map((point, rank) => [point, 3 - Math.floor((4 * (shown.length - 1 - rank)) / shown.length)]));
    figure.data.forEach((trace, quarter) => {
      const own = shown.filter((point) => ranks.get(point) === quarter);
      const height = (point) => axes.map(({ array, low, high }) => (array[point] === null ? -0.06 : (array[point] - low) / (high - low || 1)));
      Object.assign(trace, {
        x: own.flatMap(() => [...axes.keys(), null]), y: own.flatMap((point) => [...height(point), null]),
        customdata: own.flatMap((point) => Array(axes.length + 1).fill(point)),
        text: own.flatMap((point) => Array(axes.length + 1).fill(hover(point))),
      });
    });
    // The labels of the axes that change with what is looked at: those of the ends, and the name of the last.
    const notes = figure.layout.annotations;
    const relabel = (axis, at, text) => notes.filter(({ x, name }) => x === at && name === "tick")
      .forEach((note) => { note.text = plain(text(note.y > 0.5 ? axis.high : axis.low)); });
    const last = axes.length - 1;
    relabel(axes[last], last, essaim.written);
    if (axes[settings].array === money && settings < last) {
      relabel(axes[settings], settings, (value) => (value >= 1e6 ? sweep.fill(data.words.millions, { value: essaim.written(value / 1e6) }) : `€${essaim.written(value)}`));
    }
    const name = data.measures[sweep.measure];
    notes.find((note) => note.x === last && note.name === "axis").text = plain(name.length <= 24 ? name : `${name.slice(0, 23)}…`);
    return figure;
  };

  const charts = { lever_map: map, response, tornado, frontier, parallel };
  sweep.charts = charts;
  essaim.follow = (name, figure, narrow) => {
    const mapped = name === "lever_map" && sweep.mapped;
    if (!sweep.data || !charts[name] || !(sweep.changed || mapped)) return figure;
    if (!sweep.shown) return sweep.data.words.nothing;
    return charts[name](figure, narrow);
  };

  // Above the map: which two settings, and what its colour shows.
  const choices = () => {
    const place = document.querySelector("[data-chart=lever_map]");
    const { data, element } = sweep;
    if (!place) return;
    const names = data.settings.map((one, at) => [at, one.name]);
    const first = place.closest("article").querySelector("script[data-first]");
    [sweep.across, sweep.down, sweep.colour] = [...JSON.parse(first.textContent), data.chance ? "chance" : "mean"];
    const box = element("p", "", { className: "choices" });
    const add = (key, options) => {
      if (options.length < 2) return;
      const [label, select] = [element("label", `${data.words[key]} `), element("select", "", { id: `map-${key}` })];
      select.append(...options.map(([value, text]) => new Option(text, value, false, `${value}` === `${sweep[key]}`)));
      select.addEventListener("change", () => {
        sweep[key] = key === "colour" ? select.value : Number(select.value);
        sweep.mapped = true;
        essaim.again();
      });
      label.append(select);
      box.append(label, " ");
    };
    if (names.length > 2) { add("across", names); add("down", names); }
    if (data.chance) add("colour", [["chance", data.words.chance], ["mean", data.measures[sweep.measure]]]);
    if (box.firstChild) place.before(box);
    document.addEventListener("essaim:points", () => {
      const option = box.querySelector("#map-colour option[value=mean]");
      if (option) option.textContent = data.measures[sweep.measure];
    });
  };
  document.addEventListener("essaim:points", choices, { once: true });
})();
