"""Words of disclosure control."""

from __future__ import annotations

DISCLOSURE: dict[str, tuple[str, str]] = {
    "not_published": ("涉及人数过少，不公布", "not published: few persons"),
    "published_what": (
        "人数少于 {pupils}（学生）、{staff}（教职工）、{respondents}（答卷人）的数值不公布；可据此推算出它们的其他数值也不公布。人数按 {base} 取整。这些界限是配置，政策未作规定。本报告有 {values} 个指标值、{scores} 个得分因此不公布。",
        "Values on fewer than {pupils} students, {staff} staff or {respondents} respondents are not published, nor are others that they could be calculated from. Numbers of persons are rounded to multiples of {base}. These limits are configuration; the policy sets none. For this reason {values} indicator values and {scores} scores are not published here.",
    ),
    "waterfall_not_published": ("不公布的 {n} 个指标", "{n} indicators not published"),
    "brief_not_published": ("数值不公布：{names}。", "Not published: {names}."),
    "internal_mark": ("内部资料，不得公开", "INTERNAL, NOT FOR PUBLICATION"),
    "internal_what": (
        "内部资料：含有涉及人数过少的数值，不得公开、不得转发。",
        "Internal: this holds values that rest on few persons. Not for publication, not to be passed on.",
    ),
    "cli_pseudonymised": (
        "{n} 张表已写入 {folder}，人员编号已换成假名，姓名已去掉。密钥没有写入任何文件。",
        "{n} tables are in {folder}: ids of persons are pseudonyms, names are gone. The key stands in no file of it.",
    ),
    "reason.primary": ("本身人数过少", "few persons"),
    "reason.secondary": ("可据以推算", "could be calculated from"),
}
