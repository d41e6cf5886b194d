/**
 * The table of the service at an address; the options of docs/widget.md are its properties.
 *
 * The page loads the element's script once (see index.html); what stands between the tags is shown until it has.
 */
export function ExchangeRates({ service, children, ...options }) {
  return <fx-widget src={`${service}/widget`} {...options}>{children ?? <a href={`${service}/widget`}>Today’s rates</a>}</fx-widget>;
}
