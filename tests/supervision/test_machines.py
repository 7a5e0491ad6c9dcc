"""The machines of supervision: what is allowed, what is refused and why; sanctions stay apart."""

import datetime as dt

import pytest

import schemas.raw as raw
from toolkit.errors import DataError, OptionError
from toolkit.supervision import KINDS, Event, IllegalEvent, Rules, memberships, replay

D = dt.date


def at(kind, date, school="", item="", group="G1", **details):
    return Event(kind, group, date, school=school, item=item, details=details)


FORMED = at("group.form", D(2025, 9, 1), authority="district", governance="alliance", approval="2025-31")
AGREED = at("group.agree", D(2025, 9, 2), version="1")


ENTRY = D(2025, 9, 10)


def entered(school, role="member", group="G1", day=ENTRY):
    return [
        at("membership.propose", day, school, group=group, role=role),
        at("membership.approve", day, school, group=group, document="批复1"),
    ]


START = [FORMED, AGREED, *entered("S1", "lead"), *entered("S2")]


def refused(events, pattern, rules=None):
    with pytest.raises(IllegalEvent, match=pattern) as caught:
        replay(events, rules=rules)
    assert any("一" <= letter <= "鿿" for letter in caught.value.text("zh"))


def test_a_group_without_approval_has_no_members():
    refused(entered("S2"), "not formed")


def test_a_group_has_one_lead():
    refused([*START, *entered("S3", "lead")], "already has the lead school S1")


def test_a_school_belongs_to_one_group_at_a_time_and_may_come_back():
    other = at("group.form", D(2025, 9, 1), group="G2", authority="district", governance="alliance", approval="2025-32")
    refused([*START, other, *entered("S2", group="G2")], "still belongs to group G1")
    left = at("membership.leave", D(2026, 3, 1), "S2", document="协议")
    state = replay([*START, other, left, *entered("S2", group="G2", day=D(2026, 3, 1))])
    assert [s.school for s in state.members("G2")] == ["S2"]
    again = replay([*START, left, *entered("S2", day=D(2026, 5, 1))])
    assert [(s.number, s.left) for s in again.spells["G1", "S2"]] == [(1, D(2026, 3, 1)), (2, None)]


def test_a_spill_over_can_lead_a_new_group_and_the_line_is_kept():
    approved = {"authority": "district", "governance": "alliance", "approval": "9", "origin": "G1"}
    new = at("group.form", D(2026, 9, 1), group="G9", **approved)
    gone = at("membership.spill_over", D(2026, 8, 31), "S2", document="溢出决定")
    state = replay([*START, gone, new, *entered("S2", "lead", "G9", D(2026, 9, 2))])
    assert state.groups["G9"].origin == "G1"
    assert state.members("G9", "lead")[0].school == "S2"
    assert state.spells["G1", "S2"][0].exit_kind == "spillover"


def test_a_yellow_card_then_a_red_one_ends_the_spell_as_expelled():
    yellow = at("card.yellow", D(2026, 1, 5), "S2", cause="breach", deadline="2026-04-05")
    held = replay([*START, yellow]).spell("G1", "S2")
    assert (held.card, held.card_deadline) == ("yellow", D(2026, 4, 5))
    gone = replay([*START, yellow, at("card.red", D(2026, 5, 1), "S2", cause="breach")]).spell("G1", "S2")
    assert (gone.state, gone.exit_kind, gone.left, gone.card) == ("ended", "expelled", D(2026, 5, 1), "red")


def test_a_cleared_card_leaves_nothing_and_a_second_yellow_card_may_follow():
    events = [*START, at("card.yellow", D(2026, 1, 5), "S2", cause="breach"), at("card.clear", D(2026, 2, 1), "S2")]
    assert replay(events).spell("G1", "S2").card == "none"
    second = at("card.yellow", D(2026, 3, 1), "S2", cause="incident")
    assert replay([*events, second]).spell("G1", "S2").card == "yellow"


YELLOW = at("card.yellow", D(2026, 1, 5), "S2", cause="breach")


@pytest.mark.parametrize(
    ("events", "pattern"),
    [
        ([at("card.red", D(2026, 1, 5), "S2", cause="breach")], "needs a yellow one"),
        ([at("card.yellow", D(2026, 1, 5), "S1", cause="breach")], "for member schools"),
        ([at("card.clear", D(2026, 1, 5), "S2")], "no yellow card"),
        ([at("card.yellow", D(2026, 1, 5), "S2", cause="breach", deadline="2026-01-05")], "not after the date"),
        ([at("card.yellow", D(2026, 1, 5), "S3", cause="breach")], "'none'"),
        ([at("card.yellow", D(2026, 1, 5), "S2", cause="low_score")], "Allowed: breach, incident, severe_incident"),
        ([YELLOW, YELLOW], "already has a yellow card"),
        ([YELLOW, at("membership.spill_over", D(2026, 2, 1), "S2", document="x")], "clear the card first"),
    ],
)
def test_cards_are_given_only_where_the_agreement_allows(events, pattern):
    refused([*START, *events], pattern)


def test_a_severe_incident_is_a_red_card_at_once_only_where_the_rules_say_so():
    red = at("card.red", D(2026, 1, 5), "S2", cause="severe_incident")
    assert replay([*START, red]).spell("G1", "S2").exit_kind == "expelled"
    refused([*START, red], "needs a yellow one", Rules(direct_red=False))


def test_cards_need_an_agreement():
    events = [FORMED, *entered("S1", "lead"), *entered("S2"), YELLOW]
    refused(events, "no agreement")
    assert replay(events, rules=Rules(agreement_before_cards=False)).spell("G1", "S2").card == "yellow"


def test_a_round_waits_for_the_reply_or_for_its_term():
    steps = ["plan", "self_evaluate", "check", "visit"]
    events = [*START, *(at(f"round.{s}", D(2026, 4, i + 1), item="2026") for i, s in enumerate(steps))]
    events.append(at("round.draft", D(2026, 5, 1), item="2026", grade="B"))
    refused([*events, at("round.finalise", D(2026, 5, 11), item="2026")], "may reply until 2026-05-11")
    assert replay([*events, at("round.finalise", D(2026, 5, 12), item="2026")]).rounds["G1", "2026"].state == "final"
    events.append(at("round.reply", D(2026, 5, 3), item="2026", document="答复"))
    events.append(at("round.finalise", D(2026, 5, 4), item="2026"))
    events.append(at("round.appeal", D(2026, 5, 6), item="2026", document="申诉书"))
    refused([*events, at("round.publish", D(2026, 5, 7), item="2026")], "'appealed'")
    upheld = at("round.decide", D(2026, 5, 20), item="2026", upheld=True, grade="A")
    assert replay([*events, upheld]).rounds["G1", "2026"].grade == "A"
    refused([*events, at("round.decide", D(2026, 5, 20), item="2026", upheld=False, grade="A")], "as it is")


def test_an_order_belongs_to_the_supervising_authority_and_is_overdue_after_its_deadline():
    issued = at("order.issue", D(2026, 6, 1), item="O1", deadline="2026-09-30")
    order = replay([*START, issued]).orders["G1", "O1"]
    assert (order.owner, order.overdue(D(2026, 9, 30)), order.overdue(D(2026, 10, 1))) == ("district", False, True)
    refused([*START, at("order.issue", D(2026, 6, 1), item="O1", owner="city")], "the city cannot issue")
    later = at("order.extend", D(2026, 9, 1), item="O1", deadline="2026-12-31")
    assert replay([*START, issued, later]).orders["G1", "O1"].deadline == D(2026, 12, 31)
    refused([*START, issued, later, at("order.extend", D(2026, 9, 2), item="O1", deadline="2027-12-31")], "no more")
    refused([*START, issued, at("order.verify", D(2026, 9, 1), item="O1")], "'issued'")


def test_a_title_is_due_after_six_years_and_a_low_score_does_not_end_it():
    named = [at("title.candidate", D(2026, 1, 1)), at("title.name", D(2026, 3, 1), document="津教政〔2026〕1号")]
    title = replay([*START, *named]).titles["G1"]
    assert (title.due, title.held) == (D(2032, 3, 1), True)
    low = at("title.revoke", D(2027, 1, 1), violation="得分低", adverse_impact=" ")
    refused([*START, *named, low], "a low score is no ground")
    revoked = at("title.revoke", D(2027, 1, 1), violation="违规招生", adverse_impact="媒体曝光")
    assert not replay([*START, *named, revoked]).titles["G1"].held
    refused([*START, *named, revoked, at("title.candidate", D(2029, 12, 31))], "again from 2030-01-01")
    assert replay([*START, *named, revoked, at("title.candidate", D(2030, 1, 1))]).titles["G1"].state == "candidate"
    review = [at("title.review", D(2032, 1, 1)), at("title.renew", D(2032, 2, 29))]
    assert replay([*START, *named, *review]).titles["G1"].due == D(2038, 2, 28)


def test_the_three_sanctions_do_not_touch_each_other():
    named = [at("title.candidate", D(2025, 10, 1)), at("title.name", D(2025, 11, 1), document="x")]
    order = at("order.issue", D(2026, 1, 1), item="O1")
    red = at("card.red", D(2026, 2, 2), "S2", cause="breach")
    state = replay([*START, *named, order, YELLOW, red, at("order.fail", D(2026, 7, 1), item="O1")])
    assert state.titles["G1"].state == "named"
    assert state.orders["G1", "O1"].state == "failed"
    assert [s.school for s in state.members("G1")] == ["S1"]


def test_an_event_recorded_late_is_put_where_it_belongs_or_refused():
    left = at("membership.leave", D(2026, 3, 1), "S2", document="x")
    assert replay([*START, left, YELLOW]).spell("G1", "S2").exit_kind == "agreed"
    refused([*START, YELLOW, left, at("membership.leave", D(2026, 2, 1), "S2", document="x")], "'ended'")


def test_the_state_at_a_date_knows_nothing_of_later_events():
    left = at("membership.leave", D(2026, 3, 1), "S2", document="x")
    assert len(replay([*START, left], D(2026, 2, 28)).members("G1")) == 2
    assert len(replay([*START, left], D(2026, 3, 1)).members("G1")) == 1


def test_spells_are_the_raw_table_of_memberships():
    left = at("membership.leave", D(2026, 3, 1), "S2", document="x")
    frame = memberships(replay([*START, left]))
    assert frame.columns == list(raw.RAW["memberships"].to_schema().columns)
    assert frame.row(1) == ("G1", "S2", "member", D(2025, 9, 10), D(2026, 3, 1), "agreed")


@pytest.mark.parametrize(
    ("event", "error", "pattern"),
    [
        (at("card.yelow", D(2026, 1, 1), "S2", cause="breach"), OptionError, "'card.yellow'"),
        (at("card.yellow", D(2026, 1, 1), "S2"), DataError, "needs 'cause'"),
        (at("card.yellow", D(2026, 1, 1), cause="breach"), DataError, "school must be given"),
        (at("group.agree", D(2026, 1, 1), "S2", version="2"), DataError, "school must be left out"),
        (at("card.yellow", D(2026, 1, 1), "S2", cause="breach", dedline="2026-02-01"), DataError, "'deadline'"),
        (at("card.yellow", D(2026, 1, 1), "S2", cause="breach", deadline="1.2.2026"), DataError, "is no date"),
    ],
)
def test_an_event_of_the_wrong_form_is_refused(event, error, pattern):
    with pytest.raises(error, match=pattern):
        replay([*START, event])


def test_every_kind_has_words_in_both_languages_and_a_known_machine():
    machines = {kind.split(".")[0] for kind in KINDS}
    assert machines == {"group", "membership", "card", "round", "finding", "order", "title"}
    assert all(kind.zh and kind.en.isascii() for kind in KINDS.values())


def test_rules_are_checked():
    with pytest.raises(ValueError, match="reply_day"):
        Rules(reply_day=5)
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        Rules(title_years=0)
