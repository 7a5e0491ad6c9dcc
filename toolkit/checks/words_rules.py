"""Messages about the rules of a table: missing, out of range, not unique, not found elsewhere."""

from __future__ import annotations

from toolkit.checks.message import Message

SEE = "“{column}”{at}为 {value}，"
SEE_EN = "'{column}' in {at} is {value}; "


def _constraint(zh: str, en: str, remedy_zh: str = "请核对并改正", remedy_en: str = "check and correct it") -> Message:
    return Message("constraint-error", "error", SEE + zh, SEE_EN + en, remedy_zh, remedy_en)


RULES: dict[str, Message] = {
    # tables and columns
    "missing-table": Message(
        "missing-table",
        "error",
        "缺少必需的表“{table}”",
        "the required table '{table}' is missing",
        "请补上名为“{table}”的工作表或文件",
        "add a sheet or file named '{table}'",
    ),
    "empty-table": Message(
        "empty-table",
        "info",
        "“{table}”没有数据",
        "'{table}' has no rows",
        "如有数据请填写；没有则可删除该表",
        "fill it in, or delete it if there are no data",
    ),
    "empty-required-table": Message(
        "empty-table",
        "error",
        "必需的表“{table}”没有数据",
        "the required table '{table}' has no rows",
        "请填写该表",
        "fill it in",
    ),
    "missing-column": Message(
        "missing-column",
        "error",
        "“{table}”缺少列“{column}”",
        "'{table}' has no column '{column}'",
        "请补上该列；没有数据的可以保留标题、内容留空（如允许）",
        "add the column; keep the header and leave cells empty where values may be missing",
    ),
    # cells
    "missing-cell": Message(
        "missing-cell",
        "error",
        "“{column}”{at}为空，此列必填",
        "'{column}' in {at} is empty, but it is required",
        "请填写",
        "fill it in",
    ),
    "finite": _constraint("不是有限数", "it must be a finite number", "缺失请留空", "leave missing values empty"),
    "equal_to": _constraint("应为 {bound}", "it must be {bound}"),
    "not_equal_to": _constraint("不允许为 {bound}", "it must not be {bound}"),
    "greater_than": _constraint("应大于 {bound}", "it must be greater than {bound}"),
    "greater_than_or_equal_to": _constraint("应不小于 {bound}", "it must be at least {bound}"),
    "less_than": _constraint("应小于 {bound}", "it must be less than {bound}"),
    "less_than_or_equal_to": _constraint("应不大于 {bound}", "it must be at most {bound}"),
    "in_range": _constraint("应在 {low} 与 {high} 之间", "it must lie between {low} and {high}"),
    "isin": _constraint(
        "不在允许的值之中", "it is not one of the allowed values", "允许的值：{allowed}", "allowed values: {allowed}"
    ),
    "isin-near": _constraint(
        "不在允许的值之中；是否应为“{near}”？",
        "it is not one of the allowed values. Did you mean '{near}'?",
        "允许的值：{allowed}",
        "allowed values: {allowed}",
    ),
    "notin": _constraint("是不允许的值", "it is a forbidden value"),
    "identifier": _constraint(
        "不是合格的编号",
        "it is not a valid identifier",
        "编号只用英文字母、数字、下划线、点和连字符，以字母或数字开头，最多 64 个字符",
        "use ASCII letters, digits, underscore, dot and hyphen, starting with a letter or digit, at most 64 characters",
    ),
    "period": _constraint("不是学年", "it is not a school year", "请写成 2025-26", "write it like 2025-26"),
    "period_follows": _constraint(
        "后一年不是前一年的下一年",
        "its second year does not follow its first",
        "请写成 2025-26",
        "write it like 2025-26",
    ),
    "pattern": _constraint("不符合规定的写法 {bound}", "it does not have the required form {bound}"),
    "str_length": _constraint(
        "长度不合规定", "its length is not allowed", "应有 {bound} 个字符", "it must have {bound} characters"
    ),
    "check": _constraint("不符合规则 {bound}", "it breaks the rule {bound}"),
    "table_check": Message(
        "constraint-error",
        "error",
        "“{table}”不符合规则 {bound}",
        "'{table}' breaks the rule {bound}",
        "请核对并改正",
        "check and correct it",
    ),
    # keys
    "primary-key": Message(
        "primary-key",
        "error",
        "“{table}”{at}与{other}重复：{value}",
        "'{table}', {at}: the same key as {other}: {value}",
        "每个 {key} 只能有一行，请删除或改正",
        "there may be one row for each {key}: delete or correct the others",
    ),
    "foreign-key": Message(
        "foreign-key",
        "error",
        "“{column}”{at}为 {value}，在“{there}”中找不到",
        "'{column}' in {at} is {value}, which is not in '{there}'",
        "请改正编号，或在“{there}”中补上这一行",
        "correct it, or add the row to '{there}'",
    ),
    "foreign-table": Message(
        "foreign-key",
        "error",
        "“{table}”的“{column}”要在“{there}”中查找，而“{there}”缺失",
        "'{column}' of '{table}' refers to '{there}', which is missing",
        "请提供“{there}”",
        "provide '{there}'",
    ),
}
