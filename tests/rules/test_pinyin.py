"""Does pinyin typed in full find the names that are read so?"""

import pytest

from enrollment.rules.pinyin import spellings


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("gao", "高兰"),
        ("gaolan", "高兰"),
        ("gaol", "高兰"),  # the last syllable is a beginning
        ("GaoLan", "高兰"),
        ("xian", "鲜于"),
        ("xi'an", "西安"),
        ("zengxiao", "曾小明"),
        ("lv", "吕布"),
        ("lü", "吕布"),
        ("ouyang", "欧阳修"),
    ],
)
def test_a_name_is_among_those_that_its_pinyin_may_mean(typed: str, name: str) -> None:
    assert any(
        all(name[place] in characters for place, characters in enumerate(way.characters))
        for way in spellings(typed)
    )


def test_another_name_is_not() -> None:
    assert all("李" not in way.characters[0] for way in spellings("gao"))
    assert all("红" not in way.characters[1] for way in spellings("gaolan") if way.initials == "gl")


@pytest.mark.parametrize("typed", ["", "g", "zxm", "高兰", "gao1", "a" * 25, "x" * 24])
def test_what_is_no_pinyin_has_no_spelling(typed: str) -> None:
    assert spellings(typed) == []
