"""Whether the providers that need a key have one, and nobody else can read it."""

from __future__ import annotations

import stat
from collections.abc import Iterator

from fxwidget.config.settings import ProviderSettings, Settings
from fxwidget.errors import ConfigurationError
from fxwidget.inspection.doctor.finding import Finding, fail, ok, warn
from fxwidget.provider.registry import provider_class


def look_at_keys(settings: Settings) -> Iterator[Finding]:
    """One finding for each enabled provider that needs a key or was given one."""
    for name in settings.names:
        own = settings.provider.get(name, ProviderSettings())
        needs = provider_class(name).needs_key
        given = own.key is not None or own.key_file is not None or own.key_credential is not None
        if needs or given:
            yield _key(name, own)


def _key(name: str, own: ProviderSettings) -> Finding:
    what = f"key of {name}"
    try:
        secret = own.secret()
    except ConfigurationError as error:
        return fail(what, str(error), "correct the name, or let the service's user read it")
    if not secret:
        return fail(
            what,
            "there is none",
            f"set key_file or key_credential under [provider.{name}], or take {name} out of sources",
        )
    path = own.key_path
    if (flaw := own.key_flaw(secret)) is not None:
        return fail(what, flaw, "copy the key anew, without quotation marks and blanks")
    if path is None:
        return ok(what, "in the settings or the environment")
    if path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH) and own.key_credential is None:
        return warn(what, f"{path} can be read by others", f"chmod 600 {path}")
    return ok(what, str(path))
