"""Valid and invalid values of every option of a page."""

from __future__ import annotations

import re

from fxwidget.domain.snapshot import DISCLAIMER

CASES: dict[str, list[tuple[str, str]]] = {
    "currencies": [("RUB,INR", ">79.8457.*>85.3395")],
    "base": [("INR", "0.9356"), ("inr", "1 Indian rupee")],
    "amount": [("1000", "1,000 US dollars.*85,339.5"), ("0.5", "42.6698")],
    "inverse": [("true", "Prices in USD.*0.01172"), ("1", "0.01172"), ("YES", "0.01172")],
    "names": [("codes", "<span><bdi>INR</bdi></span>"), ("names", "<span>Indian Rupee</span>")],
    "symbol": [("yes", '<span class="symbol">₹</span>85.3395')],
    "flags": [("round", 'class="fx-flag round"'), ("none", r'^(?!.*<svg class="fx-flag)')],
    "decimals": [("2", "85.34.*42,250.00"), ("0", ">85.3(</span>)? <"), ("8", "85.33950000")],
    "columns": [
        ("previous,change", 'Previous close</th>.*84.9012.*\\+0.52%'),
        ("source", 'class="more">Source</th>.*<span>CurrencyRate</span>'),
    ],
    "layout": [
        ("strip", '<table class="strip"'), ("single", '<table class="single"'), ("matrix", 'Cross rates.*<table class="square"'),
        ("heatmap", 'Changes of cross rates.*<table class="square"'), ("compact", '<table class="compact"'), ("card", '<table class="card"'), ("table", '<table class="table"'),
    ],
    "moving": [("true&layout=strip", '<input type="checkbox"')],
    "facts": [("open", "14 May · FX source: CurrencyRate"), ("open&currencies=INR", "14 May · FX source: CurrencyRate")],
    "spark": [("30d", 'aria-label="Since 13 May: 0%"'), ("none", r'^(?!.*aria-label="Since)')],
    "converter": [("true", "<form class=\"converter\">.*1 USD = 3.6731 AED")],
    "from": [("RUB&converter=1", "1 RUB ≈ 0.046 AED")],
    "to": [("INR&converter=1&amount=100", "100 USD = 8,533.95 INR")],
    "theme": [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"'), ("page", 'data-theme="page" data-look="')],
    "accent": [(",f99", 'data-look="'), ("#c00&theme=light", 'data-look="')],
    "ground": [(",1a1a2e", 'data-look="'), ("fffdf5", 'data-look="')],
    "text": [("036,cde", 'data-look="'), ("036&theme=light", 'data-look="')],
    "up": [("060,9f9", 'data-look="')],
    "down": [("900,f99", 'data-look="')],
    "font": [("georgia", 'data-look="'), ("Times", 'data-look="')],
    "size": [("small", 'data-look="'), ("large", 'data-look="')],
    "header": [("Our rates", "Our rates</(h1|p)>\\s*<p>1 US dollar</p>"), ("none", '(<h1 class="|heading )unseen')],
    "caption": [("Hello", "<p>Hello</p>")],
    "disclaimer": [("Ask us first.", f"{re.escape(DISCLAIMER)}.*Ask us first\\.")],
    "lang": [("ar", 'lang="ar" dir="rtl"'), ("fa", "۸۵٫۳۳۹۵"), ("ru", "85,3395"), ("pt-BR", 'lang="pt"'), ("ZH_tw", 'lang="zh-Hans"')],
    "tz": [("Asia/Kolkata", "14 May 2025 11:35 UTC\\+5:30"), ("america/new_york", "02:05 UTC−4")],
    "calendar": [("gregory&lang=fa", "۱۴ مه ۲۰۲۵")],
    "date": [("2025-04-21", "21 April 2025")],
    "refresh": [("60", 'data-refresh="60"'), ("off", 'data-refresh="0"')],
}  # fmt: skip
"""For each option, values and what the page then holds."""

WRONG: dict[str, list[str]] = {
    "currencies": ["XYZ", ",".join(["INR"] * 200 + ["XX1"]), "JPY"],
    "base": ["XYZ", "JPY", "usd eur"],
    "amount": ["0", "-1", "x", "1_000", "１２", "٣", "1e99", "NaN", "1,5", "1" * 21, "1.1234567890123"],
    "inverse": ["maybe", "2"],
    "names": ["all"],
    "symbol": ["on"],
    "flags": ["square"],
    "decimals": ["9", "-1", "1.5", "٣٣"],
    "columns": ["price", "change,none"],
    "layout": ["list"],
    "moving": ["slowly"],
    "facts": ["shut"],
    "spark": ["90d", "true"],
    "converter": ["form"],
    "from": ["XYZ", "JPY&converter=1"],
    "to": ["XYZ", "JPY&converter=1"],
    "theme": ["blue"],
    "accent": ["red", "#12", "12345", "0b57d0,8ab4f8,000", ",", "٠٠٠"],
    "ground": ["transparent", "#ffff"],
    "text": ["0b57d0;color:red"],
    "up": ["rgb(0,0,0)"],
    "down": ["--fx-up"],
    "font": ["Comic Sans", "https://fonts.example"],
    "size": ["huge", "14"],
    "header": ["x" * 81],
    "caption": ["x" * 201],
    "disclaimer": ["x" * 601, "x" * 9999],
    "lang": ["xx", "xx-US", "pt-", "ptb", "en US"],
    "tz": ["Mars/Olympus", "../../etc/passwd", "localtime"],
    "calendar": ["persian", "julian"],
    "date": ["yesterday", "2025-02-30", "21.4.2025"],
    "refresh": ["5", "86401", "soon", "1e3"],
}
"""For each option, values that it has not."""
