// <fx-widget>: the table as an element.

class FxWidget extends HTMLElement {
  static observedAttributes = ["src", "paused", ...OPTIONS];
  #source;
  #until;
  #view;
  #form;
  #one = {
    idle: () => this.paused && this.#view === this.#source?.url,
    show: source => this.#show(source),
    age: now => this.#age(now),
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.append(document.createElement("slot"));
    root.addEventListener("copy", event => copy(root, event));
    root.addEventListener("click", ({ target }) => { if (target.className === "pause") this.paused = !this.paused; });
  }

  connectedCallback() {
    for (const name of FxWidget.observedAttributes) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#later();
  }

  disconnectedCallback() { this.#later(); }

  attributeChangedCallback() { this.#later(); }

  /** Attributes come one by one, elements are moved: what is asked for is looked at once they are all there. */
  #later() {
    queueMicrotask(() => {
      const url = this.isConnected ? this.#address : undefined;
      if (this.#source?.url !== url) {
        if (this.#source) leave(this.#source, this.#one);
        this.#source = url && join(url, this.#one);
      }
      const button = this.shadowRoot.querySelector(".pause");
      if (!button || button.ariaPressed === `${this.paused}`) return;
      button.ariaPressed = this.paused;
      if (!this.paused && this.#source?.answer) this.#show(this.#source);
      tick();
    });
  }

  get #address() {
    const src = this.getAttribute("src");
    const url = src ? new URL(src, document.baseURI) : new URL("widget", import.meta.url);
    url.searchParams.set("fragment", 1);
    for (const name of OPTIONS) {
      const value = this.getAttribute(name) ?? "";
      if (value || this.hasAttribute(name) && FLAGS.includes(name)) url.searchParams.set(name, value || true);
    }
    return url.href;
  }

  #show({ answer, state, sheet, ahead, url }) {
    if (this.paused && this.#view === url) return;
    const root = this.shadowRoot;
    root.adoptedStyleSheets = sheet ? [sheet] : [];
    show(root, answer, this.#view === url);
    this.#view = url;
    this.#until = Date.parse(state.until);
    const button = root.querySelector(".pause");
    if (button) {
      button.hidden = false;
      button.ariaPressed = this.paused;
    }
    const form = root.querySelector("form");
    if (form && form !== this.#form) converter(form, root.querySelector(".fx-widget"));
    this.#form = form;
    form?.dispatchEvent(new Event("input"));
    this.#age(passed() + ahead);
  }

  /** Says that this copy is out of date, or no longer, at the server's ``now``. */
  #age(now) {
    const old = this.shadowRoot.querySelector(".old-copy");
    if (old) old.hidden = !(now >= this.#until);
  }
}

for (const name of FxWidget.observedAttributes) {
  const flag = name === "paused" || FLAGS.includes(name);
  Object.defineProperty(FxWidget.prototype, name, {
    configurable: true,
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
