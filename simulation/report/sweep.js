// The points of a sweep in the page: which of them the filters keep, and the values that are looked at. Charts and the
// list of points follow `essaim.sweep`; after each change it sends the event "essaim:points".
"use strict";
(async () => {
  const { unpack, element } = essaim;
  const byId = (id) => document.getElementById(id);
  const fill = (text, values) => text.replace(/{(\w+)}/g, (whole, name) => values[name] ?? whole);
  const sweep = essaim.sweep = { data: null, values: null, money: null, keep: null, shown: 0, changed: false, fill };
  const read = async (measure, month) => JSON.parse(await unpack(`values-${measure}-${month}`));

  const data = JSON.parse(await unpack("sweep-data"));
  const there = data.runs.map((runs) => runs > 0);
  data.settings.forEach((one) => {
    one.positions ??= one.level.map((level) => (level < 0 ? null : one.numeric ? one.centres[level] : level));
  });
  const [measureBox, monthBox, count, reset] = ["measure", "month", "count", "reset"].map(byId);
  const fieldsets = [...document.querySelectorAll("[data-setting]")];
  // A browser that comes back to the page fills in what was typed before: the page begins anew.
  document.querySelectorAll("#controls input").forEach((box) => { box.value = box.defaultValue; box.checked = box.defaultChecked; });
  measureBox.value = data.at[0];
  monthBox.value = data.at[1];
  fieldsets.forEach((set) => {
    const numbers = data.settings[set.dataset.setting].positions.filter((one) => one !== null);
    const ends = { low: numbers.reduce((a, b) => Math.min(a, b), Infinity), high: numbers.reduce((a, b) => Math.max(a, b), -Infinity) };
    set.querySelectorAll("[data-end]").forEach((box) => { box.placeholder = `${ends[box.dataset.end]}`; });
  });

  // Of each setting that a filter narrows, what it lets pass.
  const tests = () => fieldsets.flatMap((set) => {
    const { level, positions } = data.settings[set.dataset.setting];
    const boxes = [...set.querySelectorAll("[type=checkbox]")];
    if (boxes.length) {
      if (boxes.every((box) => box.checked)) return [];
      const kept = new Set(boxes.filter((box) => box.checked).map((box) => Number(box.value)));
      return [(point) => kept.has(level[point])];
    }
    const [low, high] = ["low", "high"].map((end) => set.querySelector(`[data-end=${end}]`).valueAsNumber);
    if (Number.isNaN(low) && Number.isNaN(high)) return [];
    return [(point) => positions[point] !== null && !(positions[point] < low) && !(positions[point] > high)];
  });

  const headings = [...document.querySelectorAll("[data-follows]")].map((article) => ({
    title: article.querySelector("h3"), finding: article.querySelector("h3").textContent, plot: article.querySelector(".plot"),
    question: article.querySelector(".question"), now: article.querySelector(".now"), said: article.querySelector("figcaption p"),
  })).filter(({ plot }) => plot);
  // A finding holds for all points and for what is looked at first: else the question stands in its place.
  const title = () => {
    const now = fill(data.words.filtered, {
      measure: data.measures[sweep.measure], month: data.months[sweep.month], shown: sweep.shown, all: data.number.length,
    });
    headings.forEach(({ title: heading, finding, plot, question, now: line, said }) => {
      heading.textContent = sweep.changed ? question.textContent : finding;
      plot.setAttribute("aria-label", heading.textContent);
      question.hidden = said.hidden = sweep.changed;
      line.hidden = !sweep.changed;
      line.textContent = now;
    });
  };

  const apply = async () => {
    const [measure, month] = [Number(measureBox.value), Number(monthBox.value)];
    if (measure !== sweep.measure || month !== sweep.month) {
      const money = data.money === null ? null : read(data.money, month);
      [sweep.values, sweep.money] = [await read(measure, month), (await money)?.median ?? null];
      if (measure !== Number(measureBox.value) || month !== Number(monthBox.value)) return apply();
      [sweep.measure, sweep.month] = [measure, month];
    }
    const passes = tests();
    sweep.keep = there.map((is, point) => is && passes.every((test) => test(point)));
    sweep.shown = sweep.keep.filter(Boolean).length;
    sweep.filtered = passes.length > 0;
    sweep.changed = sweep.filtered || measure !== data.at[0] || month !== data.at[1];
    count.textContent = fill(data.words.shown, { shown: sweep.shown, all: data.number.length });
    reset.hidden = !sweep.changed;
    title();
    document.dispatchEvent(new CustomEvent("essaim:points"));
    return essaim.again();
  };
  let waiting;
  byId("controls").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 150); });
  reset.addEventListener("click", () => {
    document.querySelectorAll("#controls input").forEach((box) => { box.value = box.defaultValue; box.checked = true; });
    [measureBox.value, monthBox.value] = data.at;
    apply();
    measureBox.focus();
  });

  Object.assign(sweep, { data, measure: data.at[0], month: data.at[1], keep: there, shown: there.filter(Boolean).length, element });
  [sweep.values, sweep.money] = [await read(...data.at), data.money === null ? null : (await read(data.money, data.at[1])).median];
  document.dispatchEvent(new CustomEvent("essaim:points"));
  document.documentElement.dataset.points = "yes";
})();
