"""What machines read of a page: valid, exact, and unable to end the element that it stands in."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest

from fxwidget.domain.snapshot import DISCLAIMER, Snapshot
from fxwidget.presentation.language import LANGUAGES
from fxwidget.presentation.options import Options
from fxwidget.presentation.transform import apply_options
from fxwidget.render.structured_data import json_ld, open_graph
from fxwidget.render.view import View
from tests.support.snapshots import NOW, SOURCES, snapshot, without_number

URL, IMAGE = "https://fx.example/widget?lang=en&base=INR", "https://fx.example/widget.png"


class Elements(HTMLParser):
    """The elements of a page's head: their attributes, and the text of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def linked(table: Snapshot, at: timedelta = timedelta(), **options: Any) -> dict[str, Any]:
    """The data of the script element, which is one and holds nothing else."""
    elements = Elements(json_ld(View(table, NOW + at, Options(**options)), url=URL))
    assert elements.found == [("script", {"type": "application/ld+json"})]
    document: dict[str, Any] = json.loads(elements.text, parse_float=Decimal, parse_int=Decimal)
    assert document["@context"] == "https://schema.org"
    return document


def test_exchange_rates() -> None:
    """The price of one unit of the base in each currency, from when and until when."""
    document = linked(snapshot())
    found = {entry["currentExchangeRate"]["priceCurrency"]: entry for entry in document["mainEntity"]}
    assert found["INR"] == {
        "@type": "ExchangeRateSpecification",
        "currency": "USD",
        "currentExchangeRate": {
            "@type": "UnitPriceSpecification",
            "price": Decimal("85.3395"),
            "priceCurrency": "INR",
            "validFrom": "2025-05-14T06:00:00Z",
            "validThrough": "2025-05-14T07:05:00Z",
        },
    }
    assert list(found) == [rate.code for rate in snapshot().rows]


def test_what_is_said_of_the_page() -> None:
    """Address, language, times, attribution, disclaimer, and the banner where there is one."""
    document = linked(snapshot(), lang="ru")
    assert (document["@type"], document["url"], document["inLanguage"]) == ("WebPage", URL, "ru")
    assert (document["dateModified"], document["expires"]) == ("2025-05-14T06:00:00Z", "2025-05-14T07:05:00Z")
    assert document["creditText"] == "Source: CurrencyRate.today"
    assert linked(snapshot())["description"] == DISCLAIMER
    assert linked(snapshot(), timedelta(hours=2))["description"].startswith(
        "These rates are not being refreshed"
    )


@pytest.mark.parametrize("options", [{"base": "INR"}, {"inverse": True}, {"amount": Decimal(100)}])
def test_views(options: dict[str, Any]) -> None:
    """Prices are the view's, exactly, the other way round too, and of how many units they are."""
    view = apply_options(snapshot(), Options(**options))
    for rate, entry in zip(view.rows, linked(snapshot(), **options)["mainEntity"], strict=True):
        price = entry["currentExchangeRate"]
        assert price["price"] == rate.rate
        pair = (entry["currency"], price["priceCurrency"])
        assert pair == ((rate.code, view.base) if options.get("inverse") else (view.base, rate.code))
        assert price.get("referenceQuantity", {}).get("value", Decimal(1)) == options.get("amount", 1)


def test_no_number_is_no_rate() -> None:
    """A row without a number is left out."""
    document = linked(snapshot(without_number("INR"), codes=("INR", "RUB")))
    assert [entry["currentExchangeRate"]["priceCurrency"] for entry in document["mainEntity"]] == ["RUB"]


def test_nothing_ends_the_element() -> None:
    """What a source calls itself can't close the script or open another."""
    hostile = SOURCES["currencyrate"].model_copy(
        update={"attribution": "</script><script>alert(1)//<!--&\u2028"}
    )
    text = json_ld(View(snapshot(sources=(hostile,)), NOW))
    assert text.count("<") == 2
    assert linked(snapshot(sources=(hostile,)))["creditText"] == hostile.attribution


@pytest.mark.parametrize("code", LANGUAGES)
def test_open_graph(code: str) -> None:
    """A card has a title, what the table says, the page's address and the picture's, in the page's language."""
    html = open_graph(View(snapshot(), NOW, Options(lang=code)), url=URL, image_url=IMAGE)
    elements = Elements(html).found
    assert {tag for tag, _ in elements} == {"meta"}
    properties = {entry.get("property") or entry.get("name"): entry["content"] for _, entry in elements}
    assert (properties["og:type"], properties["og:url"], properties["og:image"]) == ("website", URL, IMAGE)
    assert (properties["og:locale"], properties["twitter:card"]) == (code, "summary_large_image")
    shown = apply_options(snapshot(), Options(lang=code))["INR"]
    assert shown.display is not None
    assert shown.display in (properties["og:description"] or "")
    assert properties["og:title"]


def test_a_card_is_escaped() -> None:
    """An attribute can't be left."""
    hostile = snapshot(
        sources=tuple(info.model_copy(update={"name": '"><x y="'}) for info in SOURCES.values())
    )
    elements = Elements(open_graph(View(hostile, NOW), url=URL, image_url='"><z>')).found
    assert {tag for tag, _ in elements} == {"meta"}


def test_closes_of_a_past_day_are_no_current_rates() -> None:
    """Machines are told in words of which day they are: no price holds until the next check, and the page does not expire."""
    past = linked(snapshot().model_copy(update={"past_day": date(2025, 5, 9)}))
    assert past["description"].startswith("Rates of 9 May 2025, as that day closed.")
    assert {"mainEntity", "expires"}.isdisjoint(past)
    assert {"mainEntity", "expires"} <= linked(snapshot()).keys()
