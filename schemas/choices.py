"""The words of the allowed values, column by column: code -> (Chinese, English). Workbooks show and accept the words."""

CHOICES: dict[str, dict[str, tuple[str, str]]] = {
    "stage": {
        "primary": ("小学", "primary"),
        "junior": ("初中", "junior secondary"),
        "nine_year": ("九年一贯制", "nine-year"),
        "senior": ("高中", "senior secondary"),
    },
    "governance": {
        "single_legal_person": ("同一法人紧密合治", "one legal person"),
        "alliance": ("多个法人联盟共治", "alliance of legal persons"),
        "chief_executive": ("总校长+执行校长", "chief and executive principals"),
    },
    "role": {
        "lead": ("总校", "lead school"),
        "member": ("成员校", "member school"),
    },
    "exit_kind": {
        "spillover": ("溢出", "spill-over"),
        "agreed": ("协议退出", "agreed"),
        "expelled": ("红牌淘汰", "expelled"),
        "merged": ("合并", "merged"),
        "closed": ("撤销", "closed"),
    },
    "post": {
        "teacher": ("专任教师", "teacher"),
        "leader": ("干部", "leader"),
        "support": ("其他人员", "support"),
    },
    "degree": {
        "below_associate": ("专科以下", "below associate"),
        "associate": ("专科", "associate"),
        "bachelor": ("本科", "bachelor"),
        "master": ("硕士", "master"),
        "doctor": ("博士", "doctor"),
    },
    "subject": {
        "academic": ("文化课", "academic"),
        "pe": ("体育", "PE"),
        "music": ("音乐", "music"),
        "art": ("美术", "art"),
        "other": ("其他", "other"),
    },
    "kind": {
        "exchange": ("交流轮岗", "exchange"),
        "walking": ("走教", "walking lessons"),
        "leader": ("干部交流", "exchange of leaders"),
        "joint": ("集团联合", "joint"),
        "other": ("其他", "other"),
    },
    "more_important": {
        "a": ("甲", "a"),
        "b": ("乙", "b"),
    },
    "respondent": {
        "parents": ("家长", "parents"),
        "students": ("学生", "students"),
        "teachers": ("教师", "teachers"),
        "community": ("社会", "community"),
    },
}
