"""The folder of England's published files; tests that need it are skipped where it is absent."""

from pathlib import Path

import pytest

from notebooks.cases.england import data_folder


@pytest.fixture(scope="session")
def england() -> Path:
    folder = data_folder()
    if folder is None:
        pytest.skip("England's files are absent: set DUXUE_SHARED_DATA, see notebooks/cases/england/README.md")
    return folder
