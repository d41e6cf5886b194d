#!/bin/sh
# The package holidays 0.109 has one feast of one city on two days: Eid al-Adha 2026 in Mumbai.
#
# The calendar of the state (India, Maharashtra) has it on 27 May 2026, that of the National Stock Exchange, which is in
# Mumbai, on 28 May. Whoever reads one of them alone expects a fixing on a day that the other one calls off.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check holidays==0.109
env/bin/python - <<'END'
from datetime import date

import holidays

state = holidays.country_holidays("IN", subdiv="MH", years=2026)
exchange = holidays.financial_holidays("XNSE", years=2026)
for day in (date(2026, 5, 27), date(2026, 5, 28)):
    print(day, "state:", state.get(day), "| exchange:", exchange.get(day))
assert [state.get(date(2026, 5, day)) for day in (27, 28)] == ["Eid al-Adha", None]
assert [exchange.get(date(2026, 5, day)) for day in (27, 28)] == [None, "Eid al-Adha"]
END
