(() => {
  const form = document.querySelector("form"), list = document.getElementById("currencies");
  const result = document.getElementById("result"), said = document.getElementById("said");
  const home = form.getAttribute("action");
  const part = (page, id) => page.getElementById(id);
  let timer, latest = 0;

  /** A service that does not know its own address names the one by which it was reached: behind a proxy not ours. */
  const addressed = page => {
    const { reached } = part(page, "result").dataset, { origin } = location;
    if (reached && reached !== origin) part(page, "handed").querySelectorAll("code").forEach(code => {
      code.textContent = code.textContent.replaceAll(reached, origin)
        .replaceAll(encodeURIComponent(reached), encodeURIComponent(origin));
    });
  };

  /** What the form says, each name once: the server joins nothing that is joined already. */
  const query = () => {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(form))
      if (value) found.set(name, found.has(name) ? `${found.get(name)},${value}` : value);
    return found;
  };

  /** The preview goes on in its frame, so that it does not flicker and the way back stays short; while something can't be it stays. */
  const preview = page => {
    const old = result.querySelector("iframe"), now = page.querySelector("iframe");
    if (!part(page, "preview").firstElementChild) return;
    if (!old || !now) return part(document, "preview").replaceWith(part(page, "preview"));
    const url = now.getAttribute("src");
    if ((old.dataset.url || old.getAttribute("src")) !== url) old.contentWindow.location.replace(new URL(url, location.href));
    old.dataset.url = url;
    old.width = now.width;
    old.height = now.height;
    old.style.height = "";
    part(document, "measured").textContent = part(page, "measured").textContent;
  };

  /** A colour that is picked for one scheme stands there before or after the comma; the other one stays what it was. */
  const pick = ({ id, value }) => {
    const [, name, scheme] = id.split("-"), text = form.elements[name], theme = form.elements.theme.value;
    const halves = text.value.includes(",") ? text.value.split(",") : [text.value, text.value];
    halves[scheme === "dark" ? 1 : 0] = value.slice(1);
    text.value = theme === scheme || halves[0] === halves[1] ? value.slice(1) : halves.join(",");
  };

  const take = page => {
    const found = part(page, "result").dataset, handed = part(page, "handed");
    preview(page);
    addressed(page);
    part(document, "faults").replaceChildren(...part(page, "faults").childNodes);
    for (const fault of form.querySelectorAll(".fault")) {
      fault.replaceChildren(...part(page, fault.id).childNodes);
      const control = part(document, fault.id.replace("fault", "field"));
      if (control) control.ariaInvalid = fault.hasChildNodes() ? "true" : null;
    }
    if (handed.firstElementChild) for (const picker of form.querySelectorAll("[type=color]")) picker.value = part(page, picker.id).value;
    if (handed.firstElementChild) history.replaceState(null, "", found.query ? `${home}?${found.query}` : home);
    part(document, "handed").replaceWith(handed);
  };

  const update = async () => {
    const number = ++latest;
    try {
      const got = await fetch(`${home}?${query()}`, { credentials: "omit" });
      if (got.status !== 200 && got.status !== 422) throw new Error(got.status);
      const page = new DOMParser().parseFromString(await got.text(), "text/html");
      if (number === latest) take(page);
    } catch (error) {
      if (number === latest) part(document, "faults").textContent = result.dataset.lost;
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(update, 200);
  };

  /** Moves a row past its neighbour, which is what leaves its place: the row keeps focus and pointer. */
  const move = (row, up) => {
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    up ? row.after(other) : row.before(other);
    soon();
  };

  const tell = row => {
    const name = row.querySelector("label").textContent.trim(), place = [...list.children].indexOf(row) + 1;
    said.textContent = list.dataset.moved.replace("{name}", name).replace("{place}", place);
  };

  form.addEventListener("input", ({ target }) => {
    if (target.type === "color") pick(target);
    soon();
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    const { submitter } = event;
    if (submitter?.name === "choose") {
      for (const box of list.querySelectorAll("input")) box.checked = submitter.value === "all";
      return soon();
    }
    if (submitter?.name !== "move") return update();
    const row = submitter.closest("li");
    move(row, submitter.value.startsWith("up"));
    tell(row);
  });
  list.addEventListener("keydown", event => {
    const up = event.key === "ArrowUp";
    if (event.target.name !== "move" || !up && event.key !== "ArrowDown") return;
    event.preventDefault();
    const row = event.target.closest("li");
    move(row, up);
    tell(row);
  });
  list.addEventListener("pointerdown", event => {
    if (event.target.className !== "handle" || event.button) return;
    event.preventDefault();
    const handle = event.target, row = handle.closest("li"), ended = new AbortController(), { signal } = ended;
    handle.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
    handle.addEventListener("pointermove", ({ clientY }) => {
      for (const up of [true, false]) {
        let other;
        while ((other = up ? row.previousElementSibling : row.nextElementSibling)) {
          const { top, bottom } = other.getBoundingClientRect(), middle = (top + bottom) / 2;
          if (up ? clientY >= middle : clientY <= middle) break;
          move(row, up);
        }
      }
    }, { signal });
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => {
      row.classList.remove("dragged");
      ended.abort();
      tell(row);
    }, { signal });
  });

  snippets(result, result.dataset);

  document.documentElement.classList.add("scripted");
  addressed(document);
})();
