"""When are two written names one name, and how are names searched?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.names import DOT, display_faults, initials, name_key, tidy


@pytest.mark.parametrize("dot", list("·•‧∙・･．⋅●。"))
def test_every_middle_dot_is_the_same_dot(dot: str) -> None:
    assert name_key(f"买买提{dot}阿不都") == f"买买提{DOT}阿不都"
    assert display_faults(f"买买提{dot}阿不都") == ()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("张 伟", "张伟"),
        ("张\u3000伟", "张伟"),
        ("张\u200b伟\ufeff", "张伟"),
        ("ＺＨＡＮＧ", "zhang"),
        ("John Smith", "johnsmith"),
        ("王\ue863", "王䶮"),  # an input method's private code
        ("\uf9e7", "裏"),  # a compatibility ideograph
        ("买买提 · 阿不都", "买买提·阿不都"),
        ("买买提.阿不都", "买买提·阿不都"),
        ("𠮷野", "𠮷野"),
    ],
)
def test_the_same_name_written_otherwise(written: str, key: str) -> None:
    assert name_key(written) == key


@given(st.text(max_size=30))
def test_a_key_of_a_key_is_the_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=5))
def test_common_names_are_their_own_key_and_have_initials(name: str) -> None:
    assert name_key(name) == name
    assert display_faults(name) == ()
    assert initials(name).isascii()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("曾小明", "zxm"), ("单田芳", "stf"), ("仇和", "qh"), ("解海龙", "xhl"), ("区楚良", "ocl"), ("朴明", "pm"),
        ("查良", "zl"),
        ("翟明", "zm"), ("缪荃", "mq"), ("覃英", "qy"), ("尉迟恭", "ycg"), ("单于明", "cym"), ("欧阳明", "oym"),
        ("买买提·阿不都", "mmtabd"),
        ("𠮷明", "jm"),
    ],
)  # fmt: skip
def test_initials_read_surnames_as_surnames(name: str, expected: str) -> None:
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "empty"), (" \u200b", "empty"), ("张\ufffd", "damaged"), ("张?", "damaged"), ("张\ue000", "damaged"),
        ("=cmd|' /C calc'!A0", "strange_characters"), ("<script>", "strange_characters"), ("张3", "strange_characters"),
        ("张\n伟", "strange_characters"), ("张" * 101, "too_long"),
    ],
)  # fmt: skip
def test_names_that_cannot_be(name: str, code: str) -> None:
    (fault,) = display_faults(name)
    assert fault.code == code
    assert fault.remedy.zh and fault.remedy.en


def test_a_stored_name_is_as_written_but_for_invisible_characters() -> None:
    assert tidy(" 买买提•阿不都\u200b ") == "买买提•阿不都"
