"""The definitions once more, in plain Python with exact fractions over lists of rows; slow and obvious.

Every function returns {(unit, period): Fraction or None}; None is missing, an absent key is missing too.
"""

from collections import defaultdict
from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import NormalDist

from toolkit import periods

ORDER = ["below_associate", "associate", "bachelor", "master", "doctor"]


def quotient(part, whole, times=1, most=None):
    if part is None or not whole or part < 0 or (most is not None and part > most):
        return None
    return Fraction(part) * times / Fraction(whole)


def returns(rows, part, whole, times=1, share=False):
    result = {}
    for r in rows["school_year"]:
        p, w = part(r), r[whole]
        result[r["school_id"], r["period"]] = quotient(p, w, times, w if share else None)
    return result


def minus(a, b):
    return lambda r: None if r[a] is None or r[b] is None else Fraction(r[a]) - Fraction(r[b])


def plus(a, b):
    return lambda r: None if r[a] is None or r[b] is None else Fraction(r[a]) + Fraction(r[b])


def get(a):
    return lambda r: r[a]


def teachers(rows):
    return [r for r in rows["staff"] if r["post"] == "teacher"]


def enough(unknown, total):
    return Fraction(unknown, total) <= Fraction(1, 10) if total else True


def per_100(rows, counts, attribute):
    registered = {(r["school_id"], r["period"]) for r in rows["staff"]}
    result = {}
    for r in rows["school_year"]:
        key = r["school_id"], r["period"]
        mine = [t for t in teachers(rows) if (t["school_id"], t["period"]) == key]
        unknown = sum(t[attribute] is None for t in mine)
        known = [t for t in mine if t[attribute] is not None]
        ok = key in registered and enough(unknown, len(mine))
        result[key] = quotient(sum(map(counts, known)), r["pupils"], 100) if ok else None
    return result


def r1(rows):
    stage = {r["school_id"]: r["stage"] for r in rows["schools"]}
    least = {"primary": 1, "junior": 2}

    def above(t):
        at = stage[t["school_id"]]
        return at in least and ORDER.index(t["degree"]) >= least[at]

    return {k: v if stage[k[0]] in least else None for k, v in per_100(rows, above, "degree").items()}


def q6(rows):
    results = defaultdict(list)
    for r in rows["assessments"]:
        if r["level"] is not None:
            results[r["school_id"], r["period"]].append(r["level"] >= 3)
    return {k: Fraction(100 * sum(v), len(v)) for k, v in results.items()}


def q5(rows):
    stage = {r["school_id"]: r["stage"] for r in rows["schools"]}
    marks, subjects = defaultdict(list), defaultdict(set)
    for r in rows["assessments"]:
        if r["score"] is not None:
            marks[r["student_id"], r["school_id"], r["period"]].append(Fraction(r["score"]))
            subjects[r["period"]].add(r["subject"])
    students = defaultdict(list)
    for (_, school, period), scores in marks.items():
        if len(scores) == len(subjects[period]):
            students[school, period].append(sum(scores) / len(scores))
    groups = defaultdict(list)
    for r in rows["members"]:
        if students[r["school_id"], r["period"]]:
            groups[r["group_id"], r["period"]].append(r["school_id"])
    result = {}
    for (group, period), schools in groups.items():
        x = {s: students[s, period] for s in schools}
        strata = {t: [s for s in schools if stage[s] == t] for t in {stage[s] for s in schools}}
        count, free = sum(map(len, x.values())), len(schools) - len(strata)
        if free < 1 or count <= len(schools):
            continue
        mean = {s: sum(x[s]) / len(x[s]) for s in schools}
        between = squares = Fraction(0)
        for here in strata.values():
            whole = sum(len(x[s]) for s in here)
            grand = sum(sum(x[s]) for s in here) / whole
            between += sum(len(x[s]) * (mean[s] - grand) ** 2 for s in here)
            squares += sum(Fraction(len(x[s]) ** 2, whole) for s in here)
        within = sum((v - mean[s]) ** 2 for s in schools for v in x[s]) / (count - len(schools))
        size, between = (count - squares) / free, between / free
        if between + (size - 1) * within > 0:
            result[group, period] = max(Fraction(0), (between - within) / (between + (size - 1) * within))
    return result


def standardised(values):
    """{key: value} in standard deviations from the mean; None where nothing varies."""
    mean = sum(values.values()) / len(values)
    spread = sum((v - mean) ** 2 for v in values.values()) / len(values)
    return {k: (v - mean) / root(spread) if spread else None for k, v in values.items()}


def standing(rows):
    """{(school, period): list of results of students with every subject}, standardised by stage, twice."""
    stage = {r["school_id"]: r["stage"] for r in rows["schools"]}
    by_subject, every = defaultdict(dict), defaultdict(set)
    for r in rows["assessments"]:
        if r["score"] is not None:
            stratum = r["period"], stage[r["school_id"]]
            by_subject[stratum, r["subject"]][r["student_id"], r["school_id"]] = Fraction(r["score"])
            every[stratum].add(r["subject"])
    students = defaultdict(lambda: defaultdict(list))
    for (stratum, _), marks in by_subject.items():
        for key, z in standardised(marks).items():
            students[stratum][key].append(z)
    result = defaultdict(list)
    for stratum, marks in students.items():
        means = {k: sum(z) / len(z) for k, z in marks.items() if len(z) == len(every[stratum]) and None not in z}
        for (_, school), z in (standardised(means) if means else {}).items():
            if z is not None:
                result[school, stratum[0]].append(z)
    return result


def q4(rows):
    mean = {k: sum(z) / len(z) for k, z in standing(rows).items()}
    role = {(r["group_id"], r["school_id"], r["period"]): r for r in rows["members"]}
    lead = {(g, p): s for (g, s, p), r in role.items() if r["role"] == "lead"}
    result = {}
    for (group, period), head in lead.items():
        members = [r for (g, _, p), r in role.items() if (g, p) == (group, period) and r["role"] == "member"]
        slopes, known = Fraction(0), Fraction(0)
        for r in members:
            points = [
                (int(p[:4]), mean[head, p] - mean[r["school_id"], p])
                for p in sorted({p for _, _, p in role})
                if p <= period and lead.get((group, p)) == head and (head, p) in mean and (r["school_id"], p) in mean
                and role.get((group, r["school_id"], p), {"role": None})["role"] == "member"
            ]  # fmt: skip
            if len(points) < 2 or not r["weight"]:
                continue
            centre = Fraction(sum(y for y, _ in points), len(points))
            slope = sum((y - centre) * gap for y, gap in points) / sum((y - centre) ** 2 for y, _ in points)
            slopes, known = slopes + Fraction(r["weight"]) * slope, known + Fraction(r["weight"])
        whole = sum((Fraction(r["weight"]) for r in members if r["weight"] is not None), Fraction(0))
        first = sum(lead.get((group, p)) == head for p in {p for _, _, p in role} if p <= period) < 2
        if known and 2 * known >= whole and not first:
            result[group, period] = slopes / known
    return result


def moved(rows, kinds=("exchange", "walking")):
    """(move, period) of the moves that count."""
    every = {r["period"] for r in rows["school_year"]}
    return [
        (m, p) for m in rows["staff_moves"] for p in every
        if m["kind"] in kinds and periods.start(p) <= m["started"] <= periods.end(p)
    ]  # fmt: skip


def at_home(rows):
    """Teachers with the school they belong to, in the recorded periods: (row, home, moved)."""
    recorded = {p for _, p in moved(rows, ("exchange", "walking", "leader"))}
    first = {}
    for m, p in sorted(moved(rows), key=lambda mp: (mp[0]["started"], mp[0]["move_id"])):
        first.setdefault((m["staff_id"], p), m["from_school"])
    for t in teachers(rows):
        if t["period"] in recorded:
            key = t["staff_id"], t["period"]
            yield t, first.get(key, t["school_id"]), key in first


def by_home(rows):
    groups = defaultdict(list)
    for t, home, went in at_home(rows):
        groups[home, t["period"]].append((t, went))
    return groups


def t1(rows):
    result = {}
    for key, people in by_home(rows).items():
        eligible = [t["rotation_eligible"] for t, _ in people]
        ok = enough(eligible.count(None), len(eligible))
        result[key] = quotient(sum(went for _, went in people), eligible.count(True), 100) if ok else None
    return result


def t2(rows):
    result = {}
    for key, people in by_home(rows).items():
        backbone = [t["backbone"] for t, went in people if went]
        ok = enough(backbone.count(None), len(backbone))
        known = len(backbone) - backbone.count(None)
        result[key] = quotient(backbone.count(True), known, 100) if ok else None
    return result


def t3(rows):
    role = {(r["group_id"], r["school_id"], r["period"]): r["role"] for r in rows["members"]}
    backbone = {(t["staff_id"], t["period"]) for t in teachers(rows) if t["backbone"]}
    result = {}
    for group, school, period in role:
        if role[group, school, period] != "lead":
            continue
        mine = [t["backbone"] for t, home, _ in at_home(rows) if (home, t["period"]) == (school, period)]
        if not mine:
            continue
        out, back = set(), set()
        for m, p in moved(rows):
            ends = role.get((group, m["from_school"], p)), role.get((group, m["to_school"], p))
            if p == period and (m["staff_id"], p) in backbone:
                out |= {m["staff_id"]} if ends == ("lead", "member") else set()
                back |= {m["staff_id"]} if ends == ("member", "lead") else set()
        whole = mine.count(True)
        ok = enough(mine.count(None), len(mine)) and whole
        result[group, period] = Fraction(100 * (len(out) - len(back)), whole) if ok else None
    return result


def t5(rows):
    logged = {r["period"] for r in rows["training"]}
    result, groups = {}, defaultdict(list)
    for t in teachers(rows):
        groups[t["school_id"], t["period"]].append(t)
    for key, people in groups.items():
        window = [key[1]]
        for _ in range(4):
            window.append(periods.previous(window[-1]))
        covered = len(logged & set(window))
        if not covered:
            continue
        unknown = sum(t["service_years"] is None for t in people)
        known = [t for t in people if t["service_years"] is not None]
        reached = 0
        for t in known:
            mine = [r for r in rows["training"] if r["staff_id"] == t["staff_id"] and r["period"] in window]
            hours = sum((Fraction(str(r["hours"])) for r in mine), Fraction(0))
            reached += hours >= 72 * min(max(t["service_years"], 1), 5, covered)
        result[key] = quotient(reached, len(known), 100) if enough(unknown, len(people)) else None
    return result


def t6(rows):
    logged = {r["period"] for r in rows["training"]}
    joint = {(r["staff_id"], r["period"]) for r in rows["training"] if r["kind"] == "joint" and r["hours"] > 0}
    groups = defaultdict(list)
    for t in teachers(rows):
        if t["period"] in logged:
            groups[t["school_id"], t["period"]].append((t["staff_id"], t["period"]) in joint)
    return {k: Fraction(100 * sum(v), len(v)) for k, v in groups.items()}


def last_waves(rows):
    latest = {}
    for r in rows["surveys"]:
        key = r["school_id"], r["period"], r["respondent"]
        if key not in latest or r["wave"] > latest[key]["wave"]:
            latest[key] = r
    return latest


def satisfied(rows, kind):
    result = {}
    for (school, period, respondent), r in last_waves(rows).items():
        if respondent == kind:
            part = plus("very_satisfied", "mostly_satisfied")(r)
            whole = minus("returned", "dont_know")(r)
            result[school, period] = quotient(part, whole, 100, whole)
    return result


def c6(rows):
    groups = defaultdict(list)
    for (school, period, _), r in last_waves(rows).items():
        groups[school, period].append((r["returned"], r["distributed"]))
    result = {}
    for key, counts in groups.items():
        empty = any(a is None or b is None for a, b in counts)
        back, out = (None, None) if empty else (sum(a for a, _ in counts), sum(b for _, b in counts))
        result[key] = quotient(back, out, 100, out)
    return result


def t4(rows):
    if not rows["staff_moves"]:
        return {}
    first = min(m["started"] for m in rows["staff_moves"])
    place = {(r["school_id"], r["period"]): r["group_id"] for r in rows["members"]}
    result = {}
    for group, period in {(r["group_id"], r["period"]) for r in rows["members"]}:
        starts = periods.start(period)
        if not first < starts.replace(year=starts.year - 3):
            continue
        days = sorted(
            (m["ended"] - m["started"]).days for m in rows["staff_moves"]
            if m["kind"] == "exchange" and m["ended"] is not None and starts <= m["ended"] <= periods.end(period)
            and place.get((m["from_school"], period)) == group
        )  # fmt: skip
        if len(days) >= 6:
            result[group, period] = Fraction(days[(len(days) - 1) // 2] + days[len(days) // 2], 2) / Fraction("365.25")
    return result


def t7(rows):
    groups = defaultdict(list)
    for t in teachers(rows):
        groups[t["school_id"], t["period"]].append(t)
    result = {}
    for key, people in groups.items():
        novices = [t["mentored"] for t in people if t["service_years"] is not None and t["service_years"] < 3]
        ok = enough(sum(t["service_years"] is None for t in people), len(people))
        ok = ok and enough(novices.count(None), len(novices))
        result[key] = quotient(novices.count(True), len(novices) - novices.count(None), 100) if ok else None
    return result


def t8(rows):
    recorded = {p for _, p in moved(rows, ("exchange", "walking", "leader"))}
    first = {}
    for m, p in sorted(moved(rows, ("leader",)), key=lambda mp: (mp[0]["started"], mp[0]["move_id"])):
        first.setdefault((m["staff_id"], p), m["from_school"])
    groups = defaultdict(list)
    for r in rows["staff"]:
        key = r["staff_id"], r["period"]
        if r["post"] == "leader" and r["period"] in recorded:
            groups[first.get(key, r["school_id"]), r["period"]].append(key in first)
    return {k: Fraction(100 * sum(v), len(v)) for k, v in groups.items()}


def t9(rows):
    role = {(r["group_id"], r["school_id"], r["period"]): r["role"] for r in rows["members"]}
    register = defaultdict(list)
    for t in teachers(rows):
        register[t["school_id"], t["period"]].append(t["backbone"])
    result = {}
    for group, period in {(g, p) for g, _, p in role}:
        before = periods.previous(period)
        same = [
            s for g, s, p in role
            if (g, p) == (group, period) and role[g, s, p] == role.get((g, s, before)) == "member"
        ]  # fmt: skip
        both = [s for s in same if (s, period) in register and (s, before) in register]
        now, then = ([b for s in both for b in register[s, p]] for p in (period, before))
        ok = 2 * len(both) >= len(same) and all(enough(x.count(None), len(x)) for x in (now, then))
        if ok and then.count(True):
            result[group, period] = Fraction(100 * (now.count(True) - then.count(True)), then.count(True))
    return result


def s9(rows):
    stage = {r["school_id"]: r["stage"] for r in rows["schools"]}
    values = returns(rows, get("junior_retained"), "junior_entrants", 100, share=True)
    return {k: v for k, v in values.items() if stage[k[0]] in ("junior", "nine_year")}


SIXTHS = {"parents": 3, "students": 1, "teachers": 1, "community": 1}


def opinion(r):
    part, whole = plus("very_satisfied", "mostly_satisfied")(r), minus("returned", "dont_know")(r)
    return quotient(part, whole, 100, whole)


def c5(rows):
    groups = defaultdict(dict)
    for (school, period, kind), r in last_waves(rows).items():
        groups[school, period][kind] = opinion(r)
    return {
        k: sum(SIXTHS[kind] * v for kind, v in of.items()) / 6 for k, of in groups.items()
        if set(of) == set(SIXTHS) and None not in of.values()
    }  # fmt: skip


def c7(rows):
    z = Fraction(NormalDist().inv_cdf(0.975))
    here = defaultdict(list)
    for r in rows["members"]:
        here[r["group_id"], r["period"]].append(r["school_id"])
    last, result = last_waves(rows), {}
    for (group, period), schools in here.items():
        found = []
        for s in schools:
            r = last.get((s, period, "parents"))
            p = opinion(r) if r else None
            if p is None or (n := r["returned"] - r["dont_know"]) < 10:
                continue
            p /= 100
            half = z * root(p * (1 - p) / n + z**2 / (4 * n**2))
            found.append((p, 100 * max(p + z**2 / (2 * n) - half, 0) / (1 + z**2 / n)))
        if found and 2 * len(found) >= len(schools):
            result[group, period] = min(found)[1]
    return result


def c8(rows):
    waves = defaultdict(list)
    for r in rows["surveys"]:
        waves[r["school_id"], r["respondent"]].append((r["period"], r["wave"], opinion(r)))
    changes = defaultdict(dict)
    for (school, kind), series in waves.items():
        series.sort(key=lambda w: w[:2])
        for before, after, later in zip([None, *series[:-1]], series, [*series[1:], None], strict=True):
            if later is not None and later[0] == after[0]:
                continue
            known = before is not None and before[2] is not None and after[2] is not None
            changes[school, after[0]][kind] = after[2] - before[2] if known else None
    return {
        k: sum(SIXTHS[kind] * v for kind, v in of.items()) / 6 for k, of in changes.items()
        if set(of) == set(SIXTHS) and None not in of.values()
    }  # fmt: skip


def r9(rows):
    groups = defaultdict(list)
    for r in rows["sharing"]:
        if r["hours_offered"] is not None or r["hours_used"] is not None:
            groups[r["school_id"], r["period"]].append((r["hours_used"], r["hours_offered"]))
    result = {}
    for key, pairs in groups.items():
        if all(a is not None and b is not None for a, b in pairs):
            result[key] = quotient(sum(Fraction(a) for a, _ in pairs), sum(Fraction(b) for _, b in pairs), 100)
    return result


def r10(rows):
    log = defaultdict(list)
    for r in rows["sharing"]:
        log[r["school_id"], r["period"]].append(r)
    groups = defaultdict(list)
    for r in rows["members"]:
        groups[r["group_id"], r["period"]].append(r["school_id"])
    result = {}
    for (group, period), schools in groups.items():
        if not any(log[s, period] for s in schools):
            continue
        items = {}
        for s in schools:
            mine = log[s, period]
            blank = [r for r in mine if r["items_shared"] is r["hours_offered"] is r["hours_used"] is None]
            if not blank:
                items[s] = sum(r["items_shared"] or 0 for r in mine)
        n, whole = len(items), sum(items.values())
        if n >= 2 and 2 * n >= len(schools) and whole:
            apart = sum(abs(a - b) for a in items.values() for b in items.values())
            result[group, period] = Fraction(apart, 2 * n * whole) * Fraction(n, n - 1)
    return result


def sessions(rows, per, *kinds):
    counts = defaultdict(int)
    for r in rows["activities"]:
        number = 1 if r["sessions"] is None else r["sessions"]
        counts[r["group_id"], r["period"]] += number if r["activity"] in kinds else 0
    return {key: Fraction(n, per) for key, n in counts.items()}


def schools_of(rows):
    groups = defaultdict(list)
    for r in rows["members"]:
        groups[r["group_id"], r["period"]].append(r["school_id"])
    return groups


def p5(rows):
    schools = schools_of(rows)
    return {k: n / len(schools[k]) for k, n in sessions(rows, 1, "studio", "mentoring").items() if schools[k]}


def parts(rows, *names):
    result = {}
    for group in {r["group_id"] for r in rows["agreements"]}:
        for period in {r["period"] for r in rows["school_year"]}:
            day = periods.end(period)
            signed = [r for r in rows["agreements"] if r["group_id"] == group and r["signed"] <= day]
            if signed:
                force = [r for r in signed if r["valid_until"] is None or r["valid_until"] >= day]
                marks = [max(force, key=lambda r: r["version"])[n] for n in names] if force else [False] * len(names)
                known = [m for m in marks if m is not None]
                result[group, period] = Fraction(100 * sum(known), len(known)) if 2 * len(known) >= len(names) else None
    return result


def opened(rows):
    """{(group, period): {school: kinds, None unknown}} of groups with any row."""
    log = defaultdict(list)
    for r in rows["sharing"]:
        log[r["school_id"], r["period"]].append(r)
    result = {}
    for (group, period), schools in schools_of(rows).items():
        if any(log[s, period] for s in schools):
            result[group, period] = {}
            for s in schools:
                mine = log[s, period]
                blank = any(r["items_shared"] is r["hours_offered"] is r["hours_used"] is None for r in mine)
                kinds = {r["resource"] for r in mine if (r["items_shared"] or 0) > 0 or (r["hours_offered"] or 0) > 0}
                result[group, period][s] = None if blank else len(kinds)
    return result


def p11(rows):
    return {(s, p): k if k is None else Fraction(k) for (_, p), by in opened(rows).items() for s, k in by.items()}


def p12(rows):
    result = {}
    for key, by in opened(rows).items():
        known = [k for k in by.values() if k is not None]
        enough = known and 2 * len(known) >= len(by)
        result[key] = Fraction(100 * sum(k > 0 for k in known), len(known)) if enough else None
    return result


def p14(rows):
    own = [r for r in rows["supervision_visits"] if r["visitor"] == "group"]
    result = {}
    for (group, period), schools in schools_of(rows).items():
        if any(r["period"] == period for r in own):
            seen = {r["strand"] for r in own if r["period"] == period and r["school_id"] in schools} - {None}
            result[group, period] = Fraction(100 if "full" in seen else 25 * len(seen))
    return result


def q9(rows):
    own = [(r["school_id"], r["period"]) for r in rows["supervision_visits"] if r["visitor"] == "group"]
    logged = {period for _, period in own}
    inside = {(r["school_id"], r["period"]) for r in rows["members"]}
    return {key: Fraction(own.count(key)) for key in inside if key[1] in logged}


def c9(rows):
    cases = defaultdict(list)
    logged = set()
    for r in rows["incidents"]:
        for period in {s["period"] for s in rows["school_year"]}:
            if periods.start(period) <= r["occurred"] <= periods.end(period):
                logged.add(period)
                if r["incident"] == "complaint":
                    cases[r["school_id"], period].append(r["upheld"])
    result = {}
    for r in rows["school_year"]:
        key = r["school_id"], r["period"]
        if r["period"] in logged and 2 * cases[key].count(None) <= len(cases[key]):
            result[key] = quotient(cases[key].count(True), r["pupils"], 1000)
    return result


def root(x):
    """Square root to 50 digits."""
    with localcontext() as context:
        context.prec = 50
        return Fraction((Decimal(x.numerator) / Decimal(x.denominator)).sqrt())


def r8(rows):
    stage = {r["school_id"]: r["stage"] for r in rows["schools"]}
    pupils = {(r["school_id"], r["period"]): r["pupils"] for r in rows["school_year"]}
    resources = {name: BY_HAND[name](rows) for name in ("R1", "R2", "R3", "R4", "R5", "R6", "R7")}
    groups = defaultdict(list)
    for r in rows["members"]:
        groups[r["group_id"], r["period"]].append(r["school_id"])
    result = {}
    for (group, period), schools in groups.items():
        variations = []
        for name, values in resources.items():
            here = [
                s for s in schools if name != "R1" or stage[s] in ("primary", "junior") or (s, period) not in pupils
            ]
            known = [(values[s, period], pupils[s, period]) for s in here if values.get((s, period)) is not None]
            if len(here) < 2:
                continue
            if len(known) < 2 or 2 * len(known) < len(here):
                variations.append(None)
                continue
            whole = sum(n for _, n in known)
            mean = sum(x * n for x, n in known) / whole
            if mean:
                variations.append(root(sum(n * (x - mean) ** 2 for x, n in known) / whole) / mean)
        fit = len(schools) > 1 and variations and None not in variations
        result[group, period] = max(variations) if fit else None
    return result


MODELLED = {
    "S1": "tests/indicators/test_conduct.py",
    **dict.fromkeys(("Q1", "Q2", "Q3"), "tests/indicators/test_value_added.py"),
    "S8": "tests/indicators/test_subgroups.py",
}
"""Estimates of models, which no hand computes in fractions -> where they are held against the truth."""

BY_HAND = {
    "R1": r1,
    "R2": lambda rows: per_100(rows, lambda t: t["backbone"], "backbone"),
    "R3": lambda rows: per_100(rows, lambda t: t["subject"] in {"pe", "music", "art"}, "subject"),
    "R4": lambda rows: returns(rows, minus("teaching_area", "indoor_sports_area"), "pupils"),
    "R5": lambda rows: returns(rows, plus("outdoor_sports_area", "indoor_sports_area"), "pupils"),
    "R6": lambda rows: returns(rows, get("equipment_value"), "pupils"),
    "R7": lambda rows: returns(rows, get("multimedia_rooms"), "pupils", 100),
    "R8": r8,
    "R9": r9,
    "R10": r10,
    "Q4": q4,
    "Q5": q5,
    "Q6": q6,
    "Q7": lambda rows: returns(rows, get("lessons_taught"), "lessons_required", 100),
    "Q8": lambda rows: sessions(rows, 9 * 2, "joint_research", "lesson_preparation", "teaching_contest"),
    "Q9": q9,
    "S2": lambda rows: returns(rows, get("fitness_good"), "fitness_tested", 100, share=True),
    "S3": lambda rows: returns(rows, get("myopia_new"), "myopia_at_risk", 100, share=True),
    "S4": lambda rows: returns(rows, get("arts_level2"), "arts_assessed", 100, share=True),
    "S5": lambda rows: returns(rows, get("practice_hours_met"), "practice_hours_required", 100, share=True),
    "S6": lambda rows: returns(rows, get("students_cross_school"), "pupils", 100, share=True),
    "S7": lambda rows: returns(rows, get("students_persistent_absent"), "pupils", 100, share=True),
    "S9": s9,
    "T1": t1,
    "T2": t2,
    "T3": t3,
    "T4": t4,
    "T5": t5,
    "T6": t6,
    "T7": t7,
    "T8": t8,
    "T9": t9,
    "C1": lambda rows: satisfied(rows, "parents"),
    "C2": lambda rows: satisfied(rows, "students"),
    "C3": lambda rows: satisfied(rows, "teachers"),
    "C4": lambda rows: satisfied(rows, "community"),
    "C5": c5,
    "C6": c6,
    "C7": c7,
    "C8": c8,
    "C9": c9,
    "P1": lambda rows: parts(
        rows,
        "philosophy",
        "goals",
        "tasks",
        "management",
        "rights_and_duties",
        "exit_rules",
        "responsible_person",
        "party_led",
    ),
    "P2": lambda rows: sessions(rows, 1, "meeting"),
    "P3": lambda rows: parts(rows, "culture_plan"),
    "P4": lambda rows: parts(rows, "staff_exchange", "backbone_pool", "joint_training", "exchange_incentives"),
    "P5": p5,
    "P6": lambda rows: parts(rows, "joint_activities", "joint_cohorts"),
    "P7": lambda rows: sessions(rows, 1, "student_activity", "family_guidance"),
    "P8": lambda rows: parts(rows, "teaching_routine"),
    "P9": lambda rows: sessions(rows, 2, "exchange_display"),
    "P10": lambda rows: parts(rows, "sharing_platform", "sharing_rules"),
    "P11": p11,
    "P12": p12,
    "P13": lambda rows: parts(rows, "visiting_system", "quality_evaluation"),
    "P14": p14,
    "P15": lambda rows: sessions(rows, 1, "district_showcase", "city_showcase"),
}
