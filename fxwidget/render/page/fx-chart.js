// <fx-chart code="INR" range="1y" lang="ar">: the chart of a currency in a page, with the style and the words of its service.
// Without script its content stands there; a chart that can't be had leaves it there, and says why in the console.

const service = new URL(".", import.meta.url);
const trusted = globalThis.trustedTypes?.createPolicy("fx-chart", { createHTML: text => text }) ?? { createHTML: text => text };

class FxChart extends HTMLElement {
  static observedAttributes = ["code", "range", ...OPTIONS];

  connectedCallback() {
    this.show();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.show();
  }

  async show() {
    if (!this.getAttribute("code")) return;
    const query = new URLSearchParams();
    for (const name of FxChart.observedAttributes.slice(1)) if (this.getAttribute(name)) query.set(name, this.getAttribute(name));
    const url = new URL(`chart/${encodeURIComponent(this.getAttribute("code"))}?${query}`, this.getAttribute("src") ?? service);
    this.url = url.href;
    try {
      const response = await fetch(url, { credentials: "omit" }), text = await response.text();
      if (!response.ok) throw new Error(JSON.parse(text).detail);
      if (this.url === url.href) await this.draw(new DOMParser().parseFromString(trusted.createHTML(text), "text/html"));
    } catch (error) {
      console.warn("fx-chart: " + error.message);
    }
  }

  async draw(answer) {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = await new CSSStyleSheet().replace([...answer.querySelectorAll("style")].map(style => style.textContent).join(""));
    const box = document.createElement("div"), { lang, dir } = answer.documentElement;
    box.className = "fx-widget";
    Object.assign(box.dataset, answer.body.dataset);
    Object.assign(box, { lang, dir });
    box.append(answer.querySelector(".chart"));
    box.addEventListener("click", event => {
      const link = event.target.closest("nav a");
      if (!link) return;
      event.preventDefault();
      this.setAttribute("range", new URL(link.getAttribute("href"), this.url).searchParams.get("range") ?? "1m");
    });
    const had = root.activeElement?.matches("nav a");
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(box);
    crosshair(box.querySelector(".chart"));
    if (had) root.querySelector("[aria-current]")?.focus();
  }
}

customElements.get("fx-chart") || customElements.define("fx-chart", FxChart);
