"""What machines read of a page: the rates as schema.org's ExchangeRateSpecification, and a link preview's Open Graph card."""

from __future__ import annotations

from fxwidget.domain.scalars import encode, encoded_list, stamp
from fxwidget.domain.snapshot import Rate
from fxwidget.render.markup import xml
from fxwidget.render.svg import described
from fxwidget.render.view import View

__all__ = ["json_ld", "open_graph"]


def json_ld(view: View, *, url: str = "") -> str:
    """The rates as a JSON-LD script element for a page's head; ``url`` is the page's own address. No policy keeps a page from holding it.

    A rate without a number is left out. Each price says until when it holds: a copy outlives it. The vocabulary has current
    rates alone, so that a table of a past day is described in words, and has none.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    reading = view.reading
    table, is_past = reading.snapshot, reading.snapshot.past_day is not None
    credits = dict.fromkeys(source.attribution for source in reading.shown_sources() if source.attribution)
    document = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": view.head.title,
        "url": url,
        "inLanguage": view.language.tag,
        "dateModified": table.changed_at,
        "expires": None if is_past else table.valid_until,
        "creditText": " · ".join(credits),
        "description": " ".join(
            text for text in (reading.replayed, reading.alarm, reading.disclaimer) if text
        ),
    }
    members = {name: value for name, value in document.items() if value}
    rows = [_specification(rate, view) for rate in table.rows if rate.rate is not None and not is_past]
    if rows:
        members["mainEntity"] = encoded_list(rows)
    body = encode(members).decode()
    for sign in "<>&\u2028\u2029":  # nothing in it may end the element
        body = body.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/ld+json">{body}</script>'


def _specification(rate: Rate, view: View) -> bytes:
    """A row that has a number, written as ``encode`` would: nothing in it needs escaping."""
    table, options = view.reading.snapshot, view.options
    of, priced_in = (rate.code, table.base) if options.inverse else (table.base, rate.code)
    price = f'"price":{rate.rate:f},"priceCurrency":"{priced_in}","validThrough":"{stamp(table.valid_until)}"'
    if rate.as_of is not None:
        price += f',"validFrom":"{stamp(rate.as_of)}"'
    if options.priced != 1:
        price += f',"referenceQuantity":{{"@type":"QuantitativeValue","value":{options.priced:f},"unitText":"{of}"}}'
    return (
        f'{{"@type":"ExchangeRateSpecification","currency":"{of}",'
        f'"currentExchangeRate":{{"@type":"UnitPriceSpecification",{price}}}}}'
    ).encode()


def open_graph(view: View, *, url: str, image_url: str) -> str:
    """The meta elements of a link preview; ``url`` is the page's address, ``image_url`` its PNG's, both absolute.

    Raises:
        RateNotFound: the options name a currency that is not in the snapshot.
    """
    title = view.head.title
    description = described(view)
    properties = {
        "og:type": "website",
        "og:site_name": "fxwidget",
        "og:title": title,
        "og:description": description,
        "og:url": url,
        "og:locale": view.language.code,
        "og:image": image_url,
        "og:image:type": "image/png",
        "og:image:alt": description,
    }
    lines = [f'<meta property="{name}" content="{xml(value)}">' for name, value in properties.items()]
    return "\n".join([*lines, '<meta name="twitter:card" content="summary_large_image">'])
