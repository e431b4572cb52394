"""Is each row of a household list acceptable, and what is stored of it? Whole blocks at a time.

Numbers leave this file only sealed, hashed and masked. Rows that have a fault are passed on as well, marked, so that
what is judged about a household as a whole does not blame it for a row that is already complained of.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from enrollment.household_layout import BASES, HEADINGS, KINDS, RELATIONSHIPS, SEXES, relationship_code
from enrollment.rules import documents, names
from enrollment.rules.groups import default_group
from enrollment.rules.tiers import tier_labels, tier_named
from intake import vault
from intake.bulk.problems import Problem, Problems
from intake.columns.blocks import Block
from intake.columns.words import use_one_of
from intake.rules.days import own_day
from policy.terms import Text

_HOUSEHOLD = re.compile(r"[0-9A-Za-z\-_]{1,40}")
_VILLAGE = re.compile(r"[0-9]{12}")
_PLACE = re.compile(r"[0-9]{6}(?:[0-9]{3}(?:[0-9]{3})?)?")
_PHONE = re.compile(r"\+?[0-9][0-9\- ]{4,18}")
_ACCOUNT = re.compile(r"[0-9]{10,30}")
_COPY_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

STAGED = (
    "row", "is_faulty", "household", "relationship", "document_kind", "document_hash", "document_sealed",
    "document_masked", "name", "name_key", "name_initials", "sex", "born_on", "division_code", "hukou_division", "basis",
    "person_group", "school", "residence_permit", "permit_last_day", "phone", "one_card_sealed", "one_card_masked", "tier",
)  # fmt: skip
_NULL = r"\N"
_NO_HOUSEHOLD = Text(
    "户编号为空；户编号合并在全家几行上的，只有第一行有值。",
    "The household number is empty; where it is merged over the rows of a family, only the first row holds it.",
)
_HOUSEHOLD_FORM = Text(
    "户编号含字母、数字、横线以外的字符。",
    "The household number holds other than letters, digits and dashes.",
)


@dataclass
class RowReader:
    """Turns blocks of cells into lines for COPY; `places` answers which of some division codes exist."""

    columns: dict[str, int]
    prefix: str  # what the codes inside the list's area begin with
    coverage_year: int | None
    today: date
    places: Callable[[set[str]], set[str]]
    tiers: Callable[[str], tuple[str, ...]]  # the tiers that a county offers in the coverage year
    problems: Problems = field(default_factory=Problems)
    rows: int = 0
    rows_by_place: Counter[str] = field(default_factory=Counter)  # known divisions of residence
    _known_places: dict[str, bool] = field(default_factory=dict)

    def lines(self, block: Block) -> str:
        """The block as text for COPY ... (FORMAT text), one line for each row."""
        self._look_up_places(block.rows)
        self.problems.add_cells(block, self.columns)
        staged = [self._line(number, cells) for number, cells in zip(block.numbers, block.rows, strict=True)]
        self.rows += len(staged)
        return "".join(staged)

    def _look_up_places(self, rows: Sequence[Sequence[str]]) -> None:
        wanted: set[str] = set()
        for key in ("division", "hukou"):
            if (place := self.columns.get(key)) is not None:
                wanted.update(row[place] for row in rows)
        wanted = {code for raw in wanted if _PLACE.fullmatch(code := raw.strip())} - self._known_places.keys()
        if wanted:
            found = self.places(wanted)
            self._known_places.update((code, code in found) for code in wanted)
        if (place := self.columns.get("division")) is not None:
            named = Counter(row[place].strip() for row in rows)
            self.rows_by_place.update(
                {code: count for code, count in named.items() if self._known_places.get(code)}
            )

    def _line(self, row: int, cells: Sequence[str]) -> str:
        is_sound = not self.problems.has_row(row)
        columns = self.columns
        if len(cells) != len(columns) and len(cells) <= max(columns.values()):
            cells = [*cells, *[""] * (max(columns.values()) + 1 - len(cells))]
        household = cells[columns["household"]].strip()
        if not _HOUSEHOLD.fullmatch(household):
            self._fault(
                row,
                "household",
                "household_number",
                _NO_HOUSEHOLD if not household else _HOUSEHOLD_FORM,
                Text(
                    "请填写该户的编号（最多 40 个字符）；合并单元格须取消合并后逐行填写。",
                    "Enter the number of the household (at most 40 characters) in every row; split cells merged over a family.",
                ),
            )
        relation_word = cells[columns["relationship"]].strip()
        relationship = relationship_code(relation_word)
        if relationship is None:
            self._fault(
                row,
                "relationship",
                "relationship_unknown",
                Text(
                    f"与户主关系“{relation_word[:20]}”无法识别。",
                    f"The relationship “{relation_word[:20]}” is not known.",
                ),
                use_one_of(RELATIONSHIPS),
            )
        name = cells[columns["name"]]
        if faults := names.display_faults(name):
            self._fault(row, "name", faults[0].code, faults[0].text, faults[0].remedy)
        name = names.tidy(name)
        division = cells[columns["division"]].strip()
        self._check_division(row, division)
        hukou = self._optional_place(row, cells)
        kind, number, born_on, sex = self._document(row, cells)
        basis = self._basis(row, cells)
        school = self._free_text(row, cells, "school", 100)
        permit = self._free_text(row, cells, "permit", 30)
        permit_until = own_day(self._cell(cells, "permit_last_day")) if permit else None
        phone = self._phone(row, cells)
        account = self._account(row, cells)
        tier = self._tier(row, cells, division)
        if not is_sound or self.problems.has_row(row):
            staged = [str(row), "t", household[:40], relationship or "\\N", *["\\N"] * 20]
            staged[13] = division[:12] or "\\N"
            if number:
                staged[5] = vault.match_key_hex(number)
            return (
                "\t".join(cell.translate(_COPY_ESCAPES) if cell != "\\N" else cell for cell in staged) + "\n"
            )
        digest = vault.match_key_hex(number)
        bound_to = f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:]}"
        group = default_group(
            born_on=born_on, school=school or ("学籍" if basis == "school" else ""),
            coverage_year=self.coverage_year or self.today.year,
        )  # fmt: skip
        account_sealed = "\\\\x" + vault.seal(account, bound_to=bound_to).hex() if account else "\\N"
        return (
            f"{row}\tf\t{household}\t{relationship}\t{kind}\t{digest}\t\\\\x{vault.seal(number, bound_to=bound_to).hex()}\t"
            f"{documents.mask(number)}\t{name}\t{names.name_key(name)}\t{names.initials(name)}\t{sex}\t{born_on or _NULL}\t"
            f"{division}\t{hukou}\t{basis}\t{group}\t{school}\t{permit}\t{permit_until or _NULL}\t{phone}\t"
            f"{account_sealed}\t{documents.mask_account(account)}\t{tier}\n"
        )

    def _document(self, row: int, cells: Sequence[str]) -> tuple[str, str, date | None, str]:
        cell = cells[self.columns["number"]]
        word = self._cell(cells, "kind")
        number = documents.normal_form(cell)
        if not word or KINDS.get(word) == "resident_id":
            is_plain = (
                type(cell) is str
                and cell.isascii()
                and not self._cell(cells, "born_on")
                and not self._cell(cells, "sex")
            )
            facts = documents.resident_facts(number, today=self.today) if is_plain else None
            if facts is not None:
                return "resident_id", number, facts[0], facts[1]
        kind = (
            KINDS.get(word, "")
            if word
            else (documents.guess_kind(number) or documents.Kind.RESIDENT_ID).value
        )
        if not kind:
            self._fault(
                row,
                "kind",
                "document_kind_unknown",
                Text(f"证件类型“{word[:20]}”无法识别。", f"The kind of document “{word[:20]}” is not known."),
                use_one_of(KINDS, Text("留空按居民身份证读取。", "Empty means resident ID card.")),
            )
            return "", "", None, ""
        born_on = self._written_day(row, cells)
        sex_word = self._cell(cells, "sex")
        sex = SEXES.get(sex_word)
        if sex_word and sex is None:
            self._fault(
                row,
                "sex",
                "sex_unknown",
                Text(f"性别“{sex_word[:10]}”无法识别。", f"The sex “{sex_word[:10]}” is not known."),
                use_one_of(SEXES),
            )
        found = documents.faults(kind, cell, born_on=born_on, sex=sex, today=self.today)
        for fault in found:
            column = {"birth_date_contradicts": "born_on", "sex_contradicts": "sex"}.get(fault.code, "number")
            self._fault(row, column, fault.code, fault.text, fault.remedy)
        if found:
            return kind, "", None, ""
        if len(number) == 18 and kind in ("resident_id", "foreign_resident"):
            born_on, sex = born_on or documents.birth_date(number), sex or documents.sex_of(number)
        # The newborn rules turn on the birth date; nothing turns on that of somebody with a permit or passport.
        if kind == "birth_certificate" and born_on is None and "born_on" not in self._faulty_columns(row):
            self._fault(
                row,
                "born_on" if "born_on" in self.columns else "number",
                "birth_date_required",
                Text(
                    "此类证件不含出生日期，表中也没有填写。",
                    "This kind of document states no birth date, and the list gives none.",
                ),
                Text(
                    "请增加“出生日期”列并填写，或在窗口按新生儿登记。",
                    "Add a column 出生日期 and fill it in, or register the newborn at the desk.",
                ),
            )
        return kind, number, born_on, sex or ""

    def _faulty_columns(self, row: int) -> set[str]:
        by_place = {place: key for key, place in self.columns.items()}
        return {by_place.get(p.column, "") for p in self.problems.kept[-12:] if p.row == row}

    def _written_day(self, row: int, cells: Sequence[str]) -> date | None:
        word = self._cell(cells, "born_on")
        if not word:
            return None
        day = own_day(word)
        if day is None:
            self._fault(row, "born_on", "birth_date_unreadable",
                Text(f"出生日期“{word[:20]}”无法识别。", f"The birth date “{word[:20]}” cannot be read."),
                Text("请写成 2022-03-05。", "Write it as 2022-03-05."))  # fmt: skip
            return None
        if day > self.today:
            self._fault(row, "born_on", "birth_date_in_future",
                Text(f"出生日期 {day} 晚于今天。", f"The birth date {day} is in the future."),
                Text("请核对出生日期。", "Check the birth date."))  # fmt: skip
            return None
        return day

    def _check_division(self, row: int, division: str) -> None:
        if not _VILLAGE.fullmatch(division):
            self._fault(
                row,
                "division",
                "division_form",
                Text(
                    f"居住地区划“{division[:20]}”不是 12 位数字。",
                    f"The residence code “{division[:20]}” is not 12 digits.",
                ),
                Text(
                    "请填村（社区）的 12 位统计用区划代码。",
                    "Enter the 12-digit code of the village or community.",
                ),
            )
        elif not self._known_places[division]:
            self._fault(
                row,
                "division",
                "division_unknown",
                Text(
                    f"没有代码为 {division} 的村（社区）。", f"There is no village with the code {division}."
                ),
                Text(
                    "请核对代码；该村已撤并的，填现在的代码。",
                    "Check the code; for a merged village use its present one.",
                ),
            )
        elif not division.startswith(self.prefix):
            self._fault(
                row,
                "division",
                "division_outside",
                Text(
                    f"居住地 {division} 不在本名单的地区内。",
                    f"The residence {division} lies outside the area of this list.",
                ),
                Text(
                    "请从本名单删去该行，由其所在地区上报。",
                    "Remove the row; the area where the person lives sends it.",
                ),
            )

    def _optional_place(self, row: int, cells: Sequence[str]) -> str:
        code = self._cell(cells, "hukou")
        if code and not self._known_places.get(code, False):
            self._fault(
                row,
                "hukou",
                "hukou_unknown",
                Text(f"户籍地区划“{code[:20]}”不存在。", f"There is no division “{code[:20]}”."),
                Text(
                    "请填 6、9 或 12 位区划代码，不详可留空。",
                    "Enter a code of 6, 9 or 12 digits, or leave it empty.",
                ),
            )
        return code

    def _basis(self, row: int, cells: Sequence[str]) -> str:
        word = self._cell(cells, "basis")
        if (basis := BASES.get(word)) is None:
            self._fault(
                row,
                "basis",
                "basis_unknown",
                Text(f"参保方式“{word[:20]}”无法识别。", f"The ground “{word[:20]}” is not known."),
                use_one_of(BASES, Text("留空为户籍。", "Empty means 户籍.")),
            )
            return ""
        return basis

    def _tier(self, row: int, cells: Sequence[str], division: str) -> str:
        word = self._cell(cells, "tier")
        if not word:
            return ""
        offered = self.tiers(division[:6]) if self._known_places.get(division) else ()
        code = tier_named(word, offered)
        if code is None and self._known_places.get(division):
            year = self.coverage_year
            if not offered:
                self._fault(row, "tier", "no_tiers_here",
                    Text(f"居住地{f'{year}年度' if year else '（名单只登记、不参保）'}没有缴费档次可选，却填了“{word[:20]}”。",
                         f"There is no tier to choose {f'in {year}' if year else '(the list enrolls nobody)'}, yet the cell says "
                         f"“{word[:20]}”."),
                    Text("请清空该格，或核对居住地和年度。", "Empty the cell, or check residence and year."))  # fmt: skip
            else:
                known = tier_labels(offered)
                self._fault(row, "tier", "tier_unknown",
                    Text(f"缴费档次“{word[:20]}”无法识别。", f"The tier “{word[:20]}” is not known."),
                    Text(f"请填写：{known.zh}；留空为未选。", f"Use one of: {known.en}; empty means not chosen."))  # fmt: skip
        return code or ""

    def _phone(self, row: int, cells: Sequence[str]) -> str:
        word = self._cell(cells, "phone")
        if word and not _PHONE.fullmatch(word):
            self._fault(
                row,
                "phone",
                "phone_form",
                Text("联系电话格式不对。", "The telephone number cannot be one."),
                Text("请填数字，可含区号和横线。", "Use digits, with area code and dashes if needed."),
            )
        return word

    def _account(self, row: int, cells: Sequence[str]) -> str:
        place = self.columns.get("one_card")
        if place is None:
            return ""
        cell = cells[place]
        word = cell.replace(" ", "").strip()
        if not word:
            return ""
        if not _ACCOUNT.fullmatch(word):
            self._fault(
                row,
                "one_card",
                "account_form",
                Text(
                    "一卡通账号应为 10 至 30 位数字的文本。", "A One-Card account is text of 10 to 30 digits."
                ),
                Text("请把该列设为“文本”后重新导出。", "Set the column to “Text” and export again."),
            )
        return word

    def _free_text(self, row: int, cells: Sequence[str], key: str, longest: int) -> str:
        word = self._cell(cells, key)
        if len(word) > longest or not word.isprintable() or "\\" in word:
            self._fault(
                row,
                key,
                "text_form",
                Text(
                    f"“{HEADINGS[key]}”过长或含控制字符。",
                    f"“{HEADINGS[key]}” is too long or holds control characters.",
                ),
                Text(f"请改为不超过 {longest} 个字符。", f"Shorten it to {longest} characters."),
            )
            return ""
        return word

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self.columns.get(key)
        return cells[place].strip() if place is not None else ""

    def _fault(self, row: int, key: str, code: str, text: Text, remedy: Text) -> None:
        self.problems.add(Problem(row, self.columns.get(key, self.columns["number"]), code, text, remedy))
