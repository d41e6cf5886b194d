"""For tests of programs that use rates: tables of made-up numbers, and a service on the loopback address that serves them.

    from fxwidget import testing

    snapshot = testing.snapshot(INR="80", RUB="100")
    with testing.serve(snapshot) as service:
        program(fxwidget.connect(service.url))

``pytest_plugins = ["fxwidget.testing.fixtures"]`` in a ``conftest.py`` gives pytest the same as fixtures. Nothing here asks a
source, reads a setting or needs a network.
"""

from fxwidget.testing.fake_service import FakeService, serve
from fxwidget.testing.made_up import snapshot

__all__ = ["FakeService", "serve", "snapshot"]
