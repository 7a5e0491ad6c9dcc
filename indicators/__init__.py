"""The catalogue: what the five dimensions (R, Q, S, T, C) and the eight mechanisms (P) measure, a file and a line in `ALL` each.

Definitions follow the policy of Tianjin and the national procedures; weights, goalposts and standards are in `frameworks`.
"""

from __future__ import annotations

from indicators.c1 import parents_satisfied
from indicators.c2 import students_satisfied
from indicators.c3 import teachers_satisfied
from indicators.c4 import community_satisfied
from indicators.c5 import satisfaction
from indicators.c6 import valid_returns
from indicators.c7 import lowest_school
from indicators.c8 import satisfaction_change
from indicators.c9 import upheld_complaints
from indicators.p1 import agreement_parts
from indicators.p2 import meetings
from indicators.p3 import culture_plan
from indicators.p4 import staff_systems
from indicators.p5 import studios_and_mentoring
from indicators.p6 import student_systems
from indicators.p7 import student_activities
from indicators.p8 import teaching_routine
from indicators.p9 import displays
from indicators.p10 import sharing_systems
from indicators.p11 import resources_opened
from indicators.p12 import schools_sharing
from indicators.p13 import supervision_systems
from indicators.p14 import strands_covered
from indicators.p15 import showcases
from indicators.q1 import value_added
from indicators.q2 import group_value_added_of_students
from indicators.q3 import lead_change
from indicators.q4 import gap_slope
from indicators.q5 import difference_rate
from indicators.q6 import level_three
from indicators.q7 import lessons_taught
from indicators.q8 import joint_research
from indicators.q9 import group_visits
from indicators.r1 import degree_above_norm
from indicators.r2 import backbone_teachers
from indicators.r3 import pe_and_arts_teachers
from indicators.r4 import teaching_area
from indicators.r5 import sports_area
from indicators.r6 import equipment_value
from indicators.r7 import multimedia_rooms
from indicators.r8 import resource_gap
from indicators.r9 import hours_used
from indicators.r10 import concentration
from indicators.s1 import conduct
from indicators.s2 import fitness
from indicators.s3 import new_myopia
from indicators.s4 import arts
from indicators.s5 import practice_hours
from indicators.s6 import cross_school_activity
from indicators.s7 import persistent_absence
from indicators.s8 import subgroup_gap
from indicators.s9 import junior_retention
from indicators.t1 import teachers_moved
from indicators.t2 import backbone_among_moved
from indicators.t3 import net_backbone_flow
from indicators.t4 import completed_length
from indicators.t5 import training_completed
from indicators.t6 import joint_training
from indicators.t7 import novices_mentored
from indicators.t8 import leaders_exchanged
from indicators.t9 import backbone_growth
from toolkit.indicator import Indicator
from toolkit.tables import Tables

ALL: dict[str, Indicator] = {
    "R1": degree_above_norm,
    "R2": backbone_teachers,
    "R3": pe_and_arts_teachers,
    "R4": teaching_area,
    "R5": sports_area,
    "R6": equipment_value,
    "R7": multimedia_rooms,
    "R8": resource_gap,
    "R9": hours_used,
    "R10": concentration,
    "Q1": value_added,
    "Q2": group_value_added_of_students,
    "Q3": lead_change,
    "Q4": gap_slope,
    "Q5": difference_rate,
    "Q6": level_three,
    "Q7": lessons_taught,
    "Q8": joint_research,
    "Q9": group_visits,
    "S1": conduct,
    "S2": fitness,
    "S3": new_myopia,
    "S4": arts,
    "S5": practice_hours,
    "S6": cross_school_activity,
    "S7": persistent_absence,
    "S8": subgroup_gap,
    "S9": junior_retention,
    "T1": teachers_moved,
    "T2": backbone_among_moved,
    "T3": net_backbone_flow,
    "T4": completed_length,
    "T5": training_completed,
    "T6": joint_training,
    "T7": novices_mentored,
    "T8": leaders_exchanged,
    "T9": backbone_growth,
    "C1": parents_satisfied,
    "C2": students_satisfied,
    "C3": teachers_satisfied,
    "C4": community_satisfied,
    "C5": satisfaction,
    "C6": valid_returns,
    "C7": lowest_school,
    "C8": satisfaction_change,
    "C9": upheld_complaints,
    "P1": agreement_parts,
    "P2": meetings,
    "P3": culture_plan,
    "P4": staff_systems,
    "P5": studios_and_mentoring,
    "P6": student_systems,
    "P7": student_activities,
    "P8": teaching_routine,
    "P9": displays,
    "P10": sharing_systems,
    "P11": resources_opened,
    "P12": schools_sharing,
    "P13": supervision_systems,
    "P14": strands_covered,
    "P15": showcases,
}


def demo_tables(seed: int = 2025) -> Tables:
    """Return the raw tables of the bundled synthetic city."""
    from indicators.city import make_city

    return make_city(seed=seed)


def practice_tables(*, mistakes: bool = True) -> Tables:
    """Return three groups of the bundled city for a workbook to practise on, with mistakes to find."""
    from indicators.city.practice import practice_tables

    return practice_tables(mistakes=mistakes)
