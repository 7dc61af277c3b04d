// A search above the drawing of who met whom: the person found and those whom they met stand out.
"use strict";
(() => {
  // What hovering says, as text of one line.
  const plain = (text) => text.replaceAll("<br>", " · ").replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

  const persons = (place) => place.data.flatMap(({ customdata, text, x, y }, trace) =>
    (customdata || []).map((number, at) => ({ number, said: plain(text[at]), x: x[at], y: y[at], trace, at })));

  const find = (place, asked) => {
    const wanted = asked.trim().toLocaleLowerCase();
    if (!wanted) return undefined;
    const all = persons(place);
    return all.find(({ number, said }) => wanted === `${number}` || wanted === said.toLocaleLowerCase())
      || all.find(({ said }) => said.toLocaleLowerCase().includes(wanted)) || null;
  };

  const show = (place, person) => {
    const [lines, last] = [place.data[0], place.data.length - 1];
    const [x, y, met] = [[], [], new Set()];
    const add = (from, to) => {
      x.push(lines.x[from], lines.x[to], null);
      y.push(lines.y[from], lines.y[to], null);
      met.add(`${lines.x[to]},${lines.y[to]}`);
    };
    const stands = (at) => lines.x[at] === person.x && lines.y[at] === person.y;
    if (person) {
      met.add(`${person.x},${person.y}`);
      for (let at = 0; at < lines.x.length; at += 3) {
        if (stands(at)) add(at, at + 1);
        else if (stands(at + 1)) add(at + 1, at);
      }
    }
    const traces = [...new Set(persons(place).map(({ trace }) => trace))];
    const chosen = traces.map((trace) => person
      ? place.data[trace].x.flatMap((one, at) => (met.has(`${one},${place.data[trace].y[at]}`) ? [at] : [])) : null);
    return Plotly.update(place, { selectedpoints: chosen }, {}, traces)
      .then(() => Plotly.restyle(place, {
        x: [x, person ? [person.x] : []],
        y: [y, person ? [person.y] : []],
      }, [last - 1, last]));
  };

  const searches = new Map(); // for each drawing, what finds the person typed, once more after it was drawn anew

  const prepare = (place) => {
    const [label, input, list, answer] = ["label", "input", "datalist", "output"].map((tag) => document.createElement(tag));
    const texts = place.layout.meta;
    input.type = "search";
    input.autocomplete = "off";
    input.id = `find-person-${searches.size}`;
    list.id = `persons-${searches.size}`;
    label.htmlFor = answer.htmlFor = input.id;
    label.textContent = texts.search;
    input.setAttribute("list", list.id);
    list.append(...persons(place).sort((one, other) => one.number - other.number).map(({ said }) => new Option("", said)));
    const box = document.createElement("div");
    box.className = "find";
    box.append(label, input, list, answer);
    place.before(box);

    const search = () => {
      if (!place.data) return;
      const person = find(place, input.value);
      answer.textContent = person ? person.said : person === null ? texts.none : "";
      show(place, person);
    };
    let waiting;
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
    searches.set(place, { input, search });
  };

  document.addEventListener("essaim:drawn", ({ target: place }) => {
    if (!place.layout.meta?.search) return;
    if (!searches.has(place)) prepare(place);
    const { input, search } = searches.get(place);
    if (input.value) search();
    place.removeAllListeners("plotly_click");
    place.on("plotly_click", ({ points }) => { input.value = `${points[0].customdata}`; search(); });
  });
})();
