#!/bin/sh
# Khayyam 3.0.17 has the whole Iranian year 1404 (March 2025 to March 2026) a day early.
#
# The year 1403 was a leap year: its 30 Esfand was 20 March 2025, Nowruz of 1404 the day after. Khayyam counts leap
# years by the cycle of 2820 years, which has 1404 in its place, so 366 days carry the date of the next one: a rate of
# Tehran's market dated 1404/05/10 is put on 31 July 2025 and not on 1 August. jdatetime, persiantools and convertdate
# agree with the calendar in force. Known to its users (issues of 2024 and 2025), unmended in what pip installs.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check khayyam==3.0.17 jdatetime==6.1.1 persiantools==6.2.0 \
    convertdate==2.5.1
env/bin/python - <<'END'
from datetime import date, timedelta

import jdatetime
import khayyam
import persiantools.jdatetime
from convertdate import persian


def others(day: date) -> set[tuple[int, int, int]]:
    """What the three other packages call a day: one date where they agree."""
    first = jdatetime.date.fromgregorian(date=day)
    second = persiantools.jdatetime.JalaliDate(day)
    return {
        (first.year, first.month, first.day),
        (second.year, second.month, second.day),
        tuple(persian.from_gregorian(day.year, day.month, day.day)),
    }


apart = []
for number in range(1200):
    day = date(2024, 1, 1) + timedelta(days=number)
    (agreed,) = others(day)
    found = khayyam.JalaliDate(day)
    if (found.year, found.month, found.day) != agreed:
        apart.append(day)
        if day in (date(2025, 3, 20), date(2025, 8, 1)):
            print(f"{day}: Khayyam {found.isoformat()}, the others {agreed[0]}-{agreed[1]:02}-{agreed[2]:02}")
print(f"apart on {len(apart)} days, from {apart[0]} to {apart[-1]}")
assert (len(apart), apart[0], apart[-1]) == (366, date(2025, 3, 20), date(2026, 3, 20))
END
