// Rows that open by a click on any of their text, and take one stop of the keyboard together. For page and element.

/** What has one stop of the keyboard together: the rows, and the links of the facts. Arrow keys lead on within. */
const groups = [".why summary", "dl a"];

/** Gives each group one stop: what has the focus, or where it was, or the first. */
const stops = root => groups.forEach(group => {
  const all = [...root.querySelectorAll(group)], now = root.activeElement;
  const stop = all.includes(now) ? now : all.find(each => !each.tabIndex);
  all.forEach(each => each.tabIndex = each === stop ? 0 : -1);
});

/** Has what is shown in ``root`` react. Without it rows open by their own means, and each is a stop. */
const react = root => {
  stops(root);
  root.addEventListener("copy", event => copy(root, event));
  root.addEventListener("focusin", () => stops(root));
  root.addEventListener("keydown", event => {
    const { key, target } = event, step = { ArrowDown: 1, ArrowUp: -1 }[key], group = groups.find(each => target.matches(each));
    if (!step || !group) return;
    const all = [...root.querySelectorAll(group)];
    event.preventDefault();
    all[all.indexOf(target) + step]?.focus();
  });
  // What ends a selection is no click on the row; the second of two clicks, which selects a word, undoes the first.
  root.addEventListener("click", ({ target, detail }) => {
    const row = target.closest(".auto tbody");
    if (row && !target.closest("summary, ul") && (detail > 1 || getSelection().type !== "Range")) row.querySelector("details").open ^= 1;
  });
};
