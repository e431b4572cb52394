"""Does every change of an event break the chain from there on, and can a code be copied by hand?"""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from staff.rules.chain import NOTHING, beginning, event_text, following, is_code_of, paper_code

KEY = b"k" * 32
DAY = date(2026, 11, 29)
events = st.lists(
    st.lists(st.one_of(st.text(), st.integers(), st.none()), min_size=1), min_size=1, max_size=8
)


def digests(rows, key=KEY, before=NOTHING, day=DAY):
    head, made = beginning(key, before, day), []
    for row in rows:
        head = following(key, head, event_text(row))
        made.append(head)
    return made


@settings(max_examples=30)
@given(events, st.data())
def test_whatever_is_changed_breaks_its_link_and_all_after_it(rows, data):
    place = data.draw(st.integers(0, len(rows) - 1))
    changed = [list(row) for row in rows]
    changed[place].append("more")
    was, now = digests(rows), digests(changed)
    assert was[:place] == now[:place]
    assert not set(was[place:]) & set(now[place:])


def test_key_day_and_predecessor_count():
    rows = [[1, "read_person"]]
    others = [
        digests(rows, key=b"x" * 32),
        digests(rows, before=b"x" * 32),
        digests(rows, day=date(2026, 11, 30)),
    ]
    assert all(other != digests(rows) for other in others)


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_read_back_as_hands_write_it(digest):
    code = paper_code(digest)
    assert [len(part) for part in code.split("-")] == [4] * 4
    assert is_code_of(code, digest)
    assert is_code_of(code.lower().replace("-", " ").replace("0", "o").replace("1", "l"), digest)


def test_another_code_is_another():
    digest = bytes(range(32))
    other = bytes([1, *digest[1:]])
    assert (
        not is_code_of(paper_code(other), digest)
        and not is_code_of("", digest)
        and not is_code_of("汉字", digest)
    )
