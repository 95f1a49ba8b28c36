"""The DuckDB warehouse: the ledger's shadow, kept up to date before every read, made again whenever in doubt.

One process owns the file; a process that finds it taken works on a warehouse of its own in memory. One connection, a cursor per
call: DuckDB cursors are safe across threads, a shared connection is not.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from store.catalogue import catalogue_hash, load_catalogue
from store.home import CATALOGUE, Home
from store.ledger import Entry, Ledger, LedgerDamaged
from store.replay import Touched, apply
from store.tables import Cursor, Row, insert_rows, records

_SQL = Path(__file__).parent
_CHANGED = """
WITH last_before AS (FROM card_before WHERE period = (SELECT max(period) FROM card_before)),
last_after AS (FROM card_after WHERE period = (SELECT max(period) FROM card_after)),
-- a quarter only one side has is compared with the other side's last one: what is carried over from there is no change
faced AS (
    SELECT coalesce(n.unit_id, b.unit_id) AS unit_id, coalesce(n.indicator_id, b.indicator_id) AS indicator_id,
        coalesce(n.period, b.period) AS period, n.period IS NULL OR b.period IS NULL AS alone,
        CASE WHEN b.period IS NULL THEN lb.value ELSE b.value END AS value_before,
        CASE WHEN n.period IS NULL THEN la.value ELSE n.value END AS value_after,
        coalesce(b.status, lb.status, 'chua_co_so_lieu') AS status_before,
        coalesce(n.status, la.status, 'chua_co_so_lieu') AS status_after
    FROM card_after AS n FULL OUTER JOIN card_before AS b USING (unit_id, indicator_id, period)
    LEFT JOIN last_before AS lb ON b.period IS NULL AND lb.unit_id = n.unit_id AND lb.indicator_id = n.indicator_id
    LEFT JOIN last_after AS la ON n.period IS NULL AND la.unit_id = b.unit_id AND la.indicator_id = b.indicator_id)
SELECT * EXCLUDE (alone) FROM faced
WHERE value_before IS DISTINCT FROM value_after OR (NOT alone AND status_before <> status_after)
ORDER BY ALL
"""
_JUDGED = """
CREATE OR REPLACE TEMP TABLE {table} AS
SELECT 'chi_tieu' AS what, plan_id, unit_id, indicator_id AS subject_id, period, status FROM scorecard JOIN indicator USING (indicator_id)
UNION ALL
SELECT 'nhiem_vu', plan_id, unit_id, task_id, period, state FROM task_card JOIN task USING (task_id)
"""
_EXTENT = """
SELECT what, plan_id, unit_id,
    count(DISTINCT subject_id) FILTER (n.status IS NULL) AS gone, min(period) FILTER (n.status IS NULL) AS gone_from,
    count(DISTINCT subject_id) FILTER (b.status IS NULL) AS come, count(DISTINCT subject_id) FILTER (n.status <> b.status) AS changed
FROM judged_before AS b FULL OUTER JOIN judged_after AS n USING (what, plan_id, unit_id, subject_id, period)
WHERE b.status IS DISTINCT FROM n.status
GROUP BY ALL ORDER BY ALL
"""
# The rows an entry can change, while the quarters stay: those of the touched series and of their ancestors.
_REACHED = """
CREATE OR REPLACE TEMP TABLE reached AS
SELECT s.unit_id, i.indicator_id
FROM (FROM all_touched UNION SELECT a.ancestor_id, t.measure_id FROM all_touched AS t JOIN unit_ancestor AS a USING (unit_id)) AS s
    JOIN indicator AS i USING (measure_id)
"""
_OF_REACHED = "WHERE unit_id IN (SELECT unit_id FROM reached) AND (unit_id, indicator_id) IN (SELECT (unit_id, indicator_id) FROM reached)"
_SCRIPTS = ("schema.sql", "scorecard.sql", "duties.sql")
_CARDS = ("scorecard", "stage_card", "scorecard_source")
_SERIES_AT_ONCE = 5_000
"""How many series (unit and measure) are computed in one go: a province with all its measures, a country measure by measure."""


@cache
def _program_hash() -> str:
    return hashlib.sha256(b"\0".join((_SQL / name).read_bytes() for name in _SCRIPTS)).hexdigest()


class WarehouseDamaged(Exception):
    """The file of the warehouse cannot be read; nothing is lost with it."""

    def __init__(self) -> None:
        super().__init__("Tệp kho số liệu bị hỏng. Chạy «python -m etl rebuild» để dựng lại từ sổ cái; không mất số liệu nào.")


class Warehouse:
    """The tables of one home. `cursor()` gives a cursor that has seen every ledger entry."""

    def __init__(self, home: Home, connection: duckdb.DuckDBPyConnection, *, in_memory: bool, catalogue: Path = CATALOGUE) -> None:
        self.home = home
        self.ledger = Ledger(home.ledger)
        self.in_memory = in_memory
        self._catalogue = catalogue
        self._connection = connection
        self._standing_at: tuple[int, str] | None = None
        self._lock = threading.RLock()

    @classmethod
    def open(cls, home: Home, *, patience: float = 0.0, catalogue: Path = CATALOGUE) -> Warehouse:
        """The home's file; or a warehouse in memory where another process holds it for longer than `patience` seconds."""
        Ledger(home.ledger).repair()
        home.folder.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + patience
        while True:
            try:
                return cls(home, duckdb.connect(str(home.warehouse)), in_memory=False, catalogue=catalogue)
            except duckdb.IOException as refused:
                if "could not set lock" not in str(refused).lower():
                    home.warehouse.unlink()  # damaged: the ledger makes it again
                elif time.monotonic() >= deadline:
                    return cls.own(home, catalogue=catalogue)
                else:
                    time.sleep(0.2)

    @classmethod
    def own(cls, home: Home, *, catalogue: Path = CATALOGUE) -> Warehouse:
        """A warehouse in memory, made from the ledger."""
        return cls(home, duckdb.connect(":memory:"), in_memory=True, catalogue=catalogue)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A cursor over tables that stand at the newest ledger entry."""
        self.catch_up()
        with self._connection.cursor() as cursor:
            try:
                yield cursor
            except duckdb.IOException as damage:
                raise WarehouseDamaged from damage

    @property
    def stands_at(self) -> int:
        """The number of the ledger entry the tables stand at."""
        self.catch_up()
        return self._standing_at[0] if self._standing_at else 0

    def catch_up(self) -> None:
        """Applies the ledger entries that came since; makes everything again if catalogue, program or ledger is another."""
        with self._lock:
            last = self.ledger.last_number()
            if self._standing_at is None:
                self._standing_at = self._stored_standing()
                self._refuse_lost_entries(last)
            if self._standing_at is None or not self._continues(*self._standing_at, last):
                self.rebuild()
            elif self._standing_at[0] < last:
                before, self._standing_at = self._standing_at, None  # until it is done: who fails on the way looks at `meta` again
                with self._transaction() as cursor:
                    standing = self._apply_after(cursor, *before, Touched())
                self._standing_at = standing

    def rebuild(self) -> None:
        """Makes every table again from the catalogue and the ledger."""
        with self._lock:
            self._standing_at = None
            with self._transaction() as cursor:
                cursor.execute((_SQL / "schema.sql").read_text(encoding="utf-8"))
                load_catalogue(cursor, self._catalogue)
                standing = self._apply_after(cursor, 0, "", Touched(everything=True))
            self._standing_at = standing

    def foresee(self, kind: str, data: dict[str, Any], *, by: str) -> list[Row]:
        """The scorecard rows whose status or value an entry would change, if it were written now. Nothing is written."""
        return self.foresee_all([(kind, data)], by=by)

    def foresee_all(self, acts: list[tuple[str, dict[str, Any]]], *, by: str) -> list[Row]:
        """The scorecard rows whose status or value some entries would change together, if they were written now."""
        self.catch_up()
        with self._lock, self._connection.cursor() as cursor:
            cursor.begin()
            try:
                touched = Touched()
                self._apply_unwritten(cursor, acts, by, touched)
                everything = _find_touched(cursor, touched)
                cursor.execute(_REACHED)
                cursor.execute(f"CREATE OR REPLACE TEMP TABLE card_before AS FROM scorecard {'' if everything else _OF_REACHED}")
                _rescore(cursor, everything, lasting=False)
                cursor.execute(f"CREATE OR REPLACE TEMP TABLE card_after AS FROM scorecard {'' if everything else _OF_REACHED}")
                return records(cursor.execute(_CHANGED))
            finally:
                cursor.rollback()

    def foresee_extent(self, acts: list[tuple[str, dict[str, Any]]], *, by: str) -> list[Row]:
        """How many rows and tasks of a plan would no longer be judged for a unit, would be judged from then on, or otherwise."""
        self.catch_up()
        with self._lock, self._connection.cursor() as cursor:
            cursor.begin()
            try:
                touched = Touched()
                cursor.execute(_JUDGED.format(table="judged_before"))
                self._apply_unwritten(cursor, acts, by, touched)
                _rescore(cursor, _find_touched(cursor, touched), lasting=False)
                cursor.execute(_JUDGED.format(table="judged_after"))
                return records(cursor.execute(_EXTENT))
            finally:
                cursor.rollback()

    def _apply_unwritten(self, cursor: Cursor, acts: list[tuple[str, dict[str, Any]]], by: str, touched: Touched) -> None:
        first, now = (self._standing_at[0] if self._standing_at else 0) + 1, datetime.now(UTC).isoformat(timespec="seconds")
        for number, (kind, data) in enumerate(acts, first):
            apply(cursor, Entry(number, kind, now, by, data, ""), touched)

    def make_anew(self) -> None:
        """From nothing: the file itself is made again, whatever state it was in."""
        with self._lock:
            if not self.in_memory:
                self._connection.close()
                self.home.warehouse.unlink(missing_ok=True)
                self._connection = duckdb.connect(str(self.home.warehouse))
            self._standing_at = None
            self.rebuild()

    def _refuse_lost_entries(self, last: int) -> None:
        """Tables of this very ledger that stand beyond it are the last witness of entries that are gone."""
        meta = self._meta()
        stood = int(meta.get("ledger_number", 0))
        same = last == 0 or meta.get("ledger_first") == self.ledger.hash_of(1)
        if stood > last and same:
            raise LedgerDamaged(
                f"Sổ cái thiếu mục {last + 1}{f' đến {stood}' if stood > last + 1 else ''}: kho số liệu đã từng đọc đến mục {stood}. "
                "Khôi phục từ bản sao lưu; nếu cố ý bắt đầu lại thì xóa cả tệp warehouse.duckdb."
            )

    # -- standing ------------------------------------------------------------------------------------------------------

    def _meta(self) -> dict[str, str]:
        """What the stored tables say of themselves; nothing where there are none that can be read."""
        with self._connection.cursor() as cursor:
            try:
                return dict(cursor.execute("SELECT key, value FROM meta").fetchall())
            except duckdb.Error:
                return {}

    def _stored_standing(self) -> tuple[int, str] | None:
        meta = self._meta()
        if meta.get("catalogue") != catalogue_hash(self._catalogue) or meta.get("program") != _program_hash():
            return None
        return int(meta["ledger_number"]), meta["ledger_sha256"]

    def _continues(self, number: int, sha256: str, last: int) -> bool:
        return number == 0 or (number <= last and self.ledger.hash_of(number) == sha256)

    @contextmanager
    def _transaction(self) -> Iterator[Cursor]:
        with self._connection.cursor() as cursor:
            cursor.begin()
            try:
                yield cursor
                cursor.commit()
            except BaseException:
                cursor.rollback()
                raise

    def _apply_after(self, cursor: Cursor, number: int, sha256: str, touched: Touched) -> tuple[int, str]:
        for entry in self.ledger.entries(after=number):
            apply(cursor, entry, touched)
            number, sha256 = entry.number, entry.sha256
        insert_rows(cursor, "entry", touched.entries)
        _recompute(cursor, touched)
        _note_standing(cursor, number, sha256, self.ledger.hash_of(1), self._catalogue)
        return number, sha256


def _recompute(cursor: Cursor, touched: Touched) -> None:
    """The cards of the touched series; of all of them once the last quarter moves."""
    _rescore(cursor, _find_touched(cursor, touched))


def _find_touched(cursor: Cursor, touched: Touched) -> bool:
    """Puts into tables what is to be recomputed; says whether that is everything."""
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE clock AS SELECT max(quarter) AS last_quarter FROM ("
        "SELECT quarter FROM period WHERE opened UNION ALL SELECT quarter FROM submission WHERE state IN ('cho_duyet', 'da_duyet'))"
    )
    now = cursor.execute("SELECT coalesce(last_quarter, 0)::VARCHAR FROM clock").fetchall()
    before = cursor.execute("SELECT value FROM meta WHERE key = 'last_quarter'").fetchall()
    everything = touched.everything or now != before
    if everything:
        _touch_everything(cursor)
    else:
        _touch(cursor, touched)
    return everything


def _rescore(cursor: Cursor, everything: bool, *, lasting: bool = True) -> None:
    """What is not to last stays in one transaction, in one turn or many."""
    turns = _turns(cursor)
    if everything and len(turns) > 1 and lasting:
        _score_aside(cursor, turns)
    else:
        for card in _CARDS if everything else ():
            cursor.execute(f"DELETE FROM {card}")
        for measures in turns:
            _score(cursor, measures)
    cursor.execute((_SQL / "duties.sql").read_text(encoding="utf-8"))


def _turns(cursor: Cursor) -> list[list[str]]:
    """The touched measures, few enough at a time for the memory of a small machine: what one measure comes to owes nothing to others."""
    turns: list[list[str]] = [[]]
    room = _SERIES_AT_ONCE
    for measure, series in cursor.execute("SELECT measure_id, count(*) FROM all_touched GROUP BY ALL ORDER BY ALL").fetchall():
        if series > room and turns[-1]:
            turns.append([])
            room = _SERIES_AT_ONCE
        turns[-1].append(str(measure))
        room -= series
    return turns


def _score(cursor: Cursor, measures: list[str]) -> None:
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS FROM all_touched WHERE measure_id IN (SELECT unnest($1::VARCHAR[]))", [measures]
    )
    cursor.execute((_SQL / "scorecard.sql").read_text(encoding="utf-8"))


def _score_aside(cursor: Cursor, turns: list[list[str]]) -> None:
    """Scores a country: turn by turn into tables aside, which become the cards when all is done, sorted by unit for those who read them.

    What a transaction has in temporary tables stays in memory until it ends, so each turn is one of its own. Readers see the cards as they
    were until the last one; `meta` is empty meanwhile, so that after a crash everything is made again.
    """
    cursor.execute("DELETE FROM meta")
    cursor.execute("DROP SCHEMA IF EXISTS aside CASCADE")
    cursor.execute("CREATE SCHEMA aside")
    for card in _CARDS:
        cursor.execute(f"CREATE TABLE aside.{card} AS FROM {card} LIMIT 0")
    cursor.execute("SET search_path = 'aside,main'")
    for measures in turns:
        _begin_anew(cursor)
        _score(cursor, measures)
    _begin_anew(cursor)
    cursor.execute("SET search_path = 'main'")
    for card in _CARDS:
        cursor.execute(f"CREATE OR REPLACE TABLE {card} AS FROM aside.{card} ORDER BY unit_id, period")
    cursor.execute("DROP SCHEMA aside CASCADE")


def _begin_anew(cursor: Cursor) -> None:
    cursor.commit()
    cursor.begin()


def _touch_everything(cursor: Cursor) -> None:
    cursor.execute(
        "CREATE OR REPLACE TABLE unit_ancestor AS "
        "WITH RECURSIVE climb AS (SELECT unit_id, parent_id AS ancestor_id FROM unit WHERE parent_id IS NOT NULL "
        "UNION SELECT c.unit_id, u.parent_id FROM climb AS c JOIN unit AS u ON u.unit_id = c.ancestor_id WHERE u.parent_id IS NOT NULL) "
        "FROM climb"
    )
    _number_working_days(cursor)
    for card in ("task_card", "duty_card"):
        cursor.execute(f"DELETE FROM {card}")
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE all_touched AS SELECT DISTINCT unit_id, measure_id FROM plan_unit JOIN indicator USING (plan_id)"
    )
    cursor.execute("CREATE OR REPLACE TEMP TABLE touched_unit AS SELECT DISTINCT unit_id FROM plan_unit")


def _number_working_days(cursor: Cursor) -> None:
    """Monday to Friday without holidays, with the Saturdays worked instead; a day off not yet certain counts as any other day."""
    cursor.execute(
        "CREATE OR REPLACE TABLE working_day AS SELECT day, row_number() OVER (ORDER BY day)::INTEGER AS number "
        "FROM (SELECT unnest(generate_series(DATE '2015-01-01', DATE '2060-12-31', INTERVAL 1 DAY))::DATE AS day) "
        "LEFT JOIN (FROM holiday WHERE certain) AS h USING (day) WHERE coalesce(h.kind = 'lam_bu', isodow(day) < 6)"
    )


def _touch(cursor: Cursor, touched: Touched) -> None:
    units, measures = [unit for unit, _ in touched.series], [measure for _, measure in touched.series]
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE all_touched AS SELECT unnest($1::VARCHAR[]) AS unit_id, unnest($2::VARCHAR[]) AS measure_id",
        [units, measures],
    )
    cursor.execute("CREATE OR REPLACE TEMP TABLE touched_unit AS SELECT unnest($1::VARCHAR[]) AS unit_id", [list(touched.units)])


def _note_standing(cursor: Cursor, number: int, sha256: str, first: str, catalogue: Path) -> None:
    standing = {
        "ledger_first": first,
        "ledger_number": str(number),
        "ledger_sha256": sha256,
        "catalogue": catalogue_hash(catalogue),
        "program": _program_hash(),
        "last_quarter": cursor.execute("SELECT coalesce(last_quarter, 0)::VARCHAR FROM clock").fetchall()[0][0],
    }
    cursor.execute("DELETE FROM meta")
    cursor.executemany("INSERT INTO meta VALUES (?, ?)", [list(pair) for pair in standing.items()])
