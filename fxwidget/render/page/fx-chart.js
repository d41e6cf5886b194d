// <fx-chart code="INR" range="1y" lang="ar">: the chart of a currency in a page, with the style and the words of its service.
// Without script its content stands there; a chart that can't be had leaves it there, and says why in the console.

const NAMES = [...USUAL.keys()];
const ATTRIBUTES = ["code", "src", "height", ...NAMES];

/** The range and the options that an address asks for otherwise than as usual, without capitals and blanks. */
const chosen = (url, base, asked = new URL(url).searchParams) => new URLSearchParams(NAMES.map(name => {
  const plain = name === "base" ? base : USUAL.get(name);
  const value = (asked.get(name) ?? "").toLowerCase().replace(name === "lang" ? /-.*/ : /\s/g, "");
  return value && value !== plain.toLowerCase() && [name, value];
}).filter(pair => pair));

/** Where a set of files has that chart, or else the currency's in that language, or its usual one: each page names the list of all charts. */
const place = async (source, url) => {
  const list = new URL(source.state.files, url), charts = await (await answered(list)).json();
  const code = /chart\/([^/?]+)/.exec(source.url)[1], options = chosen(source.url, charts.base);
  return new URL(charts[code + "?" + options] ?? charts[code + "?lang=" + options.get("lang")] ?? charts[code + "?"], list);
};

class FxChart extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  /** An element asks while it is in the window, or no further from it than that is high. */
  static #nearness = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) target.#near = isIntersecting;
    tick();
  }, { rootMargin: "100%" });

  #near;
  #source;
  #text;
  #until;
  #place = new CSSStyleSheet();
  #one = {
    idle: () => !this.#near,
    show: source => this.#show(source),
    age: now => this.#age(now),
    place: place,
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.append(document.createElement("slot"));
    root.adoptedStyleSheets = [this.#place];
    root.addEventListener("click", event => {
      const link = event.target.closest("nav a");
      if (!link) return;
      event.preventDefault();
      this.setAttribute("range", link.dataset.range);
    });
    this.#reserve();
  }

  connectedCallback() {
    FxChart.#nearness.observe(this);
    this.#later();
  }

  disconnectedCallback() {
    FxChart.#nearness.unobserve(this);
    this.#near = false;
    this.#later();
  }

  attributeChangedCallback(name) {
    if (name === "height") this.#reserve();
    else this.#later();
  }

  /** Keeps the place of a chart of that height free. No policy refuses a style that a script makes. */
  #reserve() {
    this.#place.replaceSync(`:host{display:block;min-height:${parseFloat(this.getAttribute("height")) || 0}px}:host([hidden]){display:none}`);
  }

  /** Attributes come one by one, elements are moved: what is asked for is looked at once they are all there. */
  #later() {
    queueMicrotask(() => {
      const url = this.isConnected && this.getAttribute("code") ? this.#address() : undefined;
      if (this.#source?.url === url) return;
      if (this.#source) leave(this.#source, this.#one);
      this.#source = url && join(url, this.#one);
      if (this.#source?.answer) this.#show(this.#source);
    });
  }

  /** The address of the chart with these options, spelled as the service and its files spell it. */
  #address() {
    const src = this.getAttribute("src"), code = this.getAttribute("code").toUpperCase();
    const service = src ? new URL(src.replace(/\/?$/, "/"), document.baseURI) : new URL(".", import.meta.url);
    const url = new URL(PLACE.replace("*", encodeURIComponent(code)), service);
    for (const name of NAMES) if (this.getAttribute(name)) url.searchParams.set(name, this.getAttribute(name));
    return url.href.replaceAll("%2C", ",");
  }

  /** Whether a chart out of a set of files is what was asked for; what is missing stands in the console. */
  #fits({ url, state }) {
    const had = new URLSearchParams(state.options);
    const missing = state.files ? [...chosen(url, state.base)].filter(([name, value]) => had.get(name) !== value) : [];
    if (missing.length) console.warn("fx-chart: can't be had here: " + missing.map(pair => pair.join("=")).join(", ") + " (setting: variants)");
    return !missing.length;
  }

  #show(source) {
    const { text, answer, state, ahead } = source;
    if (this.#text !== text) {
      this.#text = text;
      this.#draw(new DOMParser().parseFromString(trusted.createHTML(text), "text/html"), answer.querySelector(".chart").cloneNode(true), !this.#fits(source) && state.unmet);
    }
    this.#until = Date.parse(state.until);
    this.#age(passed() + ahead);
  }

  /** Draws a chart as its page has it, with a ``note`` above. */
  #draw(page, chart, note) {
    const root = this.shadowRoot, { lang, dir } = page.documentElement, sheet = new CSSStyleSheet();
    sheet.replaceSync([...page.querySelectorAll("style")].map(style => style.textContent).join(""));
    root.adoptedStyleSheets = [this.#place, sheet];
    if (note) chart.prepend(Object.assign(document.createElement("p"), { className: "notice", textContent: note }));
    let box = root.querySelector(".fx-widget");
    if (box) renew(root, chart);
    else {
      box = Object.assign(document.createElement("div"), { className: "fx-widget" });
      box.append(chart);
      root.replaceChildren(box);
      crosshair(chart);
    }
    Object.assign(box, { lang, dir });
    for (const name of ["theme", "look"]) box.toggleAttribute("data-" + name, false);
    Object.assign(box.dataset, page.body.dataset);
  }

  /** Says that this copy is out of date, or no longer, at the server's ``now``. */
  #age(now) {
    const old = this.shadowRoot.querySelector(".old-copy");
    if (old) old.hidden = !(now >= this.#until);
  }
}

customElements.get("fx-chart") || customElements.define("fx-chart", FxChart);
