// Keeps what is shown current: one timer and one request per address, however many show it. For page, element and chart.

/** What is at an address. Throws a message, and the status where there is one. */
const answered = async (url, how) => {
  const response = await fetch(url, { credentials: "omit", ...how }), { ok, status } = response;
  if (ok) return response;
  const { detail = "status " + status } = await response.json().catch(() => response);
  throw { message: detail, status };
};

/** The style that an answer names, fetched once however many name it; it comes with the markup that it is made for. */
const sheets = new Map();
const styled = url => {
  if (!sheets.has(url)) {
    const sheet = answered(url).then(response => response.text()).then(text => new CSSStyleSheet().replace(text));
    sheet.catch(() => sheets.delete(url));
    sheets.set(url, sheet);
  }
  return sheets.get(url);
};

/** Seconds until the next request: those of a replay, those that were asked for, or the server's, no less than a minute. */
const pace = ({ reload, refresh }, age) => reload || (refresh === "0" ? Infinity : Math.max(60, refresh || age || 0));

const ask = async source => {
  source.due = Infinity;
  let wait;
  try {
    const response = await answered(source.at ?? source.url, { cache: "no-cache", signal: AbortSignal.timeout(20000) });
    const text = await response.text(), header = name => response.headers.get(name);
    source.ahead = (Date.parse(header("date")) + 1000 * header("age") || Date.now()) - passed();
    if (source.text !== text) {
      const page = new DOMParser().parseFromString(trusted.createHTML(text), "text/html"), { url } = response;
      const answer = page.querySelector(".fx-widget");
      answer.querySelectorAll("script").forEach(node => node.remove());
      answer.querySelectorAll("[href]").forEach(link => link.href = new URL(link.getAttribute("href"), url));
      source.state = { ...page.documentElement.dataset, ...answer.dataset };
      if (source.state.files && source.place && !source.at) {
        source.at = await source.place(source, url);
        return ask(source);
      }
      source.sheet = source.state.style && await styled(new URL(source.state.style, url).href);
      source.answer = answer;
      source.text = text;
    }
    wait = pace(source.state, /max-age=(\d+)/.exec(header("cache-control"))?.[1]);
    source.fails = 0;
  } catch (error) {
    if (!source.fails++) {
      console.warn("fx-widget: " + error.message);
      source.shown.forEach(one => one.fail?.(error));
    }
    wait = Math.min(5 * 2 ** source.fails, 900) * (1 + Math.random() / 4);
  }
  source.due = passed() + wait * 1000;
  if (!source.fails) source.shown.forEach(one => one.show(source));
  tick();
};

let timer;
const tick = () => {
  clearTimeout(timer);
  if (document.hidden || !sources.size) return;
  const now = passed();
  let next = now + 15000;
  for (const source of sources.values()) {
    const shown = [...source.shown];
    shown.forEach(one => one.age(now + source.ahead));
    if (shown.every(one => one.idle())) continue;
    if (source.due <= now) ask(source);
    else next = Math.min(next, source.due);
  }
  timer = setTimeout(tick, next - now);
};

/** Has ``one`` shown what is at an address: it says whether it is idle, shows an answer, and ages. */
const join = (url, one, wait = 0) => {
  let source = sources.get(url);
  if (!source) {
    const now = passed();
    sources.set(url, source = { url, place: one.place, shown: new Set(), due: now + wait * 1000, fails: 0, ahead: Date.now() - now });
  }
  source.shown.add(one);
  tick();
  return source;
};

const leave = (source, one) => {
  source.shown.delete(one);
  if (!source.shown.size) sources.delete(source.url);
};

const plainly = { createHTML: text => text };
const trusted = globalThis.trustedTypes?.createPolicy("fx-widget", plainly) ?? plainly;
document.addEventListener("visibilitychange", tick);
addEventListener("online", () => {
  for (const source of sources.values()) if (source.fails) source.due = 0;
  tick();
});
