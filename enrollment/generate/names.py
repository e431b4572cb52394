"""Which names do generated people bear? Common and rare ones, with the surnames and the middle dots of each region.

Put together at random from surnames and given names in general use; no name is taken from a real list of people.
"""

from random import Random

HAN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
    "郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
UNCOMMON = (
    "欧阳",
    "上官",
    "诸葛",
    "司马",
    "尉迟",
    "单于",
    "单",
    "仇",
    "解",
    "区",
    "朴",
    "查",
    "翟",
    "缪",
    "覃",
    "盖",
    "乐",
    "逄",
    "仉",
    "乜",
)
HUI = "马马马马马马马牟拜喇妥丁唐海哈沙穆闵冶苏"
ZHUANG = "韦韦韦黄黄覃覃农农陆莫蒙潘梁岑闭卢罗李兰"

MALE_GIVEN = [
    "伟",
    "强",
    "磊",
    "军",
    "勇",
    "涛",
    "明",
    "超",
    "刚",
    "平",
    "建国",
    "建军",
    "志强",
    "志刚",
    "国强",
    "国庆",
    "文斌",
    "海涛",
    "俊杰",
    "浩然",
    "子轩",
    "宇航",
    "家豪",
    "天佑",
    "永福",
    "永贵",
    "德顺",
    "万金",
    "世昌",
    "小龙",
    "立新",
    "宝山",
    "成林",
    "玉林",
    "振华",
    "少华",
    "一鸣",
    "思远",
    "梓豪",
    "奕辰",
    "沐阳",
    "长生",
    "来福",
    "富贵",
    "有才",
    "新民",
    "爱民",
    "卫东",
    "卫国",
    "红军",
]
FEMALE_GIVEN = [
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "艳",
    "娟",
    "霞",
    "燕",
    "玲",
    "秀英",
    "桂英",
    "桂兰",
    "玉兰",
    "玉梅",
    "秀兰",
    "凤英",
    "红梅",
    "春花",
    "海燕",
    "雪梅",
    "小红",
    "晓燕",
    "婷婷",
    "欣怡",
    "梓涵",
    "诗涵",
    "雨桐",
    "思琪",
    "可馨",
    "若曦",
    "语嫣",
    "美玲",
    "金凤",
    "银花",
    "翠花",
    "爱华",
    "建华",
    "淑珍",
    "淑英",
    "素芬",
    "招娣",
    "来娣",
    "秋菊",
    "冬梅",
    "彩霞",
    "丽华",
    "文静",
    "慧敏",
    "晨曦",
]
HUI_MALE = [
    "艾沙",
    "玉素夫",
    "尔萨",
    "主麻",
    "哈麦",
    "一布拉",
    "阿卜都",
    "者麻禄",
    "六十",
    "而买",
    "奴海",
    "来日",
    "达吾德",
    "哈三",
    "胡赛",
    "麦志",
    "乙四夫",
]
HUI_FEMALE = [
    "阿西燕",
    "海车",
    "法土麦",
    "麦燕",
    "哈力麦",
    "赛力麦",
    "再乃拜",
    "阿米乃",
    "祖力海",
    "色力麦",
    "哈吉麦",
    "古热亚",
]
# Personal name, middle dot, father's name.
DOTTED_MALE = [
    "买买提",
    "阿不都",
    "艾合买提",
    "吐尔逊",
    "玉素甫",
    "依布拉音",
    "阿力木",
    "卡德尔",
    "库尔班",
    "司马义",
    "努尔",
    "艾尔肯",
]
DOTTED_FEMALE = [
    "阿依古丽",
    "古丽娜尔",
    "阿孜古丽",
    "热依罕",
    "帕提古丽",
    "努尔古丽",
    "阿米娜",
    "再娜甫",
    "米娜",
    "海丽切",
]
RARE = (
    "堃",
    "犇",
    "玥",
    "翀",
    "䶮",
    "㛃",
    "䴖",
    "𠮷",
    "𬍛",
    "𫖯",
    "𬸚",
    "𨱏",
    "喆",
    "祎",
    "赟",
    "彧",
    "旻",
    "昇",
    "燚",
    "淼",
)

# By what the division code begins with: share of each pool in a region.
REGIONS: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = (
    ("6229", (("hui", 0.55), ("dotted", 0.08), ("han", 0.37))),
    ("62", (("han", 0.94), ("hui", 0.05), ("dotted", 0.01))),
    ("45", (("han", 0.62), ("zhuang", 0.37), ("dotted", 0.01))),
    ("65", (("dotted", 0.5), ("han", 0.45), ("hui", 0.05))),
    ("", (("han", 0.985), ("hui", 0.01), ("dotted", 0.005))),
)


def pools(division_code: str) -> tuple[tuple[str, float], ...]:
    return next(shares for prefix, shares in REGIONS if division_code.startswith(prefix))


def surname(random: Random, pool: str) -> str:
    """A family's surname; empty for people who bear their father's name after the dot."""
    if pool == "dotted":
        return ""
    if pool == "hui":
        return random.choice(HUI)
    if pool == "zhuang":
        return random.choice(ZHUANG)
    if random.random() < 0.02:
        return random.choice(UNCOMMON)
    return HAN[
        min(int(random.expovariate(1) * len(HAN) / 4), len(HAN) - 1)
    ]  # the first surnames are far more frequent


def full_name(random: Random, pool: str, family: str, *, male: bool) -> str:
    """A name of the pool; one in a hundred has a rare character, and some write the dot in another way."""
    if pool == "dotted":
        dot = random.choice("····•")
        return random.choice(DOTTED_MALE if male else DOTTED_FEMALE) + dot + random.choice(DOTTED_MALE)
    if pool == "hui" and random.random() < 0.5:
        return family + random.choice(HUI_MALE if male else HUI_FEMALE)
    given = random.choice(MALE_GIVEN if male else FEMALE_GIVEN)
    if random.random() < 0.012:
        given = given[:-1] + random.choice(RARE)
    elif random.random() < 0.25 and len(given) == 1:
        given += random.choice(MALE_GIVEN if male else FEMALE_GIVEN)[0]
    return family + given
