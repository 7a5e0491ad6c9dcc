"""Agreements of groups: which version holds from when to when, and which of the required parts it has."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, count, field, identifier

PARTS = {
    "philosophy": ("办学理念", "educational philosophy"),
    "goals": ("发展目标", "goals of development"),
    "tasks": ("方向和任务", "direction and tasks"),
    "management": ("管理体制", "system of management"),
    "rights_and_duties": ("成员校权利义务", "rights and duties of members"),
    "exit_rules": ("溢出与退出程序", "rules of leaving"),
    "responsible_person": ("日常事务责任人", "person responsible for daily affairs"),
    "party_led": (
        "各校实行党组织领导的校长负责制",
        "principals responsible under the Party organisation in every school",
    ),
    "culture_plan": ("校园文化一体化方案", "plan for a common culture"),
    "staff_exchange": ("干部教师交流制度", "system of exchange of leaders and teachers"),
    "backbone_pool": ("骨干教师“蓄水池”机制", "pool of backbone teachers"),
    "joint_training": ("教师统一培训培养制度", "common system of training"),
    "exchange_incentives": ("教师交流激励制度", "incentives of exchange"),
    "joint_activities": ("学生活动与家庭教育联合运作机制", "joint working of student activities and family guidance"),
    "joint_cohorts": ("学生联合培养试验", "joint education of students on trial"),
    "teaching_routine": ("统一的教学常规管理制度", "common routine of teaching"),
    "visiting_system": ("定期视导制度", "system of regular visits"),
    "quality_evaluation": ("集团教学质量评价体系", "evaluation of teaching quality in the group"),
    "sharing_platform": ("资源共享平台", "platform of sharing"),
    "sharing_rules": ("资源共享制度", "rules of sharing resources"),
}
"""Column -> words: the items that the policy lists."""


class Agreements(Table):
    """One row a version; a part is yes, no, or empty when nobody looked."""

    group_id: pl.String = identifier("集团编号", "group id")
    version: pl.Int64 = count("协议版本", "version", nullable=False)
    signed: pl.Date = field("签订日期", "signed")
    valid_until: pl.Date = field("有效期至", "valid until", nullable=True)
    philosophy: pl.Boolean = field(*PARTS["philosophy"], nullable=True)
    goals: pl.Boolean = field(*PARTS["goals"], nullable=True)
    tasks: pl.Boolean = field(*PARTS["tasks"], nullable=True)
    management: pl.Boolean = field(*PARTS["management"], nullable=True)
    rights_and_duties: pl.Boolean = field(*PARTS["rights_and_duties"], nullable=True)
    exit_rules: pl.Boolean = field(*PARTS["exit_rules"], nullable=True)
    responsible_person: pl.Boolean = field(*PARTS["responsible_person"], nullable=True)
    party_led: pl.Boolean = field(*PARTS["party_led"], nullable=True)
    culture_plan: pl.Boolean = field(*PARTS["culture_plan"], nullable=True)
    staff_exchange: pl.Boolean = field(*PARTS["staff_exchange"], nullable=True)
    backbone_pool: pl.Boolean = field(*PARTS["backbone_pool"], nullable=True)
    joint_training: pl.Boolean = field(*PARTS["joint_training"], nullable=True)
    exchange_incentives: pl.Boolean = field(*PARTS["exchange_incentives"], nullable=True)
    joint_activities: pl.Boolean = field(*PARTS["joint_activities"], nullable=True)
    joint_cohorts: pl.Boolean = field(*PARTS["joint_cohorts"], nullable=True)
    teaching_routine: pl.Boolean = field(*PARTS["teaching_routine"], nullable=True)
    visiting_system: pl.Boolean = field(*PARTS["visiting_system"], nullable=True)
    quality_evaluation: pl.Boolean = field(*PARTS["quality_evaluation"], nullable=True)
    sharing_platform: pl.Boolean = field(*PARTS["sharing_platform"], nullable=True)
    sharing_rules: pl.Boolean = field(*PARTS["sharing_rules"], nullable=True)

    class Config:
        unique = ["group_id", "version"]
        metadata = about(
            "集团协议",
            "agreements",
            foreign=(ForeignKey(("group_id",), "groups", ("group_id",)),),
            rules=(
                Rule(
                    "signed_before_end",
                    ("valid_until", "signed"),
                    pl.col("signed") < pl.col("valid_until"),
                    "有效期早于签订日期",
                    "the agreement ends before it was signed",
                    "请核对两个日期",
                    "check both dates",
                ),
            ),
        )
