"""The three embeds as a site pastes them, and the policies that they need."""

from __future__ import annotations

from html import escape

from fxwidget.errors import ConfigurationError
from fxwidget.web.script import script

__all__ = ["embeds"]


def embeds(address: str) -> str:
    """What a site pastes to show the widget of the service at ``address``, such as ``https://rates.example``.

    Raises:
        ConfigurationError: that is no web address.
    """
    if not address.startswith(("http://", "https://")) or set(address) & set(" \t\r\n'\";<>"):
        raise ConfigurationError(
            f"{address!r} is not the address of a service, such as https://rates.example"
        )
    base, code = escape(address.rstrip("/")), script()
    return f"""\
A frame; policy: frame-src {base}

  <iframe src="{base}/widget" title="Exchange rates" loading="lazy" width="400" height="1024"
          sandbox="allow-scripts allow-popups" style="border:0"></iframe>

An element; policy: script-src {base}; connect-src {base}
            or:     script-src '{code.integrity}'; connect-src {base}

  <style>fx-widget {{ display: block; min-height: 64rem; }}
  @media (max-width: 24rem) {{ fx-widget {{ min-height: 80rem; }} }}</style>
  <script type="module" src="{base}/{code.name}"
          integrity="{code.integrity}"></script>
  <fx-widget><a href="{base}/widget">Today’s rates</a></fx-widget>

A fragment, which your server puts into its page: {base}/widget?fragment=1; policy: style-src {base}

  <link rel="stylesheet" href="{base}/widget.css">
"""
