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
        -- done on a day after the period is not yet done in it
        CASE WHEN report.state = 'hoan_thanh' AND report.completed_on <= last_day_of(quarter) THEN report.completed_on END AS completed_on
    FROM told
)
SELECT task_id, unit_id, quarter_name(quarter) AS period,
    CASE
        WHEN due_kind = 'ongoing' THEN CASE WHEN reported_state = 'tam_dung' THEN 'tam_dung' ELSE 'thuong_xuyen' END
        WHEN completed_on IS NOT NULL THEN CASE WHEN completed_on > due_on THEN 'qua_han_xong' ELSE 'dung_han' END
        WHEN reported_state = 'tam_dung' THEN 'tam_dung'
        WHEN due_kind = 'conditional' THEN 'co_dieu_kien'
        WHEN due_on IS NULL THEN 'khong_han'
        WHEN last_day_of(quarter) > due_on THEN 'qua_han'
        ELSE 'trong_han'
    END AS state,
    CASE WHEN state IN ('qua_han', 'qua_han_xong') THEN coalesce(completed_on, last_day_of(quarter)) - due_on END AS overdue_days,
    due_on, completed_on, percent, submission_id
FROM reported;

-- A duty's rule names a day of each month ("thang:16"), of each year ("nam:30/11"), a year ("tong_ket:2030"), or none.
INSERT INTO duty_card BY NAME
WITH dated AS (
    SELECT d.duty_id, b.unit_id, d.frequency, p.issued_on, last_day_of(b.last_quarter) AS as_of,
        string_split(d.rule, ':')[2] AS day_named,
        unnest(generate_series(date_trunc('month', p.issued_on)::DATE, last_day_of(b.last_quarter), INTERVAL 1 MONTH))::DATE AS month
    FROM bound_unit AS b JOIN plan AS p USING (plan_id) JOIN duty AS d USING (plan_id)
), occasion AS (
    SELECT duty_id, unit_id, as_of, issued_on, strftime(month, '%YM%m') AS period,
        CASE WHEN day_named IS NOT NULL THEN try(make_date(year(month), month(month), day_named::INTEGER)) END AS due_on
    FROM dated WHERE frequency = 'thang'
    UNION
    SELECT duty_id, unit_id, as_of, issued_on, year(month)::VARCHAR,
        CASE WHEN day_named IS NOT NULL
            THEN try(make_date(year(month), string_split(day_named, '/')[2]::INTEGER, string_split(day_named, '/')[1]::INTEGER)) END
    FROM dated WHERE frequency = 'nam'
    UNION
    SELECT duty_id, unit_id, as_of, issued_on, day_named, try(make_date(day_named::INTEGER, 12, 31))
    FROM dated WHERE frequency IN ('so_ket', 'tong_ket') AND try_cast(day_named AS INTEGER) <= year(as_of)
), closing AS (
    -- a deadline on a Saturday or Sunday ends with the next working day
    SELECT *, due_on + CASE isodow(due_on) WHEN 6 THEN 2 WHEN 7 THEN 1 ELSE 0 END AS closes_on
    FROM occasion WHERE due_on IS NULL OR due_on >= issued_on
)
SELECT c.duty_id, c.unit_id, c.period, c.due_on, s.sent_on, c.closes_on,
    CASE
        WHEN s.sent_on > c.closes_on THEN 'gui_muon'
        WHEN s.sent_on IS NOT NULL THEN 'da_gui'
        WHEN c.as_of > c.closes_on THEN 'qua_han'
        ELSE 'chua_den_han'
    END AS state
FROM closing AS c
    LEFT JOIN (SELECT duty_id, unit_id, period, min(sent_on) AS sent_on FROM duty_sent GROUP BY ALL) AS s USING (duty_id, unit_id, period);
