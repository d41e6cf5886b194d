// What is copied of a table: a line for each row, in columns, as spreadsheets take it.

const bare = text => `${text}`.replace(/\s/g, "");
const COPIED = ".notice:not([hidden]), caption > *, [data-row] .price, .why summary, .origin";

/** A row is picked where its price or its mark is selected, or where nothing is by the focus. A part of a price is copied as it is. */
const copy = (root, event) => {
  const picked = root.getSelection?.() ?? getSelection(), row = part => part.closest("[data-row]");
  const parts = picked.isCollapsed ? [event.target] : [...root.querySelectorAll(COPIED)].filter(part => picked.containsNode(part, true));
  const within = part => part.className === "price" && bare(part.textContent).includes(bare(picked));
  if (!parts.some(row) || parts.some(within)) return;
  const text = [...new Set(parts.map(part => row(part)?.dataset.row ?? part.textContent))].join("\n");
  const signs = { "&": "&amp;", "<": "&lt;", "\t": "<td>", "\n": "<tr><td>" };
  event.clipboardData.setData("text/plain", text);
  event.clipboardData.setData("text/html", "<table><tr><td>" + text.replace(/[&<\t\n]/g, sign => signs[sign]));
  event.preventDefault();
};
