"""Random little towns, full of gaps: five schools, two groups, two school years."""

import datetime as dt
import random

from schemas.raw.activities import ACTIVITIES
from schemas.raw.agreements import PARTS
from schemas.raw.supervision_visits import STRANDS
from tests.indicators._tables import table

PERIODS = ("2024-25", "2025-26")
SCHOOLS = ["S1", "S2", "S3", "S4", "S5"]
STAGES = ["primary", "junior", "primary", "nine_year", "junior"]


def town(seed):
    """Return the raw tables of a town."""
    r = random.Random(seed)

    def maybe(value, gap=0.08):
        return None if r.random() < gap else value

    more = random.Random(f"people {seed}")  # a stream of its own: the other tables keep their draws

    def also(value, gap=0.08):
        return None if more.random() < gap else value

    def rows(name, columns, rows):
        return table(name, columns, *rows)

    people = [(f"P{i:02d}", r.choice(SCHOOLS)) for i in range(50)]
    staff = [
        (
            p, t, s, r.choice(["teacher"] * 8 + ["leader", "support"]),
            maybe(r.choice(["below_associate", "associate", "bachelor", "master"]), 0.03),
            maybe(r.choice(["academic", "academic", "pe", "music", "art"]), 0.03),
            maybe(r.random() < 0.4, 0.03), maybe(r.randrange(0, 9), 0.03), maybe(r.random() < 0.6, 0.03),
            also(more.random() < 0.7, 0.03),
        )
        for p, s in people for t in PERIODS
    ]  # fmt: skip
    moves = []
    for i in range(14):
        person, home = r.choice(people)
        kind = r.choice(["exchange", "walking", "leader"])
        started = dt.date(2024, 7, 1) + dt.timedelta(days=r.randrange(850))
        a = r.choice([home, home, r.choice(SCHOOLS)])
        moves.append((f"M{i:02d}", person, a, r.choice([s for s in SCHOOLS if s != a]), kind, started, None))
    for i in range(40):
        started = dt.date(2020, 9, 1) + dt.timedelta(days=more.randrange(more.choice([300, 1300])))
        ended = dt.date(2024, 6, 1) + dt.timedelta(days=more.randrange(900))
        person, home = more.choice(people)[0], more.choice(["S1", "S4"])
        moves.append((f"N{i:02d}", person, home, "S5", "exchange", started, also(ended, 0.2)))
    training = [
        (p, t, kind, r.choice([0.0, 35.9, 36.1, 72.0, 144.0, 200.5]))
        for p, _ in people for t in r.sample(["2020-21", "2021-22", "2022-23", "2023-24", *PERIODS], 4)
        for kind in ("joint", "other") if r.random() < 0.7
    ]  # fmt: skip
    return {
        "districts": rows("districts", "district_id name_zh", [("D1", "甲区")]),
        "schools": rows("schools", "school_id district_id name_zh stage", [
            (s, "D1", f"{s}学校", stage) for s, stage in zip(SCHOOLS, STAGES, strict=True)
        ]),
        "groups": rows("groups", "group_id district_id name_zh", [("G1", "D1", "一集团"), ("G2", "D1", "二集团")]),
        "memberships": rows("memberships", "group_id school_id role joined left", [
            ("G1", "S1", "lead", dt.date(2016, 9, 1), None), ("G1", "S2", "member", dt.date(2023, 3, 1), None),
            ("G1", "S3", "member", dt.date(2019, 9, 1), dt.date(2026, 1, 1)),
            ("G2", "S4", "lead", dt.date(2020, 9, 1), None), ("G2", "S5", "member", dt.date(2024, 12, 1), None),
        ]),
        "school_year": rows("school_year", (
            "school_id period pupils teaching_area indoor_sports_area outdoor_sports_area equipment_value "
            "multimedia_rooms lessons_required lessons_taught fitness_tested fitness_good arts_assessed arts_level2 "
            "students_cross_school students_persistent_absent myopia_at_risk myopia_new practice_hours_required "
            "practice_hours_met junior_entrants junior_retained"
        ), [
            (
                s, t, maybe(r.choice([0, 90, 130, 310])), maybe(1500.25), maybe(r.choice([0.0, 200.5])), maybe(1000.0),
                maybe(r.randrange(400_000) / 4), maybe(r.randrange(9)), maybe(r.choice([0, 700])), maybe(r.randrange(720)),
                maybe(r.choice([0, 70])), maybe(r.randrange(75)), maybe(40), maybe(r.randrange(41)),
                maybe(r.randrange(100)), maybe(r.randrange(20)), also(more.choice([0, 60])), also(more.randrange(62)),
                also(more.choice([0, 210])), also(more.randrange(212)), also(more.choice([0, 80])), also(more.randrange(82)),
            )
            for s in SCHOOLS for t in PERIODS if r.random() < 0.95
        ]),
        "staff": rows("staff", (
            "staff_id period school_id post degree subject backbone service_years rotation_eligible mentored"
        ), staff),
        "staff_moves": rows("staff_moves", "move_id staff_id from_school to_school kind started ended", moves),
        "training": rows("training", "staff_id period kind hours", training),
        "students": rows("students", "student_id period school_id migrant special_needs", [
            (f"K{i:02d}", t, more.choice(SCHOOLS), also(more.random() < 0.3), also(more.random() < 0.1)) for i in range(40) for t in PERIODS
        ]),
        "assessments": rows("assessments", "student_id period school_id subject level score", [
            (f"K{i:02d}", t, school, subject, maybe(r.randrange(1, 5)), maybe(r.randrange(400) / 4, 0.1))
            for i in range(40) for t in PERIODS for school in [r.choice(SCHOOLS)] for subject in ("math", "chinese") if r.random() < 0.9
        ]),
        "item_responses": rows("item_responses", "student_id period school_id scale item answer", [
            (f"A{i:02d}", t, school, "conduct", f"C{j}", maybe(min(max(mood + r.randrange(-1, 2), 0), 3), 0.1))
            for t in r.sample(PERIODS, r.choice([1, 2])) for i in range(60)
            for school in [r.choice(SCHOOLS[:-1])] for mood in [r.randrange(4)] for j in range(5) if r.random() < 0.9
        ]),
        "surveys": rows("surveys", (
            "period wave school_id respondent distributed returned very_satisfied mostly_satisfied fairly_satisfied "
            "dissatisfied dont_know"
        ), [
            (t, wave, s, kind, maybe(60), maybe(sum(a)), *(maybe(x, 0.03) for x in a))
            for t in PERIODS for wave in (1, 2) for s in SCHOOLS for kind in ("parents", "students", "teachers", "community")
            if r.random() < 0.8 for a in [[r.randrange(12) for _ in range(5)]]
        ]),
        "sharing": rows("sharing", "school_id period resource hours_offered hours_used items_shared", [
            (s, t, kind, maybe(hours, 0.2), maybe(r.choice([0.0, hours / 2, hours]), 0.2), maybe(r.randrange(9), 0.3))
            for s in SCHOOLS for t in PERIODS for kind in ("venue", "digital", "course")
            if r.random() < 0.5 for hours in [r.choice([0.0, 10.5, 40.0])]
        ]),
        "activities": rows("activities", "activity_id group_id period activity held sessions", [
            (f"A{i:02d}", r.choice(["G1", "G2"]), t, r.choice(ACTIVITIES), dt.date(int(t[:4]), 10, 1), maybe(r.randrange(5)))
            for i in range(r.choice([3, 9])) for t in [r.choice(PERIODS)]
        ]),
        "supervision_visits": rows("supervision_visits", "visit_id school_id period visited visitor strand", [
            (f"V{i:02d}", r.choice(SCHOOLS), t, dt.date(int(t[:4]), 11, 1), r.choice(["group", "group", "district"]), maybe(r.choice(STRANDS)))
            for i in range(r.choice([1, 8])) for t in [r.choice(PERIODS)]
        ]),
        "agreements": rows("agreements", " ".join(["group_id version signed valid_until", *PARTS]), [
            (g, v, dt.date(2020 + 2 * v, 9, 1), r.choice([None, dt.date(2025, 8, 30), dt.date(2027, 8, 31)]), *(maybe(r.random() < 0.6, 0.3) for _ in PARTS))
            for g in ("G1", "G2") for v in (1, 2, 3) if r.random() < 0.5
        ]),
        "incidents": rows("incidents", "incident_id school_id incident occurred upheld", [
            (f"I{i:02d}", r.choice(SCHOOLS), r.choice(["complaint", "complaint", "safety"]),
             dt.date(2024, 7, 1) + dt.timedelta(days=r.randrange(850)), maybe(r.random() < 0.5, 0.2))
            for i in range(r.choice([2, 14]))
        ]),
    }  # fmt: skip
