"""Draws a set of files from a snapshot, and puts it into a folder."""

from __future__ import annotations

import json
import logging
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from fxwidget.config.settings import Settings
from fxwidget.domain.scalars import stamp
from fxwidget.domain.snapshot import Snapshot
from fxwidget.errors import PublishingFailed
from fxwidget.store import Store, open_history
from fxwidget.store.history import History
from fxwidget.web.content_coding import CODINGS, IDENTITY
from fxwidget.web.edge.capture import Drawn
from fxwidget.web.edge.prerender import OfflineApp
from fxwidget.web.flat.contents import HISTORY, contents, tables
from fxwidget.web.flat.folder import FORMAT, MANIFEST, Folder, few
from fxwidget.web.flat.handout import home
from fxwidget.web.flat.headers import apache, netlify
from fxwidget.web.flat.names import INDEX, files_of, link, spelled
from fxwidget.web.flat.places import CHARTS, TABLES, FileSite, chart_options
from fxwidget.web.media_types import PAGE
from fxwidget.web.publish import SUFFIXES, Published, described, readable
from fxwidget.web.service import Service

__all__ = ["FlatPublisher"]

log = logging.getLogger("fxwidget.publish")

CHART = "/chart/{code}"
"""The path of the charts that the element draws."""


class FlatPublisher:
    """Writes sets into one folder, which a file host serves as it is.

    past: the past rates, that of the store in the settings by default; one that can't be read is left out, and logged.
    compressed: whether each file has compressed siblings.

    Raises:
        ConfigurationError: a variant or a source of the settings can't be.
        PublishingFailed: the folder can't be written.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        store: Store | None = None,
        past: History | None = None,
        *,
        compressed: bool = False,
    ) -> None:
        self._folder = Folder(folder)
        self._folder.check()
        self._settings, self._store = settings, store
        self._past = past or open_history(settings.store)
        self._plan(charts=readable(self._past, logs=False))
        self._base = settings.base
        self._codings = CODINGS if compressed else (IDENTITY,)

    def _plan(self, *, charts: bool) -> None:
        """Find out which files the set has, as they name one another: with ``charts`` once there is a past to draw from."""
        settings = self._settings
        blank = FileSite(settings.url, home(settings, {}, ()))
        router = Service.of(settings, blank, self._past).router
        shown = tables(settings, router)
        requests = contents(settings, router, shown, charts=charts)
        self._files = files_of(requests)
        self._requests = {each.url: each for each in requests}
        self._fragments = {each.url: each for each in requests if each.parameters.get("fragment")}
        site = FileSite(settings.url, home(settings, self._files, shown), self._files)
        self._app = OfflineApp(settings, self._store, site, self._past)
        self._has_charts = charts

    def publish(self, snapshot: Snapshot, now: datetime) -> Published:
        """Write the set of a snapshot at an instant of the wall clock in place of the one before.

        Raises:
            PublishingFailed: the folder can't be written, a configured variant can't be drawn from this snapshot, or no
                row but the base has a number.
        """
        self._check_numbers(snapshot, now)
        if self._has_charts is not (charts := readable(self._past)):
            self._plan(charts=charts)
        snapshot = snapshot.model_copy(update={"valid_until": _good_until(snapshot, now)})
        answers = self._drawn(snapshot, now)
        listed = [described(url, self._files[url], found[IDENTITY]) for url, found in answers.items()]
        files = {
            self._files[url] + SUFFIXES[answer.coding]: answer.body
            for url in sorted(answers, key=self._place)
            for answer in answers[url].values()
        }
        files |= self._beside(listed)
        manifest = {
            "format": FORMAT,
            "seq": snapshot.seq,
            "drawn_at": stamp(now),
            "valid_until": stamp(snapshot.valid_until),
            "files": listed,
        }
        done = self._folder.replace(files, manifest)
        if done.others:
            log.info("%d other files in %s were left alone", done.others, self._folder.path)
        _tell_of_tables(done.gone)
        size = sum(map(len, files.values()))
        until = snapshot.next_change_at(now)
        return Published(self._folder.path, snapshot.seq, len(files) + 1, size, until, snapshot.valid_until)

    def _check_numbers(self, snapshot: Snapshot, now: datetime) -> None:
        """A set without a number is no better than any that is there, which says itself until when it is good."""
        base, numbers = self._base, {row.code for row in snapshot.aged(now).rates if row.rate is not None}
        if base in snapshot and base not in numbers:
            raise PublishingFailed(
                f"no currency has a number in {base}, as there is none of {base} itself: name another base, or a source "
                f"that lists it; {self._folder.path} stands as it was"
            )
        if not numbers - {base}:
            raise PublishingFailed(f"no currency has a number; {self._folder.path} stands as it was")

    def _drawn(self, snapshot: Snapshot, now: datetime) -> Drawn:
        """The answers that there are.

        Only a currency in a path may be missing, which the refresher has not asked for yet, and numbers of the past before the
        first close.
        """
        drawn = self._app.draw(snapshot, now, dict.fromkeys(self._files, self._codings), twice=False)
        for url, request in self._requests.items():
            if not drawn[url] and request.code is None and url not in HISTORY:
                why = self._app.refusal(url)
                raise PublishingFailed(f"{url} can't be drawn from this snapshot: {why}")
        return {url: found for url, found in drawn.items() if found}

    def _beside(self, listed: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
        """The files that are no answers: the list of tables, and what hosts read themselves."""
        rates = next(it for it in listed if it["url"] == "/v1/rates")
        served = [*listed, *({**rates, "file": name} for name in (TABLES, CHARTS, MANIFEST))]
        return {
            TABLES: self._list_of_tables(),
            CHARTS: self._list_of_charts({it["url"] for it in listed}),
            ".nojekyll": b"",
            "_headers": netlify(served).encode(),
            ".htaccess": apache(served).encode(),
        }

    def _place(self, url: str) -> tuple[bool, bool]:
        """What others name comes before them: scripts and styles, then tables, then pages."""
        return self._requests[url].endpoint.media_type is PAGE, url not in self._fragments

    def _list_of_tables(self) -> bytes:
        """Every table's file by the options that it has, for the element; and the base that is none of them."""
        found = {
            spelled(request.options.pairs()): self._files[url] for url, request in self._fragments.items()
        }
        return self._list(found)

    def _list_of_charts(self, drawn: Container[str]) -> bytes:
        """Every chart's file by its currency, range and options."""
        charts = {url: it for url, it in self._requests.items() if it.endpoint.path == CHART and url in drawn}
        return self._list(
            {f"{request.code}?{chart_options(request)}": self._files[url] for url, request in charts.items()}
        )

    def _list(self, files: Mapping[str, str]) -> bytes:
        return json.dumps({"base": self._base, **files}, indent=1).encode() + b"\n"


def _tell_of_tables(gone: Iterable[str]) -> None:
    """Log which tables went with the files that are no longer in the set, as somebody may show them."""
    tables = [link(name) for name in gone if name.startswith("widget/") and name.endswith(f"/{INDEX}")]
    if tables:
        log.warning(
            "%d tables are no longer published, and pages that show them find nothing there: %s; "
            "variants names all tables that are wanted",
            len(tables),
            few(tables),
        )


def _good_until(snapshot: Snapshot, now: datetime) -> datetime:
    """Until when a page without anybody to draw it anew is good: it expires, or more than half of its rows turn stale."""
    moment = snapshot.own_time(now)
    turns = sorted({turn for rate in snapshot.rates for turn in rate.freshness_changes() if turn > moment})
    ends = (turn for turn in turns if snapshot.outdated(turn + (now - moment)))
    return min(snapshot.valid_until, next(ends, snapshot.valid_until))
