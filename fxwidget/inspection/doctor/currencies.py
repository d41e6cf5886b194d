"""Whether every currency of the table is listed by an enabled provider."""

from __future__ import annotations

from collections.abc import Iterator

from fxwidget.config.settings import Settings
from fxwidget.config.sources import sources
from fxwidget.errors import ConfigurationError
from fxwidget.inspection.doctor.finding import Finding, ok, warn
from fxwidget.provider.source import unlisted


def look_at_currencies(settings: Settings) -> Iterator[Finding]:
    """A finding for each currency that will have no number; nothing where the settings are wrong, which another check reports."""
    try:
        missing = unlisted(sources(settings), settings.currencies)
    except ConfigurationError:
        return
    if not missing:
        yield ok("currencies", "each is listed by an enabled provider")
    for code in missing:
        mend = f"enable one that does (fxwidget providers), or take {code} out of currencies"
        yield warn("currencies", f"no enabled source lists {code}: it will have no number", mend)
