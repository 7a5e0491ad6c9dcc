"""Words of supervision."""

SUPERVISION: dict[str, tuple[str, str]] = {
    "supervise_head": ("{day} 的 {n} 个教育集团", "{n} school group{s} on {day}"),
    "supervise_group": (
        "{group_id}  {state}  总校 {lead_id}，成员校 {members}，黄牌 {yellow_cards}，整改中 {open_orders}（逾期 {overdue_orders}），未整改问题 {open_findings}，评价轮次 {round}，称号 {title}",
        "{group_id}  {state}  lead {lead_id}, members {members}, yellow cards {yellow_cards}, open orders {open_orders} (overdue {overdue_orders}), open findings {open_findings}, round {round}, title {title}",
    ),
    "supervise_altered": (
        "注意：登记簿中的事件 {places} 与其校验值不符，可能被改动过。",
        "The events {places} do not match their hash: the store may have been altered.",
    ),
    "supervise_due_head": (
        "{day} 起 {within} 天内到期及已逾期：{n} 项",
        "Due within {within} days of {day}, or overdue: {n}",
    ),
    "supervise_overdue": (
        "{due}  已逾期 {days} 天  {who}  {what}（{owner}）",
        "{due}  overdue by {days} days  {who}  {what} ({owner})",
    ),
    "supervise_in_days": (
        "{due}  还有 {days} 天  {who}  {what}（{owner}）",
        "{due}  in {days} days  {who}  {what} ({owner})",
    ),
    "supervise_refused": ("未登记：{why}", "Not recorded: {why}"),
    "supervise_recorded": (
        "已登记第 {place} 号事件：{name}（{stream}，{day} 生效）",
        "Recorded as event {place}: {name} ({stream}, effective {day})",
    ),
    "supervise_import_errors": ("数据有错误，未导入。", "The data have errors: nothing was imported."),
    "supervise_import_trial": (
        "试导入：将登记 {n} 件，已有 {known} 件。尚未写入；确认后加 --write。",
        "Trial: {n} events would be recorded, {known} are there already. Nothing was written; add --write.",
    ),
    "supervise_import_done": (
        "已登记 {n} 件；{known} 件原已登记。",
        "Recorded {n} events; {known} were there already.",
    ),
    "supervise_import_refused": (
        "{rows} 行不能登记，因此一件也未写入（其余 {n} 件可登记，已有 {known} 件）。",
        "Rows refused: {rows}, so nothing was written ({n} events could be recorded, {known} are there already).",
    ),
    "supervise_districts_head": ("{day} 各区情况", "Districts on {day}"),
    "supervise_districts_note": (
        "推算按以往速度，不是计划；得分的指标与权重为配置；差异系数为各校之间，按学生数加权（括号内依次为各校等权、样本公式的结论）。",
        "Projected from the past pace, not from plans; indicators and weights of the score are configuration; CV between schools, "
        "weighted by pupils (in brackets: every school alike, and by the sample formula).",
    ),
    "supervise_projected": (
        "{what} {now}{target}，到2027年底约 {projected}（{lower}–{upper}）",
        "{what} {now}{target}, by the end of 2027 about {projected} ({lower} to {upper})",
    ),
    "supervise_now": ("{what} {now}{target}", "{what} {now}{target}"),
    "supervise_district_score": ("创建工作 {score} 分", "work for titles {score} points"),
    "supervise_balance": (
        "{stage}差异系数最大 {greatest}：{pupils}（{population}、{sample}）",
        "{stage} greatest CV {greatest}: {pupils} ({population}, {sample})",
    ),
    "programme.groups": ("教育集团", "groups"),
    "programme.titles": ("优质集团", "titles"),
    "programme.districts": ("覆盖区", "districts"),
    "verdict.held": ("达标", "held"),
    "verdict.missed": ("超限", "missed"),
    "verdict.undecided": ("无法判断", "undecided"),
    "clause": ("；", "; "),
    "supervise_nothing": ("没有事件。", "No events."),
    "owner.city": ("市教育行政部门", "city authority"),
    "owner.district": ("区教育行政部门", "district authority"),
    "owner.group": ("教育集团", "group"),
}
