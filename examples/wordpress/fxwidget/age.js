// Shows a table's own notice once its time has passed, in a page that stays open or that a page cache kept. Asks for nothing.
(() => {
  const look = () => {
    for (const table of document.querySelectorAll(".fx-widget[data-until]")) {
      const notice = table.querySelector(".old-copy");
      if (notice && Date.now() >= Date.parse(table.dataset.until)) notice.hidden = false;
    }
  };
  look();
  setInterval(look, 15000);
})();
