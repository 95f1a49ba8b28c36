"""Fixtures: a home in a temporary folder, and a small world over a catalogue of its own."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from store.home import Home
from store.warehouse import Warehouse
from tests.browser import ROOT
from tests.world import PLAN, World, indicator, measure, target, unit, write_catalogue

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""No test is timed: a busy machine is no fault of the code."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def make_world(tmp_path: Path) -> Callable[..., World]:
    def make(**rows: list[dict]) -> World:
        return World(Home(tmp_path / "home"), write_catalogue(tmp_path / "catalogue", rows))

    return make


@pytest.fixture
def small_world(make_world: Callable[..., World]) -> World:
    """A province of two wards, one rate with targets 60 by 2025 and 100 by 2030, one task, one yearly duty."""
    return make_world(
        units=[unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        measures=[measure("m")],
        indicators=[indicator("k/PL2/1", "m")],
        targets=[target("k/PL2/1", 2025, ">", 60), target("k/PL2/1", 2030, "=", 100)],
    )


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration, loaded once for all pages' tests. Whoever writes into it takes a copy of the folder.

    Loading it takes most of a minute, so it is kept beside the tests' own folders until what it is made of changes.
    """
    from etl.demo import show

    kept = Path(tempfile.gettempdir()) / f"tiendo57-demonstration-{_made_of(ROOT / 'data', ROOT / 'etl')}"
    home = Home(tmp_path_factory.mktemp("demonstration") / "home")
    if kept.is_dir():
        shutil.copytree(kept, home.folder)
        return home
    show(home, tell=lambda _: None)
    copy = Path(tempfile.mkdtemp(prefix="tiendo57-demonstration-"))
    shutil.copytree(home.folder, copy, dirs_exist_ok=True)
    try:
        copy.rename(kept)
    except OSError:  # another worker was first
        shutil.rmtree(copy)
    return home


def _made_of(*folders: Path) -> str:
    """One short hash over the files the demonstration comes from."""
    whole = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and "var" not in path.parts):
        if path.suffix != ".pyc":
            whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


@pytest.fixture
def warehouse(home: Home) -> Iterator[Warehouse]:
    """A warehouse over the real catalogue and an empty ledger."""
    opened = Warehouse.own(home)
    yield opened
    opened.close()
