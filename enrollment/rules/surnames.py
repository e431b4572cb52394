"""How are the surnames read that a dictionary of single characters misreads?

Readings as surnames, from general usage. Those that share their first letter with the commonest reading (朴, 缪, 盖 ...)
need no line, because only initials are kept.
"""

SURNAME_INITIALS: dict[str, str] = {
    "曾": "z", "单": "s", "單": "s", "仇": "q", "解": "x", "区": "o", "區": "o", "查": "z", "翟": "z", "覃": "q", "乐": "y",
    "樂": "y", "折": "s", "召": "s", "种": "c", "秘": "b", "祭": "z", "郇": "x", "繁": "p", "阚": "k", "闞": "k", "适": "k",
    "句": "g", "炅": "g", "粘": "n", "乜": "n", "佴": "n", "尉": "w", "员": "y", "朴": "p", "缪": "m", "盖": "g", "长": "z",
    "冼": "x", "隗": "k", "逄": "p", "黑": "h", "钭": "t", "贲": "b",
}  # fmt: skip

COMPOUND_INITIALS: dict[str, str] = {
    "单于": "cy", "單于": "cy", "尉迟": "yc", "尉遲": "yc", "万俟": "mq", "萬俟": "mq", "长孙": "zs", "長孫": "zs", "澹台": "tt",
    "澹臺": "tt", "乐正": "yz", "樂正": "yz", "宿六": "sl", "吐谷": "ty",
}  # fmt: skip

# Characters seen in names that the reading dictionary lacks.
RARE_INITIALS: dict[str, str] = {
    "𠮷": "j",
    "〇": "l",
    "䶮": "y",
    "𫖯": "f",
    "𬸚": "y",
    "𬍛": "w",
    "𫘦": "y",
    "𬱖": "y",
    "𬭎": "h",
}
