"""A real Spark cluster on the loopback address: a standalone master and two workers, each a process of its own."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def why_not() -> str:
    """Return why there can be no cluster here, or nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "PySpark is not installed (extra `spark`)"
    if shutil.which("java") is None:
        return "Java is not installed"
    return ""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Cluster:
    """`master` is its address; `workers` are the processes."""

    def __init__(self, place: Path) -> None:
        import pyspark

        self.place, self.port = place, free_port()
        self.master = f"spark://127.0.0.1:{self.port}"
        self.env = os.environ | {
            "SPARK_HOME": str(Path(pyspark.__file__).parent),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_NO_DAEMONIZE": "1",
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
            "POLARS_MAX_THREADS": "1",
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        web = ["--webui-port", str(free_port())]
        self._run(
            "master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(self.port), *web
        )
        self._wait("master.log", "New state: ALIVE", 1)
        for number in range(2):
            self.add_worker(number)

    def add_worker(self, number: int) -> None:
        name = f"worker-{number}"
        web = ["--webui-port", str(free_port())]
        work = ["--work-dir", str(self.place / name), "--cores", "1", "--memory", "1g"]
        self._run(name, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", *web, *work, self.master)
        self._wait(f"{name}.log", "Successfully registered with master", 1)

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    def _run(self, name: str, *words: str) -> None:
        with (self.place / f"{name}.log").open("wb") as log:
            command = [str(Path(self.env["SPARK_HOME"]) / "bin" / "spark-class"), *words]
            self.processes.append(subprocess.Popen(command, env=self.env, stdout=log, stderr=log))

    def _wait(self, log: str, text: str, times: int, limit: float = 60.0) -> None:
        until = time.monotonic() + limit
        while (self.place / log).read_text(errors="replace").count(text) < times:
            if time.monotonic() > until:
                raise TimeoutError((self.place / log).read_text(errors="replace")[-2000:])
            time.sleep(0.1)

    @contextlib.contextmanager
    def session(self) -> Iterator[Any]:
        """Give a session whose tasks run on the workers."""
        from pyspark.sql import SparkSession

        os.environ.update({k: self.env[k] for k in ("SPARK_LOCAL_IP", "PYSPARK_PYTHON", "SPARK_HOME")})
        made = (
            SparkSession.builder.appName("duxue-test")
            .master(self.master)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.executor.memory", "512m")
            .config("spark.executorEnv.PYTHONPATH", self.env["PYTHONPATH"])
            .config("spark.executorEnv.POLARS_MAX_THREADS", "1")
            .getOrCreate()
        )
        try:
            yield made
        finally:
            made.stop()
