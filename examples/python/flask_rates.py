"""Rates in a Flask application: a page at ``/rates``, and ``convert`` in its templates.

app.register_blueprint(rates_blueprint("https://rates.example"))

{{ convert(price, "INR", "RUB") }}
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from flask import Blueprint, Response, request

import fxwidget


def rates_blueprint(url: str, *, max_age: timedelta = timedelta(minutes=10)) -> Blueprint:
    """A blueprint over the service at ``url``. No request waits for it while its last answer is younger than ``max_age``."""
    service = fxwidget.connect(url, max_age=max_age)
    blueprint = Blueprint("rates", __name__)

    @blueprint.app_template_global("convert")
    def convert(amount: Decimal | int | str, base: str, quote: str) -> Decimal | None:
        """An amount in another currency, to its usual decimals; None where there is no rate to be relied on."""
        try:
            return service.snapshot().convert(amount, base, quote, rounding="decimals")
        except (fxwidget.RateStale, fxwidget.RateNotFound):
            return None

    @blueprint.get("/rates")
    def rates() -> Response:
        """The table, with the widget's options: ``/rates?lang=ru&theme=dark``."""
        try:
            return Response(service.snapshot().to_html(**request.args.to_dict()), mimetype="text/html")
        except (fxwidget.ConfigurationError, fxwidget.RateNotFound) as error:
            return Response(str(error), 400, mimetype="text/plain")

    return blueprint
