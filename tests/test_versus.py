"""Does the comparison of two builds read what the benchmarks print, and count the right way round?"""

from bench import versus

PRINTED = """
a machine

| lines | seconds | lines/s | raw COPY | processor s |
|---|---|---|---|---|
| 1,000 | 0.5 | 2,000 | 0.1 | 0.4 |

| lines | workers | seconds | lines/s | largest MB | processor s |
|---|---|---|---|---|---|
| 300,000 | 1 | 10.0 | 30,000 | 276 | 21.0 |
| 300,000 | 2 | 8.0 | 37,500 | 276 | |
"""


def test_the_last_table_is_read() -> None:
    one, two = "lines 300,000, workers 1", "lines 300,000, workers 2"
    assert versus.figures_of(PRINTED) == {
        (one, "seconds"): 10.0,
        (one, "lines/s"): 30_000.0,
        (one, "processor s"): 21.0,
        (two, "seconds"): 8.0,
        (two, "lines/s"): 37_500.0,
    }


def test_twice_the_rate_and_half_the_time_are_both_twice_as_fast() -> None:
    assert versus.times_as_fast("lines/s", 10.0, 20.0) == 2.0
    assert versus.times_as_fast("seconds", 20.0, 10.0) == 2.0
