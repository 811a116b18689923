"""Makes the drawn forms of this folder, and beside each what was planted in it.

Run it as `python -m tests.importers.papers.make`. The forms are drawn as offices draw them: a grid
of narrow columns, merged cells, lines, and words beside blanks. They belong to no real city.
`NAME.json` lists every box to fill in: where it is, which item it asks for in words, and which item
of the core that is, null where the core has none or asks it in another way.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, TypeAlias

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation

HERE = Path(__file__).parent
THIN, HAIR = Side(style="thin"), Side(style="hair")
GREY, YELLOW = "FFD9D9D9", "FFFFFFCC"


Kind: TypeAlias = Literal["whole", "decimal", "list", "date", "time", "textLength", "custom"]


def _bounds(area: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of `B2:D4`."""
    first, _, last = area.partition(":")
    left, top, _, _ = (n or 0 for n in range_boundaries(first))
    right, bottom, _, _ = (n or 0 for n in range_boundaries(last or first))
    return left, top, right, bottom


class Draft:
    """One sheet on squared paper, and what is planted on it."""

    def __init__(self, book: Workbook, name: str, columns: int = 40, width: float = 2.6) -> None:
        self.sheet = book.create_sheet(name)
        self.planted: list[dict[str, Any]] = []
        for column in range(1, columns + 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def put(
        self,
        area: str,
        words: Any = None,
        *,
        line: Side | None = THIN,
        fill: str | None = None,
        merge: bool = True,
        bold: bool = False,
        under: bool = False,
    ) -> None:
        """Words in an area with a line around it (or only under it)."""
        left, top, right, bottom = _bounds(area)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = self.sheet.cell(row, column)
                sides = {
                    "left": line if column == left and not under else None,
                    "right": line if column == right and not under else None,
                    "top": line if row == top and not under else None,
                    "bottom": line if row == bottom else None,
                }
                if line is not None:
                    cell.border = Border(
                        left=sides["left"] or Side(),
                        right=sides["right"] or Side(),
                        top=sides["top"] or Side(),
                        bottom=sides["bottom"] or Side(),
                    )
                if fill is not None:
                    cell.fill = PatternFill("solid", fgColor=fill)
        first = self.sheet.cell(top, left)
        first.value = words
        first.alignment = Alignment(wrap_text=True, vertical="center")
        if bold:
            first.font = Font(bold=True, size=14)
        if merge and (left, top) != (right, bottom):
            self.sheet.merge_cells(area)

    def text(self, area: str, words: str, *, bold: bool = False) -> None:
        """Words without lines."""
        self.put(area, words, line=None, bold=bold, merge=":" in area)

    def plant(self, area: str, label: str, item: str | None = None) -> None:
        """Remember a box to fill in."""
        self.planted.append({"at": area.split(":", maxsplit=1)[0], "label": label, "item": item})

    def frame(self, area: str, *pieces: tuple[str, str | None], line: Side = THIN) -> None:
        """A box with several cells in it: words and blanks, without lines between them."""
        self.put(area, line=line, merge=False)
        for where, words in pieces:
            self.sheet[where.split(":")[0]].value = words
            if ":" in where:
                self.sheet.merge_cells(where)

    def rule(self, area: str, kind: Kind, **said: Any) -> None:
        """A data validation."""
        rule = DataValidation(type=kind, allow_blank=True, **said)
        rule.add(area)
        self.sheet.add_data_validation(rule)


def gakudo() -> tuple[Workbook, Draft]:  # noqa: PLR0915 - a form is drawn box by box
    """An application for a school-age childcare club: grey labels, merged cells."""
    book = Workbook()
    form = Draft(book, "入会申請書")
    book.remove(book.worksheets[0])
    p = form.put

    def label(area: str, words: str) -> None:
        p(area, words, fill=GREY)

    form.text("A1:L1", "様式第1号（第3条関係）")
    form.text("A2:AN2", "学童クラブ入会申請書", bold=True)
    form.text("AA3:AN3", "令和　　　年　　　月　　　日")
    form.plant("AA3", "日付")
    form.text("A4:L4", "（宛先）例　示　市　長")
    form.text("R5:W5", "申請者（保護者）")
    form.text("X5:AA5", "住　　所")
    p("AB5:AM5", under=True)
    form.plant("AB5", "住所", "/applicant/address/fullAddress")
    form.text("X6:AA6", "氏　　名")
    p("AB6:AL6", under=True)
    form.plant("AB6", "氏名")
    form.text("AM6:AN6", "㊞")
    form.text("X7:AA7", "電話番号")
    p("AB7:AM7", under=True)
    form.plant("AB7", "電話番号")
    form.text("A8:AN8", "学童クラブに入会したいので、次のとおり申請します。※印は必須の項目です。")
    form.text("A9:L9", "１　児童について")
    label("A10:E10", "ふりがな")
    form.frame("F10:M10", ("F10", "せい"), ("H10:M10", None), line=HAIR)
    form.frame("N10:U10", ("N10", "めい"), ("P10:U10", None), line=HAIR)
    form.plant("F10", "ふりがな（姓）", "/child/familyNameKana")
    form.plant("N10", "ふりがな（名）", "/child/givenNameKana")
    label("A11:E12", "※児童氏名")
    form.frame("F11:M12", ("F11", "姓"), ("H11:M12", None))
    form.frame("N11:U12", ("N11", "名"), ("P11:U12", None))
    form.plant("F11", "児童氏名（姓）", "/child/familyName")
    form.plant("N11", "児童氏名（名）", "/child/givenName")
    label("V10:Y12", "性別")
    p("Z10:AC12", "男　・　女")
    form.plant("Z10", "性別", "/child/sex")
    label("AD10:AH10", "※生年月日")
    p("AD11:AN12", "平成・令和　　　年　　　月　　　日")
    p("AI10:AN10", "（4月1日現在の年齢は不要）")
    form.plant("AD11", "生年月日", "/child/dateOfBirth")
    label("A13:E13", "小学校名")
    p("F13:P13", "　　　　　　　　小学校")
    form.plant("F13", "小学校名", "/child/school/name")
    label("Q13:T13", "※新学年")
    p("U13:Y13")
    form.rule("U13", "whole", operator="between", formula1="1", formula2="6")
    form.plant("U13", "新学年", "/child/school/grade")
    label("Z13:AC13", "学級種別")
    p("AD13:AN13", "□普通学級　□特別支援学級　□通級指導")
    form.plant("AD13", "学級種別", "/child/school/classType")
    form.text("A14:L14", "２　利用について")
    label("A15:E15", "※利用区分")
    p("F15:U15", "□通年　□長期休業のみ　□一時　（いずれか一つ）")
    form.plant("F15", "利用区分", "/usageCategory")
    label("V15:Z15", "入会希望日")
    form.frame(
        "AA15:AN15", ("AA15", "令和"), ("AC15:AD15", None), ("AE15", "年"), ("AF15:AG15", None),
        ("AH15", "月"), ("AI15:AJ15", None), ("AK15", "日"),
    )  # fmt: skip
    form.plant("AA15", "入会希望日", "/period/startDate")
    label("A16:E16", "利用曜日")
    p("F16:U16", "月・火・水・木・金・土")
    form.plant("F16", "利用曜日", "/weekdays")
    label("V16:Z16", "延長の希望")
    p("AA16:AN16", "有　・　無")
    form.plant("AA16", "延長の希望", "/extension/requested")
    label("A17:E17", "食物アレルギー")
    p("F17:K17", "有・無")
    form.plant("F17", "食物アレルギー", "/health/allergy/has")
    label("L17:P17", "アレルギーの内容")
    p("Q17:AN17")
    form.plant("Q17", "アレルギーの内容", "/health/allergy/detail")
    form.text("A18:L18", "３　家族の状況")
    label("A19:D24", "同居家族")
    label("E19:F19", "No.")
    label("G19:O19", "氏名")
    label("P19:S19", "続柄")
    label("T19:AC19", "生年月日")
    label("AD19:AN19", "学校・学年")
    for row in range(20, 25):
        p(f"E{row}:F{row}", row - 19)
        p(f"G{row}:O{row}")
        p(f"P{row}:S{row}")
        p(f"T{row}:AC{row}", "　　　年　　　月　　　日")
        p(f"AD{row}:AN{row}")
    form.plant("G20", "同居家族/氏名", "/household/*/fullName")
    form.plant("P20", "同居家族/続柄", "/household/*/relationship")
    form.plant("T20", "同居家族/生年月日", "/household/*/dateOfBirth")
    form.plant("AD20", "同居家族/学校・学年", "/household/*/occupationOrSchool")
    label("A25:D27", "父母の勤務")
    label("E25:H25", "")
    label("I25:P25", "勤務先名")
    label("Q25:Z25", "勤務先電話番号")
    label("AA25:AN25", "勤務時間")
    for row, who in ((26, "父"), (27, "母")):
        label(f"E{row}:H{row}", who)
        p(f"I{row}:P{row}")
        p(f"Q{row}:Z{row}", "　　（　　　）")
        p(f"AA{row}:AN{row}", "　　時　　分 ～ 　　時　　分")
        form.plant(f"I{row}", "勤務先名")
        form.plant(f"Q{row}", "勤務先電話番号")
        form.plant(f"AA{row}", "勤務時間（開始）")
        form.plant(f"AA{row}", "勤務時間（終了）")
    label("A28:D30", "緊急連絡先")
    label("E28:M28", "氏名")
    label("N28:S28", "続柄")
    label("T28:AN28", "電話番号")
    for row in (29, 30):
        p(f"E{row}:M{row}")
        p(f"N{row}:S{row}")
        p(f"T{row}:AN{row}")
    form.plant("E29", "緊急連絡先/氏名", "/emergencyContacts/*/fullName")
    form.plant("N29", "緊急連絡先/続柄", "/emergencyContacts/*/relationship")
    form.plant("T29", "緊急連絡先/電話番号", "/emergencyContacts/*/phone")
    label("A31:E31", "預金種目")
    p("F31:K31", "普通・当座")
    form.plant("F31", "預金種目", "/bankTransfer/accountType")
    label("L31:P31", "口座番号")
    for index in range(7):
        column = get_column_letter(17 + index)
        p(f"{column}31", merge=False)
    form.plant("Q31", "口座番号", "/bankTransfer/accountNumber")
    label("A32:E33", "備考")
    p("F32:AN33")
    form.plant("F32", "備考", "/remark")
    form.text("A34:AN34", "□　申請書に記入した内容を、利用の決定に使うことに同意します。")
    form.plant("A34", "申請書に記入した内容を、利用の決定に使うことに同意します。")
    form.text("A35:AN35", "※ 太枠の中を記入してください。")
    label("A36:E36", "市記入欄")
    label("F36:J36", "受付番号")
    p("K36:R36")
    label("S36:W36", "受付日")
    p("X36:AH36")
    p("AI36:AN36", "印")
    return book, form


def work() -> tuple[Workbook, Draft]:  # noqa: PLR0915 - a form is drawn box by box
    """A certificate of employment: no colour, numbered rows, a locked sheet, lists of choices."""
    book = Workbook()
    form = Draft(book, "就労証明書", 36, 3.0)
    book.remove(book.worksheets[0])
    p = form.put

    def box(area: str, words: str | None = None) -> None:
        p(area, words)
        form.sheet[area.split(":", maxsplit=1)[0]].protection = Protection(locked=False)

    form.text("A1:AJ1", "就労証明書", bold=True)
    form.text("A2:J2", "例示市長　宛")
    form.text("V2:Y2", "証明日")
    form.frame(
        "Z2:AJ2", ("Z2", "西暦"), ("AB2:AC2", None), ("AD2", "年"), ("AE2:AF2", None),
        ("AG2", "月"), ("AH2:AI2", None), ("AJ2", "日"),
    )  # fmt: skip
    form.plant("Z2", "証明日", "/issuer/certifiedDate")
    for row, words, item in (
        (3, "事業所名", "/issuer/companyName"),
        (4, "代表者名", "/issuer/representativeName"),
        (5, "所在地", "/issuer/fullAddress"),
        (6, "担当者名", "/issuer/contactName"),
        (7, "記載者連絡先", "/issuer/contactPhone"),
    ):
        p(f"V{row}:Y{row}", words)
        box(f"Z{row}:AJ{row}")
        form.plant(f"Z{row}", words, item)
    form.text("A8:AJ8", "下記の内容について、事実であることを証明いたします。")
    p("A9:B9", "No.")
    p("C9:J9", "項目")
    p("K9:AJ9", "記載欄")
    p("A10:B10", 1)
    p("C10:J10", "業種")
    box("K10:AJ10")
    form.rule("K10", "list", formula1='"農業・林業,漁業,建設業,製造業,情報通信業,その他"')
    form.plant("K10", "業種", "/industry")
    p("A11:B13", 2)
    p("C11:J11", "フリガナ")
    box("K11:AJ11")
    form.plant("K11", "フリガナ", "/worker/fullNameKana")
    p("C12:J12", "本人氏名")
    box("K12:AJ12")
    form.plant("K12", "本人氏名", "/worker/fullName")
    p("C13:J13", "本人の生年月日")
    box("K13:AJ13")
    form.sheet["K13"].number_format = 'yyyy"年"m"月"d"日"'
    form.plant("K13", "本人の生年月日", "/worker/dateOfBirth")
    p("A14:B14", 3)
    p("C14:J14", "雇用（予定）期間等")
    form.frame(
        "K14:AJ14", ("K14", "□"), ("L14:M14", "無期"), ("N14", "□"), ("O14:P14", "有期"),
        ("Q14", "期間"), ("S14:T14", None), ("U14", "年"), ("V14", None), ("W14", "月"),
        ("X14", None), ("Y14", "日"), ("Z14", "～"), ("AA14:AB14", None), ("AC14", "年"),
        ("AD14", None), ("AE14", "月"), ("AF14", None), ("AG14", "日"),
    )  # fmt: skip
    form.plant("K14", "雇用（予定）期間等")
    form.plant("K14", "雇用（予定）期間等（開始）")
    form.plant("K14", "雇用（予定）期間等（終了）")
    p("A15:B16", 4)
    p("C15:F16", "本人就労先事業所")
    p("G15:J15", "就労先の名称")
    box("K15:AJ15")
    form.plant("K15", "就労先の名称", "/workplace/name")
    p("G16:J16", "就労先の住所")
    box("K16:AJ16")
    form.plant("K16", "就労先の住所", "/workplace/fullAddress")
    p("A17:B17", 5)
    p("C17:J17", "雇用の形態")
    p("K17:AJ17", "□正社員　□パート・アルバイト　□派遣社員　□契約社員　□役員　□その他（　　　　）")
    form.plant("K17", "雇用の形態", "/employmentType")
    p("A18:B20", 6)
    p("C18:F20", "就労時間（固定就労の場合）")
    p("G18:J18", "就労する曜日")
    p("K18:AJ18", "□月　□火　□水　□木　□金　□土　□日　□祝日")
    form.plant("K18", "就労する曜日", "/fixedHours/weekdays")
    p("G19:J19", "月間の就労日数")
    box("K19:N19")
    form.rule("K19", "whole", operator="lessThanOrEqual", formula1="31")
    p("O19:AJ19", "日")
    form.plant("K19", "月間の就労日数")
    p("G20:J20", "平日の就業時間")
    p("K20:AJ20", "　　時　　分　～　　　時　　分（うち休憩時間　　　分）")
    form.plant("K20", "平日の就業時間（開始）")
    form.plant("K20", "平日の就業時間（終了）")
    p("A21:B23", 7)
    p("C21:J23", "就労実績")
    p("K21:R21", "実績の年月")
    p("S21:Z21", "実績の日数")
    p("AA21:AJ21", "実績の時間")
    for row in (22, 23):
        p(f"K{row}:R{row}", "　　年　　月")
        box(f"S{row}:Z{row}")
        box(f"AA{row}:AJ{row}")
        form.rule(f"S{row}", "whole", operator="between", formula1="0", formula2="31")
    form.plant("K22", "就労実績/実績の年月", "/results/*/month")
    form.plant("S22", "就労実績/実績の日数", "/results/*/days")
    form.plant("AA22", "就労実績/実績の時間", "/results/*/hours")
    p("A24:B24", 8)
    p("C24:J24", "育児休業の取得")
    p("K24:AJ24", "□取得予定　□取得中　□取得済み")
    form.plant("K24", "育児休業の取得", "/childcareLeave/status")
    p("A25:B25", 9)
    p("C25:J25", "保育士等としての勤務実態")
    p("K25:AJ25", "□有　□有（予定）　□無")
    form.plant("K25", "保育士等としての勤務実態", "/nurseryWork")
    p("A26:B26", 10)
    p("C26:J26", "備考欄")
    box("K26:AJ26")
    form.plant("K26", "備考欄", "/remark")
    form.text("A27:AJ27", "※ 記載内容について、就労先に照会することがあります。")
    form.sheet.protection.sheet = True
    return book, form


def facility() -> tuple[Workbook, Draft]:
    """An application to use a hall: lines without merged boxes, yellow blanks, a filled sample."""
    book = Workbook()
    form = Draft(book, "申請書", 30, 3.2)
    book.remove(book.worksheets[0])
    _hall(form)
    sample = Draft(book, "記入例", 30, 3.2)
    _hall(sample)
    for where, words in (("K9", "例示 花子"), ("H13", "例示まつりの練習"), ("H14", 25)):
        sample.sheet[where].value = words
    lists = book.create_sheet("リスト")
    for row, words in enumerate(("大ホール", "小ホール", "会議室", "和室"), 2):
        lists.cell(row, 1).value = words
    lists.sheet_state = "hidden"
    return book, form


def _hall(form: Draft) -> None:  # noqa: PLR0915 - a form is drawn box by box
    p = form.put

    def label(area: str, words: str) -> None:
        p(area, words, merge=False)

    def box(area: str, words: str | None = None) -> None:
        p(area, words, merge=False, fill=YELLOW if words is None else None)

    form.text("A1:F1", "第2号様式")
    form.text("A2:AD2", "例示市文化会館使用許可申請書", bold=True)
    form.text("A4:H4", "例示市教育委員会　様")
    form.text("U3", "申請日")
    p("X3:AD3", "　　年　　月　　日", under=True)
    form.plant("X3", "申請日", "/applicationDate")
    label("A6:C9", "申請者")
    p("D6:G6", "区分")
    box("H6:AD6", "□個人　　□団体")
    form.plant("H6", "区分", "/applicant/kind")
    p("D7:G7", "住所")
    form.frame("H7:AD7", ("H7", "〒"), ("I7:K7", None), ("L7", "－"), ("M7:P7", None))
    form.sheet["Q7"].fill = PatternFill("solid", fgColor=YELLOW)
    form.plant("H7", "郵便番号")
    form.plant("H7", "住所", "/applicant/address")
    p("D8:G8", "（ふりがな）\n氏名")
    box("H8:AD8")
    form.plant("H8", "氏名", "/applicant/name")
    p("D9:G9", "電話番号")
    p("H9:J9", "自宅")
    box("K9:R9")
    form.plant("K9", "自宅")
    p("S9:U9", "携帯")
    box("V9:AD9")
    form.plant("V9", "携帯")
    p("A10:G10", "使用施設")
    box("H10:AD10")
    form.rule("H10", "list", formula1="リスト!$A$2:$A$5")
    form.plant("H10", "使用施設")
    p("A11:G12", "使用日時")
    form.frame("H11:AD11", ("H11", "令和　　年　　月　　日（　　曜日）"))
    form.plant("H11", "使用日時")
    form.frame("H12:AD12", ("H12", "午前・午後　　時　　分 から 午前・午後　　時　　分 まで"))
    form.plant("H12", "使用日時（開始）")
    form.plant("H12", "使用日時（終了）")
    p("A13:G13", "利用目的")
    box("H13:AD13")
    form.plant("H13", "利用目的", "/purpose")
    p("A14:G14", "利用人数")
    box("H14:L14")
    form.sheet["H14"].number_format = '#,##0"人"'
    form.plant("H14", "利用人数", "/attendees")
    p("M14:Q14", "入場料など")
    box("R14:AD14", "有（　　　　円）　・　無")
    form.plant("R14", "入場料など")
    p("A15:G15", "使いたい設備")
    box("H15:AD15", "□音響　□照明　□ピアノ　□その他（　　　　　）　※該当するものすべて")
    form.plant("H15", "使いたい設備", "/equipment")
    p("A16:G16", "備考")
    box("H16:AD16")
    form.plant("H16", "備考", "/remark")
    form.text("A17:AD17", "（注）使用の7日前までに提出してください。")
    p("A18:AD18", "※ここから下は記入しないでください")
    p("A19:G19", "使用料")
    p("H19:O19")
    p("P19:T19", "許可番号")
    p("U19:AD19")


FORMS = {"gakudo-application": gakudo, "work-certificate": work, "facility-use": facility}
"""Each form under the name of the core that it is to be compared with."""


def main() -> None:
    """Write the forms and what is planted in them."""
    for name, make in FORMS.items():
        book, form = make()
        book.properties.creator = "Soroe"
        book.save(HERE / f"{name}.xlsx")
        planted = {"sheet": form.sheet.title, "boxes": form.planted}
        text = json.dumps(planted, ensure_ascii=False, indent=1)
        (HERE / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
