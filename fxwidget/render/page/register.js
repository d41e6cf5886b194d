// Two snippets on one page may bring two scripts: the first one defines the element.

customElements.get("fx-widget") || customElements.define("fx-widget", FxWidget);
