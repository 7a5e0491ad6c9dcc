"""Words on charts of measurement models."""

from __future__ import annotations

MODELS: dict[str, tuple[str, str]] = {
    "model.RaschModel": ("Rasch模型", "Rasch model"),
    "model.TwoPL": ("两参数模型", "two-parameter logistic model"),
    "model.PartialCredit": ("部分计分模型", "partial credit model"),
    "model.GeneralizedPartialCredit": ("广义部分计分模型", "generalised partial credit model"),
    "model.GradedResponse": ("等级反应模型", "graded response model"),
    "irt_foot": ("{model}，{persons} 人，{n} 题", "{model}, {persons} persons, {n} item{s}"),
    "latent_axis": ("潜在特质（logit）", "latent scale (logits)"),
    "persons": ("受测者分布", "persons"),
    "item_map": ("题目地图（Wright图）", "Item map (Wright map)"),
    "item_map_subtitle": (
        "左为受测者分布，右为各题的阈值；题目由易到难排列。",
        "Persons on the left, thresholds of the items on the right; easiest item first.",
    ),
    "item_map_note": (
        "数字为步骤：受测者在该处，答高一档与低一档的可能相当。题目集中处测得准，没有题目处测不准。",
        "Numbers are steps: a person at that height is about as likely to answer above the step as below. Where there are no items, persons are measured badly.",
    ),
    "item_map_note_two": (
        "圆点为题目难度：受测者在该处，答对与答错的可能相当。题目集中处测得准，没有题目处测不准。",
        "Dots are difficulties: a person at that height is as likely to answer right as wrong. Where there are no items, persons are measured badly.",
    ),
    "item_map_alt": (
        "{n} 题的阈值在 {low} 至 {high} 之间，最易的是{easiest}，最难的是{hardest}；受测者平均为 {mean}。",
        "Thresholds of {n} item{s} lie between {low} and {high}, easiest {easiest}, hardest {hardest}; the mean of the persons is {mean}.",
    ),
    "information": ("测验信息量", "Test information"),
    "information_subtitle": (
        "边际信度 {r}（所答题目不全者也计入）。",
        "Marginal reliability {r} (persons who were given fewer items included).",
    ),
    "information_note": (
        "曲线为答完全部题目时的信息量；右轴为相应的标准误=1/√信息量。",
        "The curve is for a person who answers all items; the right-hand axis is the standard error, 1/√information.",
    ),
    "information_line": ("信息量", "information"),
    "information_axis": ("信息量", "information"),
    "se_axis": ("标准误", "standard error"),
    "information_alt": (
        "测验在 {at} 处最准，标准误 {se}；边际信度 {r}。",
        "The test measures best at {at}, with standard error {se}; marginal reliability {r}.",
    ),
    "item_curves": ("题目特征曲线", "Item characteristic curves"),
    "item_curves_of": ("题目 {item}：各答案的概率", "Item {item}: probability of each answer"),
    "item_curves_subtitle": ("期望得分占该题满分的百分比。", "Expected answer in percent of the item's most."),
    "item_curves_one": ("图例为作答的值。", "The legend gives the answers."),
    "item_curves_note": (
        "曲线越陡，题目越能区分受测者。",
        "The steeper a curve, the better the item tells persons apart.",
    ),
    "expected_axis": ("期望得分（%）", "expected answer (%)"),
    "probability_axis": ("概率（%）", "probability (%)"),
    "item_curves_alt": (
        "{n} 题的特征曲线；在 0 处期望得分最高的是{name}（{percent}%）。",
        "Curves of {n} item{s}; at 0 the highest expected answer is that of {name} ({percent} %).",
    ),
    "item_curves_one_alt": (
        "题目{item}各答案的概率；在 0 处最可能的答案是 {name}（{percent}%）。",
        "Probabilities of the answers to {item}; at 0 the likeliest is {name} ({percent} %).",
    ),
}
