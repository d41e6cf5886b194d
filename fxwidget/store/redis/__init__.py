"""A store in Redis, or in Valkey: what several machines share. Its layout of keys is documented in ``docs/scaling.md``."""

from importlib.util import find_spec

from fxwidget.errors import ConfigurationError

if find_spec("redis") is None:
    raise ConfigurationError(
        "a store in Redis needs a client: install fxwidget with its extra, as in pip install 'fxwidget[redis]'"
    )
