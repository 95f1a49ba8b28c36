-- Tasks against their deadlines, reporting duties against the calendar. The only place where the state of either is decided.
--
-- Recomputes task_card and duty_card for the units in the temporary table `touched_unit`, up to the quarter in `clock`. "Overdue" is
-- as of the period's last day, never as of today. Stands after scorecard.sql and uses its table `binding`.

CREATE OR REPLACE TEMP TABLE bound_unit AS
SELECT plan_id, unit_id, min(first_quarter) AS first_quarter, max(last_quarter) AS last_quarter
FROM binding WHERE unit_id IN (SELECT unit_id FROM touched_unit) GROUP BY ALL;

DELETE FROM task_card WHERE unit_id IN (SELECT unit_id FROM touched_unit);
DELETE FROM duty_card WHERE unit_id IN (SELECT unit_id FROM touched_unit);

-- The latest report of each quarter: approved before pending, as for figures.
CREATE OR REPLACE TEMP TABLE standing_report AS
SELECT r.unit_id, r.task_id, r.quarter, r.state, r.percent, r.completed_on, r.submission_id
FROM task_report AS r JOIN submission AS s USING (submission_id)
WHERE s.state IN ('da_duyet', 'cho_duyet') AND r.unit_id IN (SELECT unit_id FROM touched_unit)
QUALIFY row_number() OVER (PARTITION BY r.unit_id, r.task_id, r.quarter ORDER BY s.state = 'da_duyet' DESC, s.number DESC) = 1;

INSERT INTO task_card BY NAME
WITH line AS (
    SELECT b.unit_id, t.task_id, t.due_kind, unnest(range(b.first_quarter, b.last_quarter + 1))::INTEGER AS quarter,
        CASE WHEN t.due_kind IN ('fixed', 'period') THEN t.due_on END AS due_on
    FROM bound_unit AS b JOIN task AS t USING (plan_id)
), told AS (
    -- the latest report up to each quarter
    SELECT l.*, last_value(CASE WHEN r.task_id IS NOT NULL THEN r END IGNORE NULLS)
        OVER (PARTITION BY l.unit_id, l.task_id ORDER BY l.quarter) AS report
    FROM line AS l LEFT JOIN standing_report AS r USING (unit_id, task_id, quarter)
), reported AS (
    SELECT * EXCLUDE (report), report.state AS reported_state, report.percent, report.submission_id,
        task_done_on(report.state, report.completed_on, last_day_of(quarter)) AS completed_on
    FROM told
)
SELECT task_id, unit_id, quarter_name(quarter) AS period,
    task_state(due_kind, due_on, reported_state, completed_on, last_day_of(quarter)) AS state,
    task_overdue_days(state, due_on, completed_on, last_day_of(quarter)) AS overdue_days,
    due_on, completed_on, percent, submission_id
FROM reported
ORDER BY unit_id, quarter;

-- What falls due when, and how it stands on a day, say the macros of schema.sql: a page asks the same as of today.
INSERT INTO duty_card BY NAME
SELECT duty_id, unit_id, period, due_on, sent_on, closes_on,
    duty_state(sent_on, closes_on, least(last_day_of((SELECT last_quarter FROM clock)), ends_on)) AS state
FROM duty_occasions((SELECT last_day_of(last_quarter) FROM clock))
WHERE unit_id IN (SELECT unit_id FROM touched_unit);
