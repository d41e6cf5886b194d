// Renews a table whose time has passed, in a page that stays open or that a page cache kept: it asks the site itself, and
// shows the table's own notice where the site has none that is newer. A converter computes by the plugin's own script.
(() => {
  const MINUTE = 60000, LONGEST = 15 * MINUTE;
  let ahead = 0; // how far the site's clock is ahead of the visitor's, once the site has answered

  const place = (root, styles) => {
    let pause = MINUTE, next = 0, asking = false;
    const table = () => root.querySelector(".fx-widget");
    const old = () => Date.now() + ahead >= Date.parse(table().dataset.until);

    const start = () => {
      const form = root.querySelector("form.converter");
      if (!form || !window.fxwidgetConverter) return;
      form.hidden = false;
      window.fxwidgetConverter(form, table());
      form.dispatchEvent(new Event("input"));
    };

    const put = ({ html, style, css }) => {
      if (css && !styles.has(style)) {
        styles.add(style);
        document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
      }
      root.innerHTML = html;
      start();
    };

    const ask = async () => {
      const url = new URL(root.dataset.table);
      url.searchParams.set("style", table().dataset.style);
      const answer = await fetch(url, { credentials: "omit", referrerPolicy: "same-origin" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const found = await answer.json(), date = Date.parse(answer.headers.get("Date"));
      if (date) ahead = date - Date.now();
      put(found);
    };

    const look = async () => {
      if (!table()?.dataset.until || !old() || document.hidden || asking || Date.now() < next) return;
      asking = true;
      await ask().catch(() => {});
      asking = false;
      const notice = table().querySelector(".old-copy");
      if (notice && old()) notice.hidden = false;
      pause = old() ? Math.min(2 * pause, LONGEST) : MINUTE;
      next = Date.now() + pause;
    };

    if (table()) start();
    return look;
  };

  const begin = () => {
    const roots = [...document.querySelectorAll(".fxwidget-place")];
    const styles = new Set(roots.map(root => root.querySelector(".fx-widget")?.dataset.style));
    const looks = roots.map(root => place(root, styles));
    const look = () => looks.forEach(each => each());
    look();
    setInterval(look, 15000);
    document.addEventListener("visibilitychange", look);
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", begin) : begin();
})();
