"""Words of the data dictionary."""

DICTIONARY: dict[str, tuple[str, str]] = {
    "dictionary_title": ("数据字典", "Data dictionary"),
    "dictionary_subtitle": ("督学：原始数据表", "Duxue: the raw tables"),
    "dictionary_note": (
        "由数据模型生成。表头可用列名、中文名或英文名；数据缺失请留空。标为“个人信息”的列从不显示。",
        "Written from the models. Headers may be ids, Chinese or English names; missing values stay empty. Personal columns "
        "are never shown.",
    ),
    "dictionary_column": ("列名", "column"),
    "dictionary_name": ("名称", "name"),
    "dictionary_type": ("类型", "type"),
    "dictionary_unit": ("单位", "unit"),
    "dictionary_required": ("必填", "required"),
    "dictionary_key": ("主键", "key"),
    "dictionary_personal": ("个人信息", "personal"),
    "dictionary_values": ("允许的值", "allowed values"),
    "dictionary_hint": ("说明", "note"),
    "dictionary_text": ("文字", "text"),
    "dictionary_identifier": ("编号", "identifier"),
    "dictionary_period": ("学年", "school year"),
    "dictionary_choice": ("选项", "choice"),
    "dictionary_integer": ("整数", "whole number"),
    "dictionary_number": ("数", "number"),
    "dictionary_date": ("日期", "date"),
    "dictionary_boolean": ("是/否", "yes/no"),
}
