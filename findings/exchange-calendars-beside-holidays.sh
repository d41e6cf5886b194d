#!/bin/sh
# exchange_calendars 4.13.2 and holidays 0.109 disagree on which days of 2023 to 2025 the same exchanges were closed.
#
# In Johannesburg the public holidays of 15 December 2023 and 29 May 2024 are sessions for the first; in Taipei the days of
# typhoons are for the second, in Mumbai those of elections; in Riyadh they part on 13 working days, most beside feasts.
# For Shanghai, Sao Paulo, Istanbul, Singapore and Warsaw both agree on every day.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check exchange_calendars==4.13.2 holidays==0.109
env/bin/python - <<'END'
from datetime import date, timedelta

import exchange_calendars
import holidays

FIRST, LAST = date(2023, 1, 2), date(2025, 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
SUNDAY_TO_THURSDAY = {6, 0, 1, 2, 3}


def apart(exchange: str) -> dict[str, list[str]]:
    """The working days on which only one of the two has the exchange closed."""
    sessions = exchange_calendars.get_calendar(exchange).sessions_in_range(str(FIRST), str(LAST))
    opened = {session.date() for session in sessions}
    closed = holidays.financial_holidays(exchange, years=range(FIRST.year, LAST.year + 1))
    week = SUNDAY_TO_THURSDAY if exchange == "XSAU" else {0, 1, 2, 3, 4}
    working = [day for day in DAYS if day.weekday() in week]
    return {
        "exchange_calendars": [str(day) for day in working if day not in opened and day not in closed],
        "holidays": [str(day) for day in working if day in opened and day in closed],
    }


for exchange in ("XSHG", "BVMF", "XIST", "XSES", "XWAR"):
    assert apart(exchange) == {"exchange_calendars": [], "holidays": []}, exchange
ONLY = {
    "XJSE": ([], ["2023-12-15", "2024-05-29"]),
    "XTAI": (["2023-08-03", "2024-07-24", "2024-07-25", "2024-10-02", "2024-10-03"], ["2023-01-18"]),
    "XBOM": (["2023-06-29", "2024-01-22", "2024-05-20", "2024-11-20"], ["2023-06-28"]),
}
for exchange, (first, second) in ONLY.items():
    print(exchange, "closed by exchange_calendars only:", *first, "- by holidays only:", *second)
    assert apart(exchange) == {"exchange_calendars": first, "holidays": second}, apart(exchange)
riyadh = {name: len(days) for name, days in apart("XSAU").items()}
print("XSAU closed by one only, in days:", riyadh)
assert riyadh == {"exchange_calendars": 8, "holidays": 5}, riyadh
END
