"""Where the work on shards is done. An engine maps one pure function over shards; none of it is written by us but the wiring.

>>> sorted(ENGINES)
['local', 'processes', 'spark']
"""

from toolkit.engines.base import Engine, Outcome, Task
from toolkit.engines.local import local
from toolkit.engines.processes import processes
from toolkit.engines.spark import spark

__all__ = ["ENGINES", "Engine", "Outcome", "Task", "local", "processes", "spark"]

ENGINES: dict[str, Engine] = {"local": local, "processes": processes, "spark": spark}
