"""Small real files for the tests of reading: a good data set of one group, and the ways to spoil it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = list[list[Any]]

COUNTS = [
    "在校生数",
    "教学及辅助用房面积",
    "室内体育用房面积",
    "室外运动场地面积",
    "教学仪器设备值",
    "网络多媒体教室数",
    "应开课时",
    "实开课时",
    "体质测试人数",
    "体质良好及以上人数",
    "艺术测评人数",
    "艺术Ⅱ级及以上人数",
    "参加跨校活动学生数",
    "长期缺勤学生数",
]


@dataclass
class Formula:
    """A formula with the value that its program last saw; None: never calculated."""

    text: str
    value: Any = None


@dataclass
class Shown:
    """A number with the format that its cell shows."""

    value: float
    format: str


@dataclass
class Book:
    """Sheets as rows of cells, header first, and what is special about them."""

    sheets: dict[str, Rows]
    merged: list[tuple[str, str]] = field(default_factory=list)
    hidden_rows: list[tuple[str, int]] = field(default_factory=list)
    hidden_columns: list[tuple[str, str]] = field(default_factory=list)
    hidden_sheets: list[str] = field(default_factory=list)

    def put(self, sheet: str, cell: str, value: Any) -> None:
        """Set one cell by its name, e.g. C2."""
        letters = cell.rstrip("0123456789")
        column = sum((ord(c) - 64) * 26**i for i, c in enumerate(reversed(letters))) - 1
        row = int(cell.removeprefix(letters)) - 1
        rows = self.sheets[sheet]
        while len(rows) <= row:
            rows.append([None] * len(rows[0]))
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = value


def good() -> Book:
    """Return a group of a lead and a member school, without any fault."""
    year = [1000, 5000.0, 500.0, 6000.0, 2e6, 40, 1200, 1200, 900, 500, 300, 200, 150, 10]
    joined = dt.date(2020, 9, 1)
    return Book(
        {
            "区": [["区编号", "区名称", "区英文名"], ["D01", "和平区", None]],
            "教育集团": [
                ["集团编号", "区编号", "集团名称", "集团英文名", "成立日期", "治理模式"],
                ["G001", "D01", "和平教育集团", None, dt.date(2020, 9, 1), "多个法人联盟共治"],
            ],
            "学校": [
                ["学校编号", "区编号", "学校名称", "学校英文名", "学段"],
                ["S0001", "D01", "第一小学", None, "小学"],
                ["S0002", "D01", "第二小学", None, "小学"],
            ],
            "成员关系": [
                ["集团编号", "学校编号", "角色", "加入日期", "退出日期", "退出方式"],
                ["G001", "S0001", "总校", joined, None, None],
                ["G001", "S0002", "成员校", joined, None, None],
            ],
            "学校年报": [
                ["学校编号", "学年", *COUNTS],
                ["S0001", "2025-26", *year],
                ["S0002", "2025-26", 999, 5001.0, *year[2:]],
            ],
        }
    )


def with_staff() -> Book:
    """Return the good data with two persons of the staff and an hour of training."""
    book = good()
    book.sheets["教职工"] = [
        [
            "教职工代码",
            "学年",
            "学校编号",
            "岗位",
            "学历",
            "任教学科",
            "县级以上骨干教师",
            "教龄",
            "符合交流条件",
        ],
        ["T1", "2025-26", "S0001", "专任教师", "本科", "文化课", "是", 10, "是"],
        ["T2", "2025-26", "S0002", "专任教师", "硕士", "体育", "否", 3, "否"],
    ]
    book.sheets["教师培训"] = [["教职工代码", "学年", "培训类别", "学时"], ["T1", "2025-26", "集团联合", 24.5]]
    return book


def write(book: Book, path: Path) -> Path:
    """Write a book as .xlsx."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "nan_inf_to_errors": True}) as out:
        date = out.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in book.sheets.items():
            sheet = out.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    _write(out, sheet, row, column, value, date)
            for where, cells_merged in book.merged:
                if where == name:
                    sheet.merge_range(cells_merged, None)
            for where, row in book.hidden_rows:
                if where == name:
                    sheet.set_row(row - 1, None, None, {"hidden": True})
            for where, columns in book.hidden_columns:
                if where == name:
                    sheet.set_column(columns, None, None, {"hidden": True})
            if name in book.hidden_sheets:
                sheet.hide()
    return path


def _write(out: Any, sheet: Any, row: int, column: int, value: Any, date: Any) -> None:
    if value is None:
        return
    if isinstance(value, Formula):
        sheet.write_formula(row, column, value.text, None, value.value)
    elif isinstance(value, Shown):
        sheet.write_number(row, column, value.value, out.add_format({"num_format": value.format}))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, date)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)


def book(change: Callable[[Book], object], base: Callable[[], Book] = good) -> Callable[[Path], Path]:
    """Return a maker of a workbook: the good data, changed."""

    def make(folder: Path) -> Path:
        made = base()
        change(made)
        return write(made, folder / "data.xlsx")

    return make


def as_text(rows: Rows, separator: str = ",") -> str:
    """Write rows as delimited text without quotes."""
    return "".join(separator.join("" if c is None else str(c) for c in row) + "\n" for row in rows)


def folder(change: Callable[[dict[str, bytes], Book], object]) -> Callable[[Path], Path]:
    """Return a maker of a folder of UTF-8 CSV files, changed as bytes by file name."""

    def make(at: Path) -> Path:
        data = good()
        files = {f"{name}.csv": as_text(rows).encode() for name, rows in data.sheets.items()}
        change(files, data)
        home = at / "folder"
        home.mkdir()
        for name, content in files.items():
            (home / name).write_bytes(content)
        return home

    return make


def with_all() -> Book:
    """Return the good data with staff, training, moves, surveys and assessments."""
    book = with_staff()
    book.sheets["教师流动"] = [
        ["流动编号", "教职工代码", "派出学校", "接收学校", "流动方式", "开始日期", "结束日期"],
        ["M1", "T1", "S0001", "S0002", "交流轮岗", dt.date(2025, 9, 1), None],
    ]
    book.sheets["满意度调查"] = [
        ["学年", "调查批次", "学校编号", "调查对象", "发放问卷数", "有效问卷数", "满意", "比较满意", "基本满意", "不满意", "不了解"],
        ["2025-26", 1, "S0001", "家长", 200, 180, 100, 60, 10, 5, 5],
    ]  # fmt: skip
    book.sheets["学业监测"] = [
        ["学生代码", "学年", "学校编号", "学科", "成绩", "入学成绩", "水平等级"],
        ["P1", "2025-26", "S0001", "数学", 87.5, 80.0, 3],
    ]
    return book


def with_students() -> Book:
    """Return the data of `with_all` with a register of students and the optional columns of the annual return."""
    book = with_all()
    book.sheets["学生"] = [
        ["学生代码", "学年", "学校编号", "性别", "随迁子女", "随班就读"],
        ["P1", "2025-26", "S0001", "女", "是", "否"],
        ["P2", "2025-26", "S0002", "男", "否", None],
    ]
    more = [
        "复查的非近视学生数",
        "新增近视学生数",
        "劳动与综合实践应开课时",
        "劳动与综合实践已落实课时",
        "初中毕业年级三年前入学数",
        "其中在读至毕业年级人数",
    ]
    for row, cells in zip(
        book.sheets["学校年报"], [more, [500, 40, 2500, 2400, None, None], [500, 41, 2500, 2400, 300, 290]], strict=True
    ):
        row += cells
    book.sheets["教职工"][0].append("有指导教师")
    for row, mentored in zip(book.sheets["教职工"][1:], ["否", "是"], strict=True):
        row.append(mentored)
    return book
