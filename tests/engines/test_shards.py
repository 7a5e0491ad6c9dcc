"""Shards: cut along groups, nothing lost; a run over them has the bits of a run in one piece, whoever does the work."""

import shutil

import polars as pl
import pytest

from tests.engines.nation import TABLES, differences, killing, nation, whole
from toolkit.engines import local, processes
from toolkit.errors import DataError, OptionError, OutputError, ShardsError, UnreadableInputError
from toolkit.shards import Shards, write_shards
from toolkit.shards.run import run_shards
from toolkit.study import Study

CITIES = [f"province=P{n // 2}/city=%E5%9F%8E{n}" for n in range(4)]


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    return write_shards(nation(), tmp_path_factory.mktemp("nation") / "shards")


@pytest.fixture
def copy(shards, tmp_path):
    """The shards once more, to be spoilt."""
    shutil.copytree(shards.folder, tmp_path / "copy")
    return Shards.open(tmp_path / "copy")


def test_every_row_is_in_the_shard_of_its_city(shards):
    assert list(shards.names) == CITIES
    for table, frame in nation().items():
        rows = shards.whole([table])[table]
        assert rows.sort(pl.all()).equals(frame.unique().sort(pl.all())), table
    for name in shards.names:
        tables = shards.load(name)
        assert set(tables) == set(nation())
        home = tables["schools"].select("school_id", "district_id").join(tables["districts"], on="district_id")
        assert home.height == tables["schools"].height
        assert set(tables["memberships"]["school_id"]) <= set(tables["schools"]["school_id"])
        assert set(tables["staff"]["school_id"]) <= set(tables["schools"]["school_id"])


def test_the_index_counts_and_hashes(shards):
    assert sum(shard["schools"] for shard in shards.index.values()) == nation()["schools"].height
    assert sum(shard["rows"]["assessments"] for shard in shards.index.values()) == nation()["assessments"].height
    assert len(set(shards.fingerprint().values())) == 4


def test_a_folder_of_parquet_is_streamed_to_the_same_shards(shards, tmp_path):
    (tmp_path / "data").mkdir()
    for table, frame in nation().items():
        frame.write_parquet(tmp_path / "data" / f"{table}.parquet")
    again = write_shards(tmp_path / "data", tmp_path / "again")
    assert again.names == shards.names
    for name in shards.names:
        for table, frame in shards.load(name).items():
            assert again.load(name)[table].sort(pl.all()).equals(frame.sort(pl.all()))


def crossing():
    """Let one school of the first group lie in a district of another city."""
    member = nation()["memberships"].filter(role="member").sort("group_id", "school_id").row(0, named=True)
    moved = pl.when(pl.col("school_id") == member["school_id"]).then(pl.lit("D16")).otherwise("district_id")
    tables = nation().replace(schools=nation()["schools"].with_columns(district_id=moved))
    return tables, member["group_id"], member["school_id"]


def test_a_group_that_crosses_the_cut_is_refused_by_its_id(tmp_path):
    tables, group, _ = crossing()
    with pytest.raises(DataError, match=rf"1 group\(s\) have schools on both sides of a cut by city: {group}\."):
        write_shards(tables, tmp_path / "shards")
    assert list(tmp_path.iterdir()) == []


def test_or_moved_whole(tmp_path):
    tables, group, school = crossing()
    shards = write_shards(tables, tmp_path / "shards", move=True)
    homes = [name for name in shards.names if school in set(shards.load(name)["schools"]["school_id"])]
    groups = [name for name in shards.names if group in set(shards.load(name)["groups"]["group_id"])]
    assert homes == groups


def test_a_row_that_belongs_nowhere_is_refused(tmp_path):
    lost = nation()["school_year"].head(1).with_columns(school_id=pl.lit("S9999"))
    tables = nation().replace(school_year=pl.concat([nation()["school_year"], lost]))
    with pytest.raises(DataError, match="Table school_year: 1 of 213 rows refer to a school"):
        write_shards(tables, tmp_path / "shards")
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_overwritten(shards):
    with pytest.raises(OutputError, match="exists already"):
        write_shards(nation(), shards.folder)


def test_no_cities_no_cut_by_city(tmp_path):
    districts = nation()["districts"].drop("province", "city")
    with pytest.raises(DataError, match="has no city"):
        write_shards(nation().replace(districts=districts), tmp_path / "shards")
    assert len(write_shards(nation().replace(districts=districts), tmp_path / "s", by="district").names) == 16


@pytest.mark.parametrize("engine", ["local", "processes"])
def test_same_bits_as_in_one_piece(shards, engine):
    options = {"workers": 2} if engine == "processes" else {}
    run = run_shards(Study(), shards, engine=engine, **options)
    assert differences(run) == []
    assert run.synthetic == whole().synthetic
    assert run.inputs == shards.fingerprint()
    said = run.ledger.filter(stage="measure").select("reason", "rows_in", "rows_out")
    assert set(said["reason"]) == set(whole().ledger.filter(stage="measure")["reason"])


def test_same_bits_in_any_order_of_shards(shards):
    backwards = lambda task, names: local(task, list(names)[::-1])  # noqa: E731
    assert differences(run_shards(Study(), shards, engine=backwards)) == []


def test_same_bits_where_a_city_logs_nothing(tmp_path):
    """One city has no results of a year, no answers, no training, moves, visits, cases, and no answers of parents."""
    here = nation()["districts"].filter(pl.col("city") == "城0")["district_id"].implode()
    schools = nation()["schools"].filter(pl.col("district_id").is_in(here))["school_id"].implode()
    inside = pl.col("school_id").is_in(schools)
    people = nation()["staff"].filter(inside)["staff_id"].implode()
    silent = {
        "assessments": inside & (pl.col("period") == "2024-25"),
        "item_responses": inside,
        "training": pl.col("staff_id").is_in(people),
        "staff_moves": pl.col("from_school").is_in(schools) | pl.col("to_school").is_in(schools),
        "supervision_visits": inside,
        "incidents": inside,
        "surveys": inside & (pl.col("respondent") == "parents"),
    }
    tables = nation().replace(**{name: nation()[name].filter(~rows) for name, rows in silent.items()})
    expected, run = Study().run(tables), run_shards(Study(), write_shards(tables, tmp_path / "shards"))
    assert [name for name in TABLES if not getattr(run, name).equals(getattr(expected, name))] == []


def test_a_worker_that_is_killed_costs_nothing_but_time(shards, tmp_path):
    run = run_shards(Study(), shards, engine=killing(processes, CITIES[1], tmp_path), workers=2)
    assert (tmp_path / "killed").exists()
    assert differences(run) == []


def test_a_shard_that_always_ends_its_process_is_named_and_the_others_are_kept(shards, tmp_path):
    bad = killing(processes, CITIES[2], tmp_path, always=True)
    with pytest.raises(ShardsError, match=r"1 of 4 shards failed.*city=%E5%9F%8E2: killed") as error:
        run_shards(Study(), shards, engine=bad, work=tmp_path / "work", workers=2)
    assert [outcome.shard for outcome in error.value.outcomes] == [CITIES[2]]
    assert len(list((tmp_path / "work").rglob("*.zip"))) == 3


def test_resume_does_only_what_is_left(tmp_path):
    """A shard is not valid, the others are kept; it is mended and written anew; only it is done again."""
    school = nation()["schools"].filter(district_id="D01")["school_id"][0]
    wrong = pl.when(pl.col("school_id") == school).then(-1).otherwise("pupils")
    spoilt = nation().replace(school_year=nation()["school_year"].with_columns(pupils=wrong))
    shards = write_shards(spoilt, tmp_path / "shards")
    with pytest.raises(ShardsError, match=r"1 of 4 shards failed.*: findings") as error:
        run_shards(Study(), shards, work=tmp_path / "work")
    (outcome,) = error.value.outcomes
    assert outcome.shard == CITIES[0]
    assert "pupils" in set(outcome.frames["findings"].filter(severity="error")["column"])

    shards = write_shards(nation(), tmp_path / "shards", only=[CITIES[0]])
    asked = []

    def counting(task, names):
        asked.append(list(names))
        return local(task, asked[-1])

    run = run_shards(Study(), shards, engine=counting, work=tmp_path / "work", resume=True)
    assert asked[0] == [CITIES[0]]
    assert asked[2] == CITIES  # after the look for repeated keys
    assert differences(run) == []
    assert list((tmp_path / "work").iterdir()) == []


def test_a_shard_that_is_missing_or_altered_is_named(copy):
    copy.path(CITIES[3], "surveys").unlink()
    altered = copy.path(CITIES[0], "surveys")
    pl.read_parquet(altered).head(5).write_parquet(altered)
    with pytest.raises(ShardsError, match="2 of 4 shards failed") as error:
        run_shards(Study(), copy)
    assert {o.shard: o.text for o in error.value.outcomes} == {
        CITIES[0]: f"Shard {CITIES[0]}: surveys.parquet is not the file that was written. Write the shards anew.",
        CITIES[3]: f"Shard {CITIES[3]}: surveys.parquet can't be read (No such file or directory).",
    }


def test_a_key_in_two_shards_is_refused(tmp_path):
    """The same pupil with results at schools of two cities in one year."""
    marks, schools = nation()["assessments"], nation()["schools"]
    row = marks.head(1)
    away = schools.filter(pl.col("district_id") == "D16")["school_id"][0]
    tables = nation().replace(assessments=pl.concat([marks, row.with_columns(school_id=pl.lit(away))]))
    shards = write_shards(tables, tmp_path / "shards")
    with pytest.raises(
        DataError, match=r"Keys stand in more than one shard\. assessments: 2 rows in province"
    ) as error:
        run_shards(Study(), shards)
    assert row["student_id"][0] not in str(error.value)


def test_no_folder_of_shards(tmp_path):
    with pytest.raises(UnreadableInputError, match=r"no folder of shards: it has no shards\.json"):
        Shards.open(tmp_path)


def test_unknown_engine(shards):
    with pytest.raises(OptionError, match=r"Unknown engine 'sparc'\. Did you mean 'spark'"):
        run_shards(Study(), shards, engine="sparc")
