"""Is the list of divisions whole, quickly loaded, and well asked?"""

import lzma
from collections import Counter

import pytest

from staff import bulk
from staff.models import Division
from staff.queries import children_of, path_name, path_names
from staff.rules.divisions import Level, chain, contains, level_of, scope_prefix, searched_prefix


@pytest.fixture(scope="module")
def extract():
    with lzma.open(bulk.EXTRACT, "rt", encoding="utf-8") as file:
        return [line.rstrip("\n").split(",") for line in file]


def test_the_extract_is_whole_and_every_code_fits_its_level(extract):
    assert Counter(row[2] for row in extract) == {"1": 31, "2": 342, "3": 2975, "4": 41352, "5": 620573}
    codes = {row[0] for row in extract}
    assert len(codes) == len(extract)
    assert {"620171", "371702", "622900", "140500", "450000"} <= codes
    for code, name, level, parent in extract:
        assert level_of(code) == int(level) and name and (parent in codes or int(level) == 1)
        assert not parent or contains(parent, code)


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_a_renamed_division_is_put_right(tmp_path):
    small = tmp_path / "few.csv.xz"
    rows = "370000,山东省,1,\n371700,菏泽市,2,370000\n371702,牡丹区,3,371700\n371702001,东城街道,4,371702\n"
    with lzma.open(small, "wt", encoding="utf-8") as file:
        file.write(rows)
    assert bulk.load_divisions(small, supplement=None) == 4
    assert bulk.load_divisions(small, supplement=None) == 0
    Division.objects.filter(pk="371702").update(name="旧名")
    assert bulk.load_divisions(small, supplement=None) == 1
    assert path_name("371702001") == "山东省菏泽市牡丹区东城街道"
    assert path_names(["371702", "999999", "x"]) == {"371702": "山东省菏泽市牡丹区", "999999": "999999"}
    assert [d.code for d in children_of("371700")] == ["371702"]
    assert [d.code for d in children_of("000000")] == ["370000"]
    assert Division.objects.get(pk="371702001").level == Level.TOWNSHIP


@pytest.mark.django_db
def test_a_list_with_an_orphan_is_refused_whole(tmp_path):
    broken = tmp_path / "broken.csv.xz"
    with lzma.open(broken, "wt", encoding="utf-8") as file:
        file.write("370000,山东省,1,\n371702,牡丹区,3,371700\n")
    with pytest.raises(ValueError, match="1 divisions lie in one that is not in the list"):
        bulk.load_divisions(broken, supplement=None)
    assert not Division.objects.exists()


def test_codes():
    assert [scope_prefix(code) for code in ("000000", "370000", "371700", "371702", "371702001")] == [
        "",
        "37",
        "3717",
        "371702",
        "371702001",
    ]
    asked = ("370000", "371700", "371702010", "37", "6201", "")
    assert [searched_prefix(text) for text in asked] == ["37", "3717", "371702010", "37", "6201", ""]
    assert chain("371702001001") == ("370000", "371700", "371702", "371702001", "371702001001")
    assert chain("441900003") == ("440000", "441900", "441900003")
    assert chain("371700") == ("370000", "371700")
    with pytest.raises(ValueError, match="not a division code"):
        scope_prefix("37")
