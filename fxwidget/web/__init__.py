"""The web: a Flask application that serves the published snapshot from memory."""

from fxwidget.web.app import create_app

__all__ = ["create_app"]
