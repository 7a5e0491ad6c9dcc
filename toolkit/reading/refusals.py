"""Why a source can't be read at all, in two languages. Standard library only: the child process imports it."""

from __future__ import annotations

from typing import Any

REFUSALS: dict[str, tuple[str, str]] = {
    "not-found": ("找不到“{file}”", "'{file}' does not exist."),
    "kind": (
        "“{file}”不是可读的文件类型；可读：.xlsx、.csv、.tsv、.parquet，含有这些文件的文件夹或 .zip，或数据库地址",
        "'{file}' is not a kind of file that can be read. Accepted: .xlsx, .csv, .tsv, .parquet, a folder or a .zip of them, or the address of a database.",
    ),
    "denied": ("没有权限读取“{file}”", "'{file}' may not be read: permission denied."),
    "empty-file": ("“{file}”是空文件", "'{file}' is empty."),
    "not-a-table": (
        "“{file}”的名称不是约定的表名；可用的名称：{allowed}",
        "The name of '{file}' is not the name of a table. Names: {allowed}.",
    ),
    "empty-folder": (
        "文件夹“{file}”中没有可读的文件（.xlsx、.csv、.tsv、.parquet）",
        "The folder '{file}' holds no file that can be read (.xlsx, .csv, .tsv, .parquet).",
    ),
    "empty-archive": (
        "压缩包“{file}”中没有可读的文件（.xlsx、.csv、.tsv、.parquet）",
        "The archive '{file}' holds no file that can be read (.xlsx, .csv, .tsv, .parquet).",
    ),
    "database-kind": (
        "不支持“{file}”这种数据库地址；可用：{allowed}",
        "'{file}' is not an address of a database that can be read. Accepted: {allowed}.",
    ),
    "no-driver": (
        "读取 PostgreSQL 需要驱动程序：pip install 'duxue[database]'",
        "Reading PostgreSQL needs a driver: pip install 'duxue[database]'.",
    ),
    "database-error": (
        "数据库“{file}”读取失败：{why}",
        "The database '{file}' could not be read: {why}",
    ),
    "no-table": (
        "“{file}”中没有一张约定的表；其中有：{found}；表名应为：{allowed}",
        "'{file}' holds none of the tables. It has: {found}. Names of tables: {allowed}.",
    ),
    "not-a-workbook": (
        "“{file}”不是 Excel 工作簿（.xlsx）；请用 Excel 打开后另存为 .xlsx",
        "'{file}' is not an Excel workbook (.xlsx). Open it in Excel and save it as .xlsx.",
    ),
    "old-excel": (
        "“{file}”是旧版 Excel 文件（.xls），只是改了扩展名；请用 Excel 另存为 .xlsx",
        "'{file}' is an old Excel file (.xls) under another name. Save it as .xlsx in Excel.",
    ),
    "encrypted": (
        "“{file}”有密码保护；请去掉密码后再读",
        "'{file}' is protected by a password. Remove the password and try again.",
    ),
    "broken": (
        "“{file}”已损坏或不完整；请重新导出或重新下载",
        "'{file}' is damaged or incomplete. Export or download it again.",
    ),
    "too-large": (
        "“{file}”过大（{size}，上限 {limit}）；请拆分，或改用 Parquet",
        "'{file}' is too large ({size}, the limit is {limit}). Split it, or use Parquet.",
    ),
    "unsafe": (
        "“{file}”的内部结构异常（{what}），为安全起见不予读取；请用 Excel 重新另存",
        "'{file}' is built in a suspicious way ({what}) and is not read for safety. Save it again in Excel.",
    ),
    "timeout": (
        "读取“{file}”超过 {limit} 秒，已停止",
        "Reading '{file}' took more than {limit} seconds and was stopped.",
    ),
    "stopped": (
        "读取“{file}”时内存超限或程序中断",
        "Reading '{file}' ran out of memory or was cut off.",
    ),
    "encoding": (
        "“{file}”的文字编码无法识别；请另存为 UTF-8",
        "The character encoding of '{file}' is not known. Save the file as UTF-8.",
    ),
    "quotes": (
        "“{file}”第 {row} 行附近的双引号不成对",
        "The double quotes of '{file}' do not pair up near row {row}.",
    ),
}


class Refused(Exception):
    """A source that can't be read: a name in `REFUSALS` and the facts of its sentence."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts

    def texts(self, file: str) -> tuple[str, str]:
        """Return the sentence in Chinese and English."""
        zh, en = REFUSALS[self.reason]
        facts = {"file": file, **self.facts}
        return zh.format(**facts), en.format(**facts)
