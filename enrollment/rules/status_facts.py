"""Which facts about people do other offices state (layout ST-1), and which office may state which?

The codes are stored. What a fact does to an enrollment is decided elsewhere: a list proposes, nothing ends by itself.
"""

from __future__ import annotations

from typing import Final

from intake.rules.file_states import course
from policy.terms import Term
from staff.rules.roles import Permission

STATUS_LIST = course(sends=Permission.PEOPLE_IMPORT)


class StatusSource(Term):
    """The office whose list it is."""

    PUBLIC_SECURITY = ("public_security", "公安", "public security")
    FUNERAL = ("funeral", "殡葬", "funeral services")
    PRISON = ("prison", "司法（监狱、看守所）", "prisons")
    ARMY = ("army", "退役军人事务（征兵）", "army and veterans")
    EMPLOYEE_SCHEME = ("employee_scheme", "职工医保", "employee scheme")
    OTHER_AREA = ("other_area", "其他统筹地区", "another pooling area")
    PLATFORM = ("platform", "国家医保信息平台", "national platform")


class StatusFact(Term):
    """What is stated of a person."""

    DIED = ("died", "死亡", "died")
    IMPRISONED = ("imprisoned", "服刑或羁押", "in prison or custody")
    RELEASED = ("released", "刑满或获释", "released")
    ENLISTED = ("enlisted", "入伍", "enlisted")
    DISCHARGED = ("discharged", "退役", "discharged from the army")
    EMPLOYED = ("employed", "参加职工医保", "insured with the employee scheme")
    EMPLOYMENT_ENDED = ("employment_ended", "职工医保停保", "left the employee scheme")
    INSURED_ELSEWHERE = ("insured_elsewhere", "异地参加居民医保", "insured as a resident elsewhere")
    MOVED_ABROAD = ("moved_abroad", "出国（境）定居", "settled abroad")


class StatusMatch(Term):
    """Whom of the register a row means. Only the number says it; a name and a birth day propose it."""

    NUMBER = ("number", "证件号码和姓名相符", "number and name agree")
    NAME_DIFFERS = ("name_differs", "证件号码相符、姓名不同", "number agrees, name differs")
    PROPOSED = ("proposed", "姓名和出生日期相符", "name and birth day agree: to be looked at")
    ELSEWHERE = ("elsewhere", "登记在其他地区", "registered elsewhere")
    NOBODY = ("nobody", "未登记", "not registered")


_S, _F = StatusSource, StatusFact
STATED_BY: Final[dict[StatusSource, frozenset[StatusFact]]] = {
    _S.PUBLIC_SECURITY: frozenset({_F.DIED, _F.IMPRISONED, _F.RELEASED, _F.MOVED_ABROAD}),
    _S.FUNERAL: frozenset({_F.DIED}),
    _S.PRISON: frozenset({_F.IMPRISONED, _F.RELEASED, _F.DIED}),
    _S.ARMY: frozenset({_F.ENLISTED, _F.DISCHARGED}),
    _S.EMPLOYEE_SCHEME: frozenset({_F.EMPLOYED, _F.EMPLOYMENT_ENDED}),
    _S.OTHER_AREA: frozenset({_F.INSURED_ELSEWHERE, _F.EMPLOYED, _F.DIED}),
    _S.PLATFORM: frozenset(_F),
}
