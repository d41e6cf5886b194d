// <fx-widget>: the table as an element.

const NAMES = [...USUAL.keys()];
const ATTRIBUTES = ["src", "height", "paused", ...NAMES];

/** The options that an address asks for otherwise than as usual, with their values, without capitals and blanks. */
const chosen = (url, base, asked = new URL(url).searchParams) => new URLSearchParams(NAMES.map(name => {
  const plain = name === "base" ? base : USUAL.get(name);
  const value = (asked.get(name) ?? "").toLowerCase().replace(name === "lang" ? /-.*/ : /\s/g, "");
  return value && value !== plain.toLowerCase() && +value !== +plain && [name, value];
}).filter(pair => pair));

/** Where a set of files has the table of these options, or else the one in their language, or its default one: each page of it names the list of its tables. */
const place = async (source, url) => {
  const list = new URL(source.state.files, url), tables = await (await answered(list)).json();
  const options = chosen(source.url, tables.base);
  return new URL(tables[options] ?? tables["lang=" + options.get("lang")] ?? tables[""], list);
};

/** The converter's script, asked for once there is a converter. This script names its hash, so what checks this one checks it too. */
let conversion;
const loaded = () => conversion ??= new Promise((onload, onerror) => {
  const href = new URL(CONVERTER, import.meta.url), integrity = INTEGRITY;
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href, integrity, onload, onerror }));
}).then(() => import(CONVERTER));

class FxWidget extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  /** An element asks while it is in the window, or no further from it than that is high. What is not displayed never is. */
  static #nearness = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) target.#near = isIntersecting;
    tick();
  }, { rootMargin: "100%" });

  #near;
  #source;
  #until;
  #view;
  #form;
  #rates = [];
  #refused;
  #note;
  #place = new CSSStyleSheet();
  #one = {
    idle: () => !this.#near || this.paused && this.#view === this.#source?.url,
    show: source => this.#show(source),
    age: now => this.#age(now),
    fail: error => this.#fail(error),
    place: place,
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.append(document.createElement("slot"));
    react(root);
    root.addEventListener("click", ({ target }) => { if (target.className === "pause") this.paused = !this.paused; });
    root.adoptedStyleSheets = [this.#place];
    this.#reserve();
  }

  /** The shown rows: see widget.d.ts. */
  get rates() { return this.#rates; }

  connectedCallback() {
    for (const name of ATTRIBUTES) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    FxWidget.#nearness.observe(this);
    this.#later();
  }

  disconnectedCallback() {
    FxWidget.#nearness.unobserve(this);
    this.#near = false;
    this.#later();
  }

  attributeChangedCallback(name) {
    if (name === "height") return this.#reserve();
    if (name !== "paused") this.#refused = this.#note = undefined;
    this.#later();
  }

  /** Keeps the place of a table of that height free. No policy refuses a style that a script makes. */
  #reserve() {
    this.#place.replaceSync(`:host{display:block;min-height:${parseFloat(this.height) || 0}px}:host([hidden]){display:none}`);
  }

  /** Attributes come one by one, elements are moved: what is asked for is looked at once they are all there. */
  #later() {
    queueMicrotask(() => {
      const url = this.isConnected ? this.#address(this.#refused ? [] : NAMES) : undefined;
      if (this.#source?.url !== url) {
        if (this.#source) leave(this.#source, this.#one);
        this.#source = url && join(url, this.#one);
      }
      this.#ready();
      if (this.#source?.answer) this.#show(this.#source);
      tick();
    });
  }

  /** The address of the table with these options, spelled as the service and its files spell it. */
  #address(names) {
    const src = this.getAttribute("src");
    const url = src ? new URL(src, document.baseURI) : new URL(PLACE, import.meta.url);
    url.searchParams.set("fragment", true);
    for (const name of names) if (this[name]) url.searchParams.set(name, this[name]);
    return url.href.replaceAll("%2C", ",");
  }

  #say(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true })); }

  /** Where the options can't be had the table is the default one, which says so; why stands in the console. */
  #fail({ message, status = 0 }) {
    const { url } = this.#source;
    this.#say("fx-error", { message, status, url });
    if (!/404|414|422/.test(status) || url === this.#address([])) return;
    this.#refused = this.#note = true;
    this.#later();
  }

  /** Looks at a table that is shown for the first time: is it what was asked for? It names the options it has but those that are as usual. */
  #check({ url, state }) {
    const missing = this.getAttributeNames().filter(name => /^[a-z]+$/.test(name) && !usual.has(name));
    const had = new URLSearchParams(state.options);
    if (state.base) missing.push(...[...chosen(url, state.base).keys()].filter(name => !had.has(name)));
    if (!missing.length) return;
    this.#note = true;
    const message = "can't be had here: " + missing.join(", ") + (state.files ? " (setting: variants)" : "");
    console.warn("fx-widget: " + message);
    this.#say("fx-error", { message, status: 200, url });
  }

  #show(source) {
    const { answer, state, sheet, ahead, url } = source, again = this.#view === url;
    if (this.paused && again) return;
    if (!again && !this.#note) this.#check(source);
    const root = this.shadowRoot;
    root.adoptedStyleSheets = sheet ? [this.#place, sheet] : [this.#place];
    show(root, answer, again, this.#note && state.unmet);
    this.#view = url;
    this.#until = Date.parse(state.until);
    this.#ready();
    const form = root.querySelector("form");
    if (form) this.#convert(form).catch(() => {});
    this.#age(passed() + ahead);
    this.#tell(JSON.parse(state.rates ?? "[]"), again);
  }

  /** Until its script is there, and where it can't be, the form leads to the service's own page; the browser says why. */
  async #convert(form) {
    form.action = this.#source.url;
    if (form !== this.#form) {
      this.#form = form;
      const { converter } = await loaded();
      converter(form, this.shadowRoot.querySelector(".fx-widget"));
    }
    form.dispatchEvent(new Event("input"));
  }

  #ready() {
    const button = this.shadowRoot.querySelector(".pause");
    if (button) Object.assign(button, { hidden: false, ariaPressed: this.paused });
  }

  #tell(rates, again) {
    const old = JSON.stringify(this.#rates);
    const changed = rates.filter(rate => !old.includes(JSON.stringify(rate))).map(({ code }) => code);
    this.#rates = rates;
    if (!again) this.#say("fx-load", { rates });
    else if (changed.length) this.#say("fx-change", { rates, changed });
  }

  /** Says that this copy is out of date, or no longer, at the server's ``now``. */
  #age(now) {
    const old = this.shadowRoot.querySelector(".old-copy");
    if (old) old.hidden = !(now >= this.#until);
  }
}

for (const name of ATTRIBUTES) {
  const flag = name === "paused" || USUAL.get(name) === "false";
  Object.defineProperty(FxWidget.prototype, name, {
    enumerable: true,
    get() {
      const value = this.getAttribute(name);
      return flag ? value !== null && !/^(false|0|no)$/i.test(value) : value ?? "";
    },
    set(value) {
      if (flag ? !value : value == null) this.removeAttribute(name);
      else this.setAttribute(name, flag ? "" : value);
    },
  });
}

/** What an element may have: another attribute of one word is an option that there is not. */
const usual = new Set(["class"]);
for (const name in FxWidget.prototype) usual.add(name.toLowerCase());
