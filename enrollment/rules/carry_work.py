"""What does each worklist of a carry-over mean, and what is an officer to do with the people in it?

Pure, words only. Which class a person is in stands in `enrollment.queries.carried_people`.
"""

from __future__ import annotations

from typing import Final

from enrollment.rules.carry_overs import CarryClass
from policy.terms import Text

_C = CarryClass

WORK: Final[dict[CarryClass, Text]] = {
    _C.GOES_ON: Text(
        "登记信息没有变化，继续参保，无需办理。", "Nothing on record changed; nothing is to be done."
    ),
    _C.TURNED_18: Text(
        "新年度1月1日已满18周岁且没有学校，按成年居民参保。仍在校的，请先登记学校，再更正人群类别。",
        "Aged 18 on 1 January of the new year and at no school, so enrolled as an adult. Still at school: enter it first.",
    ),
    _C.LEFT_SCHOOL: Text(
        "上年度按学生参保，登记中已没有学校，按年龄参保。仍在校的，请登记学校；已就业的，核对是否参加职工医保。",
        "Enrolled as a student before, without a school now, so enrolled by age. Still at school: enter it. Employed: ask for "
        "the employee scheme.",
    ),
    _C.ENTERED_SCHOOL: Text(
        "登记中新有学校，按学生参保。请与学校名单核对。",
        "A school is on record now, so enrolled as a student. Hold it against the list of the school.",
    ),
    _C.GROUP_CHANGED: Text(
        "按现登记信息的人群类别与上年度不同（多因出生日期更正）。请核对登记信息。",
        "The group by the present record differs from last year's, mostly since a birth date was corrected. Check the record.",
    ),
    _C.PERMIT_TO_CHECK: Text(
        "按居住证参保，没有登记有效期。请在“更正登记信息”中填写有效期；已失效的，取消新年度参保登记。",
        "Enrolled by a residence permit without a last day on record. Enter it under “Correct facts”; where the permit has "
        "ended, cancel the enrollment of the new year.",
    ),
    _C.TIER_TO_CHOOSE: Text(
        "新年度分档缴费，原档次已不设或没有选过。请在本人页面选择档次，否则应缴金额未定。",
        "The new year has tiers, and the old one is offered no more or none was chosen. Choose one on the person's page; until "
        "then the amount is undecided.",
    ),
    _C.CATEGORY_CHANGED: Text(
        "两个年度中只有一个年度有困难身份。应缴按新年度的身份计算；请与认定部门的名单核对。",
        "A hardship category stands in one of the two years only. The due follows the new year; hold it against the roster.",
    ),
    _C.NEW: Text(
        "已登记、两个年度都没有参保。请核对是否参加职工医保或在外地参保；愿意参保的，在本人页面登记。",
        "Registered, and insured in neither year. Ask for the employee scheme and for cover elsewhere; who wants to join is "
        "enrolled on the person's page.",
    ),
    _C.DIED: Text(
        "已登记死亡，不结转。登记有误的，先撤销死亡登记。",
        "The death is on record. If that is wrong, take the record of the death back first.",
    ),
    _C.MERGED: Text(
        "该记录已并入另一条记录，按保留的记录结转。",
        "The record was merged into another one, which is carried over.",
    ),
    _C.MOVED: Text(
        "居住地已不在本统筹地区，不结转。仍在本地常住的，请更正居住地后逐人参保；否则由迁入地参保。",
        "Lives outside the pooling area now. Still living here: correct the residence and enroll; else the other area does.",
    ),
    _C.ELSEWHERE: Text(
        "新年度已在其他统筹地区参保，不重复参保。应在本地参保的，办理参保地转移。",
        "Enrolled in another pooling area for the new year. If this area is the right one, transfer the enrollment.",
    ),
    _C.DOCUMENT_ELSEWHERE: Text(
        "经复核的参保凭证显示新年度1月1日已参加职工医保或在其他地区参保，不结转。凭证有误的，撤回凭证后逐人参保。",
        "A confirmed document says insured in the employee scheme or in another area on 1 January of the new year. If it is "
        "wrong, withdraw it and enroll on the person's page.",
    ),
    _C.SUSPENDED: Text(
        "上年度参保关系已暂停，不结转。恢复后，在本人页面登记新年度参保。",
        "The relation is suspended. Once it is resumed, enroll on the person's page.",
    ),
    _C.ENDED: Text(
        "上年度参保关系已终止，不结转。终止有误的，撤销终止后逐人参保。",
        "The relation ended. If that is wrong, take it up again and enroll on the person's page.",
    ),
    _C.CANCELLED: Text(
        "新年度参保登记已由工作人员取消，不再结转。愿意参保的，在本人页面重新登记。",
        "The enrollment for the new year was cancelled by hand. Who wants to join is enrolled on the person's page.",
    ),
    _C.PERMIT_MISSING: Text(
        "上年度按居住证参保，登记中已没有居住证，不结转。有新居住证的，登记后参保；户籍在本地的，按户籍参保。",
        "Enrolled by a residence permit that is on record no more. Enter the new one, or enroll by hukou, on the person's page.",
    ),
    _C.PERMIT_EXPIRED: Text(
        "居住证在新年度1月1日前到期，不结转。已续签的，填写新的有效期后逐人参保；户籍在本地的，按户籍参保。",
        "The residence permit ends before 1 January of the new year. Renewed: enter its last day and enroll; else enroll by "
        "hukou.",
    ),
    _C.NO_SCHOOL: Text(
        "上年度按学籍参保，登记中已没有学校，人群类别不能确定，不结转。请登记学校，或按户籍、居住证参保。",
        "By a school roll, without a school now: the group is not known. Enter the school, or enroll by hukou or permit.",
    ),
}
