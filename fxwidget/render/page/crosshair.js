// The crosshair of a chart: by pointer, finger and keys it reads the rows of the chart's own table. Without it all stands there.

/** Gives the plot of ``chart`` a crosshair, which stands at a ``day`` or at the newest. What it says is what the table says, in the table's words. */
const crosshair = (chart, day) => {
  const plot = chart.querySelector(".plot"), said = chart.querySelector(".read");
  const rows = [...chart.querySelectorAll("[data-at]")].reverse();
  if (rows.length < 2) return;
  const svg = plot.querySelector("svg"), wide = svg.viewBox.baseVal.width, tall = svg.viewBox.baseVal.height;
  const places = rows.map(row => row.dataset.at.split(" ").map(Number));
  const drawn = name => {
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("class", name);
    svg.append(path);
    return path;
  };
  const line = drawn("cross"), dot = drawn("dot");
  let now;
  const put = place => {
    now = Math.max(0, Math.min(rows.length - 1, place));
    const [x, y] = places[now], text = [...rows[now].cells].map(cell => cell.textContent).join(": ");
    line.setAttribute("d", `M${x} 0v${tall}`);
    dot.setAttribute("d", `M${x} ${y}h0`);
    plot.dataset.at = rows[now].cells[0].textContent;
    plot.setAttribute("aria-valuenow", now);
    plot.setAttribute("aria-valuetext", text);
    said.textContent = text;
  };
  const clear = () => [line, dot].forEach(path => path.removeAttribute("d"));
  const attributes = { role: "slider", tabindex: 0, "aria-label": svg.getAttribute("aria-label"), "aria-valuemin": 0, "aria-valuemax": rows.length - 1 };
  for (const [name, value] of Object.entries(attributes)) plot.setAttribute(name, value);
  svg.setAttribute("aria-hidden", true);
  said.setAttribute("aria-hidden", true);
  const place = rows.findIndex(row => row.cells[0].textContent === day);
  put(place < 0 ? rows.length - 1 : place);
  clear();
  plot.addEventListener("focus", () => put(now));
  plot.addEventListener("blur", clear);
  plot.addEventListener("keydown", event => {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -1e9, End: 1e9 };
    if (!steps[event.key]) return;
    event.preventDefault();
    put(now + steps[event.key]);
  });
  const follow = event => {
    const { left, width } = plot.getBoundingClientRect(), at = ((event.clientX - left) / width) * wide;
    put(places.reduce((best, [x], place) => Math.abs(x - at) < Math.abs(places[best][0] - at) ? place : best, 0));
  };
  plot.addEventListener("pointermove", follow);
  plot.addEventListener("pointerdown", follow);
  plot.addEventListener("pointerleave", clear);
};
