#!/bin/sh
# What: three calendars of China's working days asked about 2027, for which none of them holds the State Council's list: holidays 0.109,
#   workalendar 17.0.0 and chinesecalendar 1.11.0.
# Usual guess: as the make-up days of a year are announced only weeks before it, a calendar without the list refuses the whole year.
# Behaviour: only chinesecalendar does. holidays gives the statutory days of the law and a count without one make-up day, with nothing that
#   says so. workalendar refuses Monday to Friday, but answers "no working day" for each Saturday and Sunday, because it looks at the
#   weekend first: the very days that can be make-up days are answered.
# Why it matters here: the days that an office has for a decision are counted from autumn into such a year. A Saturday in it is not a day
#   off, it is unknown.
# Output seen: see `expected` below.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check holidays==0.109 workalendar==17.0.0 chinesecalendar==1.11.0 2>/dev/null
cat >"$folder/try.py" <<'PY'
import datetime
import warnings

import chinese_calendar
import holidays
from workalendar.asia import China
from workalendar.exceptions import CalendarError

warnings.simplefilter("ignore")     # workalendar warns of its years whenever it is made, also for one that it holds
YEARS = (2023, 2027)
CALENDARS = {
    "holidays": holidays.China(years=YEARS).is_working_day,
    "workalendar": China().is_working_day,
    "chinesecalendar": chinese_calendar.is_workday,
}


def ask(calendar, day):
    try:
        return "working" if CALENDARS[calendar](day) else "off"
    except (CalendarError, NotImplementedError):
        return "refused"


for calendar in CALENDARS:
    for year in YEARS:
        days = [datetime.date(year, 1, 1) + datetime.timedelta(number) for number in range(365)]
        for name, chosen in (
            ("Monday to Friday", [day for day in days if day.weekday() < 5]),
            ("Saturday, Sunday", [day for day in days if day.weekday() >= 5]),
        ):
            answers = [ask(calendar, day) for day in chosen]
            print(calendar, year, name, {answer: answers.count(answer) for answer in sorted(set(answers))})
PY
seen=$("$folder/venv/bin/python" "$folder/try.py")
expected="holidays 2023 Monday to Friday {'off': 18, 'working': 242}
holidays 2023 Saturday, Sunday {'off': 98, 'working': 7}
holidays 2027 Monday to Friday {'off': 13, 'working': 248}
holidays 2027 Saturday, Sunday {'off': 104}
workalendar 2023 Monday to Friday {'off': 18, 'working': 242}
workalendar 2023 Saturday, Sunday {'off': 98, 'working': 7}
workalendar 2027 Monday to Friday {'refused': 261}
workalendar 2027 Saturday, Sunday {'off': 104}
chinesecalendar 2023 Monday to Friday {'off': 18, 'working': 242}
chinesecalendar 2023 Saturday, Sunday {'off': 98, 'working': 7}
chinesecalendar 2027 Monday to Friday {'refused': 261}
chinesecalendar 2027 Saturday, Sunday {'refused': 104}"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
