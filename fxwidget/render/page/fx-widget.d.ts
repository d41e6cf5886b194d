// Types of <fx-widget> for TypeScript, in TSX too. Its options are described in docs/widget.md.

/** A row of the table, as its options ask for it. The members are named as in the JSON of /v1/rates. */
export interface FxRate {
  /** ISO 4217, or CNH. */
  readonly code: string;
  /** In the table's language. */
  readonly name: string;
  /** The number behind `display`: of the table's base, its amount and its direction. Null where none is shown. */
  readonly rate: number | null;
  /** As the table shows it. */
  readonly display: string | null;
  readonly direction: "up" | "down" | "flat" | null;
  /** Per cent since the previous close. */
  readonly change_pct: number | null;
  /** The day whose rate it is, as "2025-05-14". */
  readonly market_day: string | null;
  readonly freshness: "fresh" | "closed" | "late" | "stale" | "withdrawn";
}

/** Of `fx-load`: the first table of these options is shown. */
export interface FxLoadDetail {
  readonly rates: readonly FxRate[];
}

/** Of `fx-change`: a newer table is shown, in which these rows differ. */
export interface FxChangeDetail extends FxLoadDetail {
  readonly changed: readonly string[];
}

/** Of `fx-error`: an answer failed, or the options can't be had and the default table is shown. */
export interface FxErrorDetail {
  readonly message: string;
  /** That of HTTP; 0 without an answer. */
  readonly status: number;
  readonly url: string;
}

export interface FxWidgetEventMap {
  "fx-load": CustomEvent<FxLoadDetail>;
  "fx-change": CustomEvent<FxChangeDetail>;
  "fx-error": CustomEvent<FxErrorDetail>;
}

/** The options; each is an attribute and a property. */
export interface FxWidgetOptions {
  // options
}

/** The attributes as JSX writes them. */
export interface FxWidgetAttributes extends FxWidgetOptions {
  /** The address of the table, where it is not `widget` beside the script. */
  src?: string;
  /** The px that are kept free for the table. */
  height?: number | string;
  paused?: boolean;
  id?: string;
  class?: string;
  className?: string;
  style?: unknown;
  slot?: string;
  part?: string;
  hidden?: boolean;
  title?: string;
  role?: string;
  key?: string | number | null;
  ref?: unknown;
  children?: unknown;
  "onfx-load"?: (event: FxWidgetEventMap["fx-load"]) => void;
  "onfx-change"?: (event: FxWidgetEventMap["fx-change"]) => void;
  "onfx-error"?: (event: FxWidgetEventMap["fx-error"]) => void;
  [data: `data-${string}` | `aria-${string}`]: unknown;
}

export interface FxWidget extends HTMLElement {
  // properties
  src: string;
  height: string;
  paused: boolean;
  /** The rows that are shown; none before the first table. */
  readonly rates: readonly FxRate[];
}

/** For frameworks whose JSX is not global, as React since version 19. */
export interface FxWidgetElements {
  "fx-widget": FxWidgetAttributes;
}

declare global {
  interface HTMLElementTagNameMap {
    "fx-widget": FxWidget;
  }
  interface GlobalEventHandlersEventMap extends FxWidgetEventMap {}
  namespace JSX {
    interface IntrinsicElements extends FxWidgetElements {}
  }
}
