#!/bin/sh
# Of Ethiopian dates ethiotime 1.0.2 has every fourth year a day off, and ethiopian-date 1.0 refuses 6 to 8 days a year.
#
# A year whose number leaves 3 when divided by 4 (2015, 2019, 2023) has six days in its thirteenth month. ethiotime
# gives the sixth day to the years divisible by 4: 6 Pagume 2019 is no date for it, and from 11 September 2027 each day
# of 2020 carries the date of the next. ethiopian-date answers with Python's own date, which has no thirteenth month and
# no 30 February: it raises ValueError for all of Pagume and, most years, for 29 or 30 of the second month. kenat 2.0.0
# and geezdate 0.1.3 agree with each other and with the rule. Rates of Addis Ababa dated in the country's own calendar
# meet both.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check ethiotime==1.0.2 ethiopian-date==1.0 kenat==2.0.0 geezdate==0.1.3
env/bin/python - <<'END'
from datetime import date, timedelta

import kenat
from ethiopian_date import EthiopianDateConverter
from ethiotime import CalendarService
from geezdate.convert import to_ec

late, refused = [], []
for number in range(731):
    day = date(2026, 9, 11) + timedelta(days=number)  # two years, 2019 and 2020
    right = kenat.toEC(day.year, day.month, day.day)
    right = (right["year"], right["month"], right["day"])
    other = to_ec(day)
    assert right == (other.year, other.month, other.day)
    if tuple(CalendarService.gc_to_ec(day)) != right:
        late.append((day, right))
    try:
        EthiopianDateConverter.to_ethiopian(day.year, day.month, day.day)
    except ValueError:
        refused.append((day, right))
for day, right in (late[0], late[-1]):
    print(f"{day} is {right}, by ethiotime {CalendarService.gc_to_ec(day)}")
print(f"ethiotime is off on {len(late)} of 731 days")
print("ethiopian-date refuses", *(f"{day}/{month}/{year}" for _, (year, month, day) in refused))
assert (len(late), late[0][0], late[-1][0]) == (366, date(2027, 9, 11), date(2028, 9, 10))
assert [right[1:] for _, right in refused[:8]] == [(2, 29), (2, 30), *((13, day) for day in range(1, 7))], refused
END
