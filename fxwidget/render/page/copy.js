// A row is copied in columns, as spreadsheets take it, where its price or its mark is selected, or where nothing is by the focus.

/** What is within a price is copied as it is. */
const copy = (root, event) => {
  const picked = root.getSelection?.() ?? getSelection(), said = `${picked}`.trim();
  const touched = part => picked.isCollapsed ? part.contains(event.target) : picked.containsNode(part, true) && !(part.className === "price" && part.textContent.includes(said));
  const rows = [...root.querySelectorAll("[data-row]")].filter(row => [...row.querySelectorAll(".price, .why summary")].some(touched));
  if (!rows[0]) return;
  event.clipboardData.setData("text/plain", rows.map(row => row.dataset.row).join("\n"));
  event.preventDefault();
};
