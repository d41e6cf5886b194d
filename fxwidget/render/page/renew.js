// Puts a newer chart in the place of an older one. For page and element.

/** Shows the chart ``now`` where ``root`` has an older one: what is open stays open, and who reads it by keys reads on. */
const renew = (root, now) => {
  const old = root.querySelector(".chart"), stops = chart => [...chart.querySelectorAll("a, summary, [tabindex]")];
  const focused = stops(old).indexOf(root.activeElement), open = old.querySelector("details")?.open, day = old.querySelector(".plot")?.dataset.at;
  old.replaceWith(now);
  if (open) now.querySelector("details")?.setAttribute("open", "");
  crosshair(now, day);
  stops(now)[focused]?.focus();
};
