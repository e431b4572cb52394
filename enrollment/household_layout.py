"""What does a county's household list look like (layout HH-1), and which words may stand in its cells?

The columns 出生日期, 性别, 学校, 居住证号 and 缴费档次 are only read when they are there: documents other than the resident ID do
not state birth date and sex, and most places have one amount.
"""

import re

from enrollment.rules.documents import FEMALE, MALE
from enrollment.rules.documents import Kind as Document
from enrollment.rules.tiers import TIER_WORDS
from intake.columns.layouts import Column, Kind, TableLayout
from policy.terms import Basis, Text

_RELATIONSHIPS = {
    "head": "户主 本人 本人或户主",
    "spouse": "配偶 夫 妻 丈夫 妻子",
    "son": "子 儿子 独生子 长子 次子 三子 四子 五子 养子 继子",
    "daughter": "女 女儿 独生女 长女 次女 三女 二女 四女 五女 养女 继女",
    "grandchild": "孙子女 孙子 孙女 外孙子 外孙女 外孙 孙子、孙女或外孙子、外孙女 曾孙子 曾孙女",
    "parent": "父母 父亲 母亲 父 母 公公 婆婆 岳父 岳母 继父 继母 养父 养母",
    "grandparent": "祖父母 祖父 祖母 外祖父 外祖母 祖父母或外祖父母 曾祖父 曾祖母",
    "sibling": "兄弟姐妹 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄、弟、姐、妹",
    "other": "其他 其它 儿媳 女婿 孙媳 侄子 侄女 嫂 弟媳 姐夫 妹夫 非亲属",
}
RELATIONSHIPS = {word: code for code, words in _RELATIONSHIPS.items() for word in words.split()}
_RELATIONSHIP_TENS = (
    "head",
    "spouse",
    "son",
    "daughter",
    "grandchild",
    "parent",
    "grandparent",
    "sibling",
    "other",
    "other",
)

_KINDS = {
    Document.RESIDENT_ID: "居民身份证 身份证 居民户口簿 户口簿 中华人民共和国居民身份证 "
    "港澳台居民居住证 港澳居民居住证 台湾居民居住证 01",
    Document.BIRTH_CERTIFICATE: "出生医学证明 出生证 出生证明",
    Document.PASSPORT: "护照 外国护照",
    Document.HK_MACAO_PERMIT: "港澳居民来往内地通行证 港澳通行证 回乡证",
    Document.TAIWAN_PERMIT: "台湾居民来往大陆通行证 台湾通行证 台胞证",
    Document.FOREIGN_RESIDENT: "外国人永久居留身份证 外国人永久居留证 中华人民共和国外国人永久居留身份证",
}
KINDS = {word: kind.value for kind, words in _KINDS.items() for word in words.split()}

BASES = {
    "": Basis.HUKOU.value,
    "户籍": Basis.HUKOU.value,
    "户籍参保": Basis.HUKOU.value,
    "居住证": Basis.RESIDENCE_PERMIT.value,
    "居住证参保": Basis.RESIDENCE_PERMIT.value,
    "学籍": Basis.SCHOOL.value,
    "学籍参保": Basis.SCHOOL.value,
}
SEXES = {"男": MALE, "女": FEMALE, "男性": MALE, "女性": FEMALE}

COLUMNS = (
    Column(
        "household",
        "户编号",
        ("家庭编号", "户号", "户口编号", "家庭户编号", "household number"),
        required=True,
        kind=Kind.IDENTIFIER,
    ),
    Column(
        "relationship",
        "与户主关系",
        ("户主关系", "家庭关系", "关系", "relationship"),
        required=True,
        kind=Kind.WORD,
        words=RELATIONSHIPS,
    ),
    Column("name", "姓名", ("参保人姓名", "人员姓名", "成员姓名", "name"), required=True),
    Column("kind", "证件类型", ("证件类别", "证件种类", "document kind"), kind=Kind.WORD, words=KINDS),
    Column(
        "number",
        "证件号码",
        (
            "证件号",
            "身份证号",
            "身份证号码",
            "公民身份号码",
            "居民身份证号码",
            "有效证件号码",
            "document number",
        ),
        required=True,
        kind=Kind.DOCUMENT,
    ),
    Column(
        "division",
        "居住地区划",
        ("居住地区划代码", "居住地", "居住地行政区划", "村社区代码", "residence"),
        required=True,
        kind=Kind.CODE,
    ),
    Column("hukou", "户籍地区划", ("户籍地区划代码", "户籍地", "户籍地行政区划", "hukou"), kind=Kind.CODE),
    Column("basis", "参保方式", ("参保依据", "参保类型", "basis"), kind=Kind.WORD, words=BASES),
    Column("phone", "联系电话", ("电话", "手机号", "手机号码", "联系方式", "phone")),
    Column("one_card", "一卡通账号", ("一卡通", "一卡通卡号", "银行账号", "one-card account")),
    Column("born_on", "出生日期", ("出生年月日", "birth date"), kind=Kind.DAY),
    Column("sex", "性别", ("sex",), kind=Kind.WORD, words=SEXES),
    Column("school", "学校", ("学校名称", "就读学校", "school")),
    Column("permit", "居住证号", ("居住证号码", "residence permit")),
    Column(
        "permit_last_day",
        "居住证有效期至",
        ("居住证有效期", "居住证截止日期", "居住证到期日", "residence permit valid until"),
        kind=Kind.DAY,
    ),
    Column(
        "tier",
        "缴费档次",
        ("档次", "参保档次", "缴费档", "选择档次", "缴费标准档次", "tier"),
        kind=Kind.WORD,
        words=TIER_WORDS,
    ),
)
HOUSEHOLD_TABLE = TableLayout(
    "HH-1", Text("家庭名单", "household list"), COLUMNS, keys=("number",), groups=("household",), bureau="township",
)  # fmt: skip
HEADINGS = HOUSEHOLD_TABLE.headings


def relationship_code(word: str) -> str | None:
    """The stored code of a relationship written in words, or as a two-digit code of GB/T 4761."""
    if (known := RELATIONSHIPS.get(word)) is not None:
        return known
    if re.fullmatch(r"[0-9]{2}", word):
        return _RELATIONSHIP_TENS[int(word[0])]
    return None
