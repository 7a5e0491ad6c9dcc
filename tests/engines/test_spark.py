"""The same bits on a real Spark cluster: a standalone master and two workers on the loopback address; one worker dies."""

import os
import signal
import subprocess
import threading
import time

import pytest

from tests.engines.cluster import Cluster, why_not
from tests.engines.nation import differences, nation
from toolkit.engines.base import TaskError
from toolkit.shards import write_shards
from toolkit.shards.run import run_shards
from toolkit.study import Study

pytestmark = [
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "-"),
    pytest.mark.xdist_group("spark"),
]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("spark"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def session(cluster):
    with cluster.session() as made:
        yield made


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    return write_shards(nation(), tmp_path_factory.mktemp("nation") / "shards")


def test_same_bits_on_spark(session, shards):
    assert differences(run_shards(Study(), shards, engine="spark", session=session)) == []


def test_a_worker_that_dies_costs_nothing_but_time(session, shards):
    """SIGKILL to a Python worker of Spark while tasks run: Spark tries its task again."""
    stop, killed = threading.Event(), []

    def kill():
        while not stop.is_set() and not killed:
            for pid in _python_workers():
                with_suppress(pid, killed)
                break
            time.sleep(0.2)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        run = run_shards(Study(), shards, engine="spark", session=session)
    finally:
        stop.set()
        thread.join()
    assert killed
    assert differences(run) == []


def with_suppress(pid, killed):
    try:
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)
    except ProcessLookupError:
        pass


def _python_workers():
    """The forked workers of pyspark.daemon: processes whose parent is a daemon."""
    table = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in table.splitlines()[1:]]
    daemons = {int(pid) for pid, _, args in rows if "pyspark.daemon" in args}
    return [int(pid) for pid, parent, args in rows if "pyspark.daemon" in args and int(parent) in daemons]


def fails_on_one(task, shard):
    """A task that always fails on one shard, as it stands on the workers."""

    def run(name):
        if name == shard:
            raise TaskError("error", "no such data", {})
        return task(name)

    return run


def test_a_shard_that_fails_leaves_the_others_done(session, shards):
    from toolkit.engines import spark

    names = list(shards.names)
    outcomes = list(spark(fails_on_one(lambda name: {}, names[1]), names, session=session))
    assert {o.shard: o.kind for o in outcomes} == {n: "error" if n == names[1] else "" for n in names}


def test_a_task_that_ends_its_worker_again_and_again_is_told(session, shards):
    from toolkit.engines import spark

    names = list(shards.names)

    def dies(name):
        if name == names[2]:
            os._exit(1)
        return {}

    outcomes = list(spark(dies, names, session=session))
    assert {o.shard: o.kind for o in outcomes} == {n: "killed" if n == names[2] else "" for n in names}
