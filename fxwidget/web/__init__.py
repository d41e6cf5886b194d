"""The serving half: endpoints drawn from the published snapshot in memory, Flask, and the edge in front of it."""

from fxwidget.web.app import create_app

__all__ = ["create_app"]
