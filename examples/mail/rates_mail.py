"""Writes a mail with the rates of a service: text, and a table that needs neither remote images nor a stylesheet.

    python rates_mail.py https://rates.example sender@example.org reader@example.org > rates.eml

A mail is read later than it is sent: it says when its rates were checked, and links to the present ones.
"""

import sys
from email.message import EmailMessage
from html import escape

import fxwidget
from fxwidget import Rate, Snapshot

ARROWS = {"up": "▲", "down": "▼"}
COLOURS = {"up": "#176b34", "down": "#b3261e"}
CELL = "padding:8px 4px;border-top:1px solid #dfe3e8;font:16px/1.4 Arial,sans-serif;color:#1c2127"
SMALL = "margin:8px 0;font:13px/1.4 Arial,sans-serif;color:#57606a"


def row(rate: Rate) -> str:
    """One currency; one that has no rate says so."""
    price = escape(rate.display or "no rate")
    if rate.direction in ARROWS:
        price += f' <span style="color:{COLOURS[rate.direction]}">{ARROWS[rate.direction]}</span>'
    remarks = ["official rate"] if rate.kind == "official" else []
    remarks += [rate.freshness] if rate.freshness != "fresh" else []
    note = (
        f'<br><span style="{SMALL};font-weight:normal">{escape(", ".join(remarks))}</span>' if remarks else ""
    )
    return (
        f'<tr><th scope="row" align="left" style="{CELL};font-weight:normal">{escape(rate.name)} '
        f'<span style="color:#57606a;font-size:13px">{escape(rate.code)}</span></th>'
        f'<td align="right" style="{CELL};font-weight:bold;white-space:nowrap">{price}{note}</td></tr>'
    )


def mail(snapshot: Snapshot, service: str, sender: str, reader: str) -> EmailMessage:
    """The message, both ways."""
    checked = f"{snapshot.checked_at:%d %B %Y %H:%M} UTC"
    credits = " · ".join(source.attribution for source in snapshot.sources if source.shown)
    rows = [rate for rate in snapshot.rates if rate.code != snapshot.base]
    message = EmailMessage()
    message["Subject"] = f"1 {snapshot.base} in other currencies, {checked}"
    message["From"], message["To"] = sender, reader
    lines = [f"{rate.code}  {rate.display or 'no rate':>12}  {rate.name}" for rate in rows]
    text = [
        f"1 {snapshot.base}, checked {checked}",
        *lines,
        credits,
        snapshot.disclaimer,
        f"Now: {service}/widget",
    ]
    message.set_content("\n".join(text) + "\n")
    message.add_alternative(
        f'<!doctype html><html lang="en"><body style="margin:0;background:#ffffff"><div style="max-width:480px;padding:16px">'
        f'<table width="100%" cellspacing="0" cellpadding="0" style="border-collapse:collapse">'
        f'<caption align="left" style="{CELL};border:0;text-align:left"><b>1 {escape(snapshot.base)}</b>, checked {checked}</caption>'
        f"{''.join(map(row, rows))}</table>"
        f'<p style="{SMALL}"><a href="{escape(service)}/widget" style="color:#0b57d0">The rates now</a></p>'
        f'<p style="{SMALL}">{escape(credits)}</p><p style="{SMALL}">{escape(snapshot.disclaimer)}</p></div></body></html>',
        subtype="html",
    )
    return message


def main() -> None:
    """The arguments are the service's address, the sender's and the reader's."""
    service, sender, reader = sys.argv[1:]
    snapshot = fxwidget.load(f"{service}/v1/rates")
    sys.stdout.buffer.write(mail(snapshot, service, sender, reader).as_bytes())


if __name__ == "__main__":
    main()
