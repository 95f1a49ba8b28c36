-- The tables of the warehouse. Names are a contract: other programs read them.
-- No keys and no sequences: uniqueness is checked where rows come in (store/catalogue.py, etl). Running this file empties everything:
-- the warehouse is always made again from the catalogue and the ledger.

CREATE OR REPLACE TABLE plan (plan_id VARCHAR, number VARCHAR, issued_on DATE, issuer_unit_id VARCHAR, title VARCHAR, kind VARCHAR, status VARCHAR,
    effective_to DATE, note VARCHAR, source VARCHAR);
CREATE OR REPLACE TABLE plan_link (plan_id VARCHAR, relation VARCHAR, number VARCHAR, issued_on DATE, name VARCHAR, source VARCHAR);
CREATE OR REPLACE TABLE plan_unit (plan_id VARCHAR, unit_id VARCHAR, valid_from DATE, valid_to DATE);

CREATE OR REPLACE TABLE unit (unit_id VARCHAR, name VARCHAR, short_name VARCHAR, kind VARCHAR, parent_id VARCHAR, code VARCHAR, valid_from DATE,
    valid_to DATE, source VARCHAR, demonstration BOOLEAN DEFAULT false);
CREATE OR REPLACE TABLE unit_lineage (old_unit_id VARCHAR, new_unit_id VARCHAR, kind VARCHAR, on_date DATE, note VARCHAR);

CREATE OR REPLACE TABLE measure (measure_id VARCHAR, family VARCHAR, name VARCHAR, unit_of_measure VARCHAR, direction VARCHAR, value_kind VARCHAR,
    over_units VARCHAR, over_time VARCHAR, decimals INTEGER, definition VARCHAR, numerator_label VARCHAR, denominator_label VARCHAR,
    sharing_reason VARCHAR);
CREATE OR REPLACE TABLE baseline (measure_id VARCHAR, unit_id VARCHAR, period VARCHAR, value DECIMAL(18, 4), source VARCHAR);

CREATE OR REPLACE TABLE indicator (indicator_id VARCHAR, plan_id VARCHAR, appendix VARCHAR, part VARCHAR, row_no VARCHAR, group_name VARCHAR,
    name VARCHAR, measure_id VARCHAR, output VARCHAR, certain BOOLEAN, doubt VARCHAR, source VARCHAR, stages VARCHAR, unit VARCHAR,
    position INTEGER);
CREATE OR REPLACE TABLE target (indicator_id VARCHAR, unit_id VARCHAR, stage INTEGER, op VARCHAR, value DECIMAL(18, 4), upper DECIMAL(18, 4),
    text VARCHAR, due_on DATE, valid_from DATE, replaced_by VARCHAR, certain BOOLEAN, doubt VARCHAR, source VARCHAR);
CREATE OR REPLACE TABLE task (task_id VARCHAR, plan_id VARCHAR, kind VARCHAR, section VARCHAR, row_no VARCHAR, section_name VARCHAR, name VARCHAR,
    due_kind VARCHAR, due_on DATE, then_ongoing BOOLEAN, due_text VARCHAR, output VARCHAR, certain BOOLEAN, doubt VARCHAR, source VARCHAR,
    position INTEGER);
CREATE OR REPLACE TABLE assignment (subject_id VARCHAR, role VARCHAR, unit_id VARCHAR, text VARCHAR);
CREATE OR REPLACE TABLE duty (duty_id VARCHAR, plan_id VARCHAR, reporter VARCHAR, receiver VARCHAR, frequency VARCHAR, rule VARCHAR, text VARCHAR,
    source VARCHAR);
CREATE OR REPLACE TABLE criterion (plan_id VARCHAR, audience VARCHAR, row_no INTEGER, text VARCHAR, source VARCHAR);
CREATE OR REPLACE TABLE phase (plan_id VARCHAR, row_no INTEGER, name VARCHAR, from_year INTEGER, to_year INTEGER, text VARCHAR, source VARCHAR);
CREATE OR REPLACE TABLE award (plan_id VARCHAR, row_no INTEGER, name VARCHAR, text VARCHAR, source VARCHAR);
CREATE OR REPLACE TABLE index_named (plan_id VARCHAR, index_id VARCHAR, unit_id VARCHAR, text VARCHAR, source VARCHAR);
CREATE OR REPLACE TABLE index_figure (index_id VARCHAR, unit_id VARCHAR, year INTEGER, version VARCHAR, part VARCHAR, score DECIMAL(18, 4),
    rank INTEGER, out_of INTEGER, source VARCHAR, note VARCHAR,
    figure_id VARCHAR, by_whom VARCHAR, "at" TIMESTAMP, verified BOOLEAN);  -- these four: only where a person entered it
-- What an index is made of in one way of computing it: a part's weight in the whole (none: shown, not summed) and its highest score.
CREATE OR REPLACE TABLE index_part (index_id VARCHAR, version VARCHAR, part VARCHAR, position INTEGER, weight DECIMAL(6, 4), top DECIMAL(18, 4),
    source VARCHAR);
-- What a plan's own text lacks or says twice, as far as no table can tell.
CREATE OR REPLACE TABLE plan_gap (plan_id VARCHAR, kind VARCHAR, appendix VARCHAR, place VARCHAR, text VARCHAR, source VARCHAR);
CREATE OR REPLACE TABLE holiday (day DATE, name VARCHAR, kind VARCHAR, source VARCHAR, certain BOOLEAN, doubt VARCHAR);
CREATE OR REPLACE TABLE method (key VARCHAR, value DECIMAL(6, 4));

-- What people entered, as the ledger tells it.
CREATE OR REPLACE TABLE submission (submission_id VARCHAR, plan_id VARCHAR, unit_id VARCHAR, period VARCHAR, file_name VARCHAR, sha256 VARCHAR,
    by_whom VARCHAR, "at" TIMESTAMP, state VARCHAR, reason VARCHAR, number INTEGER, verified BOOLEAN,
    quarter INTEGER, decided_by VARCHAR, decided_at TIMESTAMP, self_approved BOOLEAN DEFAULT false);
CREATE OR REPLACE TABLE value (submission_id VARCHAR, unit_id VARCHAR, measure_id VARCHAR, period VARCHAR, value DECIMAL(18, 4),
    numerator DECIMAL(18, 4), denominator DECIMAL(18, 4), estimate BOOLEAN, note VARCHAR, evidence VARCHAR, sheet VARCHAR, cell VARCHAR,
    not_applicable BOOLEAN, quarter INTEGER);
CREATE OR REPLACE TABLE task_report (submission_id VARCHAR, unit_id VARCHAR, task_id VARCHAR, period VARCHAR, state VARCHAR, percent DECIMAL(18, 4),
    completed_on DATE, note VARCHAR, sheet VARCHAR, cell VARCHAR, quarter INTEGER);
CREATE OR REPLACE TABLE duty_sent (duty_id VARCHAR, unit_id VARCHAR, period VARCHAR, sent_on DATE, document VARCHAR,
    number INTEGER, by_whom VARCHAR);
CREATE OR REPLACE TABLE contact (unit_id VARCHAR, name VARCHAR, phone VARCHAR, email VARCHAR, by_whom VARCHAR, "at" TIMESTAMP);
CREATE OR REPLACE TABLE assessment (plan_id VARCHAR, unit_id VARCHAR, audience VARCHAR, row_no INTEGER, period VARCHAR, text VARCHAR,
    points DECIMAL(18, 4), verdict VARCHAR, out_of DECIMAL(18, 4), by_whom VARCHAR, "at" TIMESTAMP, number INTEGER);
CREATE OR REPLACE TABLE participant (plan_id VARCHAR, unit_id VARCHAR, audience VARCHAR, from_year INTEGER, to_year INTEGER, by_whom VARCHAR,
    "at" TIMESTAMP, number INTEGER);
CREATE OR REPLACE TABLE emulation_evidence (plan_id VARCHAR, unit_id VARCHAR, audience VARCHAR, row_no INTEGER, period VARCHAR, text VARCHAR,
    document VARCHAR, by_whom VARCHAR, "at" TIMESTAMP, number INTEGER);
CREATE OR REPLACE TABLE emulation_scale (scale_id VARCHAR, plan_id VARCHAR, owner VARCHAR, file_name VARCHAR, sha256 VARCHAR, by_whom VARCHAR,
    "at" TIMESTAMP, number INTEGER);
CREATE OR REPLACE TABLE emulation_maximum (scale_id VARCHAR, plan_id VARCHAR, audience VARCHAR, row_no INTEGER, points DECIMAL(18, 4));
CREATE OR REPLACE TABLE award_proposal (proposal_id VARCHAR, plan_id VARCHAR, award_row INTEGER, period VARCHAR, nominee_kind VARCHAR,
    unit_id VARCHAR, nominee VARCHAR, reason VARCHAR, state VARCHAR, by_whom VARCHAR, "at" TIMESTAMP, number INTEGER, withdrawn_by VARCHAR,
    withdrawn_at TIMESTAMP, withdrawn_why VARCHAR);
CREATE OR REPLACE TABLE award_ground (proposal_id VARCHAR, audience VARCHAR, row_no INTEGER);
CREATE OR REPLACE TABLE meeting_task (meeting_task_id VARCHAR, unit_id VARCHAR, text VARCHAR, lead_unit_id VARCHAR, due_on DATE, done_on DATE,
    plan_id VARCHAR, period VARCHAR, concluded_on DATE, result VARCHAR, withdrawn_why VARCHAR, by_whom VARCHAR, "at" TIMESTAMP, number INTEGER);
CREATE OR REPLACE TABLE briefing (code VARCHAR, sha256 VARCHAR, plan_id VARCHAR, unit_id VARCHAR, period VARCHAR, as_of DATE, by_whom VARCHAR,
    "at" TIMESTAMP, number INTEGER);
CREATE OR REPLACE TABLE person (person_id VARCHAR, name VARCHAR, role VARCHAR, unit_id VARCHAR, active BOOLEAN, email VARCHAR);
CREATE OR REPLACE TABLE period (period VARCHAR, first_day DATE, last_day DATE, closes_on DATE, due_on DATE, locked BOOLEAN, quarter INTEGER,
    closing_rule VARCHAR, reason VARCHAR, by_whom VARCHAR, opened BOOLEAN);
CREATE OR REPLACE TABLE period_exception (period VARCHAR, unit_id VARCHAR, until DATE, reason VARCHAR, by_whom VARCHAR);
CREATE OR REPLACE TABLE explanation (explanation_id VARCHAR, unit_id VARCHAR, indicator_id VARCHAR, measure_id VARCHAR, period VARCHAR,
    question VARCHAR, asked_by VARCHAR, asked_at TIMESTAMP, due_on DATE, answer VARCHAR, answered_by VARCHAR, answered_at TIMESTAMP, state VARCHAR,
    closed_by VARCHAR, closed_at TIMESTAMP, number INTEGER);
CREATE OR REPLACE TABLE column_match (shape VARCHAR, sheet VARCHAR, first_row INTEGER, last_row INTEGER, layout VARCHAR, plan_id VARCHAR,
    unit_id VARCHAR, columns VARCHAR, measures VARCHAR, units VARCHAR, number INTEGER);
CREATE OR REPLACE TABLE plan_workbook (submission_id VARCHAR, plan_id VARCHAR, file_name VARCHAR, sha256 VARCHAR, by_whom VARCHAR,
    "at" TIMESTAMP, number INTEGER);
CREATE OR REPLACE TABLE setting (key VARCHAR, value VARCHAR);
-- Every ledger entry, for the audit: who did what when; `facts` are the few that say about what, as JSON.
CREATE OR REPLACE TABLE entry (number INTEGER, kind VARCHAR, "at" TIMESTAMP, by_whom VARCHAR, unit_id VARCHAR, plan_id VARCHAR, facts VARCHAR,
    sha256 VARCHAR);

-- Derived, and the only places where a status is decided (scorecard.sql, duties.sql).
CREATE OR REPLACE TABLE unit_ancestor (unit_id VARCHAR, ancestor_id VARCHAR);
CREATE OR REPLACE TABLE scorecard (unit_id VARCHAR, indicator_id VARCHAR, period VARCHAR, stage INTEGER, held BOOLEAN, base DECIMAL(18, 4),
    base_period VARCHAR, target DECIMAL(18, 4), op VARCHAR, expected DOUBLE, value DECIMAL(18, 4), value_period VARCHAR, status VARCHAR,
    reason VARCHAR, gap_closed DOUBLE, pace DOUBLE, projected DOUBLE, met_in VARCHAR, needed_per_quarter DOUBLE, age_quarters INTEGER,
    reported_units INTEGER, due_units INTEGER, approved BOOLEAN, estimate BOOLEAN,
    upper DECIMAL(18, 4), certain BOOLEAN, aggregated BOOLEAN, aggregate DECIMAL(18, 4), averaged BOOLEAN, missing_quarters INTEGER,
    newer_pending BOOLEAN, children VARCHAR);
CREATE OR REPLACE TABLE stage_card (unit_id VARCHAR, indicator_id VARCHAR, stage INTEGER, period VARCHAR, held BOOLEAN, base DECIMAL(18, 4),
    base_period VARCHAR, target DECIMAL(18, 4), op VARCHAR, expected DOUBLE, value DECIMAL(18, 4), value_period VARCHAR, status VARCHAR,
    reason VARCHAR, gap_closed DOUBLE, pace DOUBLE, projected DOUBLE, met_in VARCHAR, needed_per_quarter DOUBLE, age_quarters INTEGER,
    reported_units INTEGER, due_units INTEGER, approved BOOLEAN, estimate BOOLEAN, already_met BOOLEAN,
    upper DECIMAL(18, 4), certain BOOLEAN);
CREATE OR REPLACE TABLE scorecard_source (unit_id VARCHAR, indicator_id VARCHAR, period VARCHAR, role VARCHAR, submission_id VARCHAR, sheet VARCHAR,
    cell VARCHAR);
CREATE OR REPLACE TABLE task_card (task_id VARCHAR, unit_id VARCHAR, period VARCHAR, state VARCHAR, overdue_days INTEGER, due_on DATE,
    completed_on DATE, percent DECIMAL(18, 4), submission_id VARCHAR);
CREATE OR REPLACE TABLE duty_card (duty_id VARCHAR, unit_id VARCHAR, period VARCHAR, due_on DATE, sent_on DATE, state VARCHAR, closes_on DATE);

-- Working days, numbered: the difference of two numbers is a count of working days. Made from the holidays (warehouse.py).
CREATE OR REPLACE TABLE working_day (day DATE, number INTEGER);

-- Which ledger entry, catalogue and program the tables stand at.
CREATE OR REPLACE TABLE meta (key VARCHAR, value VARCHAR);

CREATE OR REPLACE MACRO quarter_name(index) AS (index // 4)::VARCHAR || 'Q' || (index % 4 + 1)::VARCHAR;
CREATE OR REPLACE MACRO quarter_of(day) AS (year(day) * 4 + quarter(day) - 1)::INTEGER;
-- The quarter a period ends in: 2026Q3, 2026M07, 2026H1, 2026N9, 2026.
CREATE OR REPLACE MACRO period_quarter(period) AS left(period, 4)::INTEGER * 4 + CASE substr(period, 5, 1)
    WHEN '' THEN 3
    WHEN 'Q' THEN substr(period, 6)::INTEGER - 1
    WHEN 'H' THEN substr(period, 6)::INTEGER * 2 - 1
    ELSE (substr(period, 6)::INTEGER - 1) // 3 END;
CREATE OR REPLACE MACRO last_day_of(index) AS last_day(make_date(index // 4, index % 4 * 3 + 3, 1));

-- A quotient rounded half-up to a measure's decimals. DuckDB divides DECIMALs as floats, so this divides whole numbers.
CREATE OR REPLACE MACRO ten_to(decimals) AS CASE decimals WHEN 0 THEN 1 WHEN 1 THEN 10 WHEN 2 THEN 100 WHEN 3 THEN 1000 ELSE 10000 END;
CREATE OR REPLACE MACRO whole(number) AS (number::DECIMAL(32, 4) * 10000)::HUGEINT;
CREATE OR REPLACE MACRO divide_half_up(num, den, decimals) AS
    ((sign(num) * ((2 * abs(whole(num)) * ten_to(decimals) + abs(whole(den))) // (2 * abs(whole(den)))))::DECIMAL(22, 0)
     * (10000 // ten_to(decimals))::DECIMAL(5, 0) * 0.0001::DECIMAL(5, 4))::DECIMAL(18, 4);

-- Rule 5: `>` and `<` strictly; the others at or past the target in the good direction (d = +1 higher is better, -1 lower).
CREATE OR REPLACE MACRO meets(op, d, number, low, upper) AS CASE op
    WHEN '>' THEN number > low
    WHEN '<' THEN number < low
    WHEN 'range' THEN CASE WHEN d > 0 THEN number >= low ELSE number <= upper END
    ELSE d * (number - low) >= 0 END;
CREATE OR REPLACE MACRO goes_beyond(op, d, number, low, upper) AS CASE
    WHEN op IN ('>', '<') THEN false
    WHEN op = 'range' THEN CASE WHEN d > 0 THEN number > upper ELSE number < low END
    ELSE d * (number - low) > 0 END;
-- The end of a range its path leads to.
CREATE OR REPLACE MACRO near_end(op, d, low, upper) AS CASE WHEN op = 'range' AND d < 0 THEN upper ELSE low END;

-- How a task stands on a day: on a quarter's last day in duties.sql, on any other day where a screen says so. `due` only where it can be overdue.
-- Done on a later day is not yet done.
CREATE OR REPLACE MACRO task_done_on(reported, done, as_of) AS CASE WHEN reported = 'hoan_thanh' AND done <= as_of THEN done END;
CREATE OR REPLACE MACRO task_state(kind_of_due, due, reported, done, as_of) AS CASE
    WHEN kind_of_due = 'ongoing' THEN CASE WHEN reported = 'tam_dung' THEN 'tam_dung' ELSE 'thuong_xuyen' END
    WHEN done IS NOT NULL THEN CASE WHEN done > due THEN 'qua_han_xong' ELSE 'dung_han' END
    WHEN reported = 'tam_dung' THEN 'tam_dung'
    WHEN kind_of_due = 'conditional' THEN 'co_dieu_kien'
    WHEN due IS NULL THEN 'khong_han'
    WHEN as_of > due THEN 'qua_han'
    ELSE 'trong_han' END;
CREATE OR REPLACE MACRO task_overdue_days(standing, due, done, as_of) AS
    CASE WHEN standing IN ('qua_han', 'qua_han_xong') THEN coalesce(done, as_of) - due END;

-- Which reports a plan asks of the units it binds, up to a day: one for each month, each year, or once. Cut where plan, binding or unit
-- ends, as quarters are; none that falls due before the plan is issued or the unit bound. A duty's rule names a day of each month
-- ("thang:16"), of each year ("nam:30/11"), a year ("tong_ket:2030"), or none. A deadline on a day off ends with the next working day.
-- `of_unit`: of one unit only.
CREATE OR REPLACE MACRO duty_occasions(until_day, of_unit := NULL) AS TABLE
WITH bound_duty AS (
    SELECT b.plan_id, b.unit_id, any_value(p.issued_on) AS issued_on,
        min(greatest(p.issued_on, b.valid_from, u.valid_from)) AS starts_on,
        max(coalesce(last_day_of(quarter_of(least(p.effective_to, b.valid_to, u.valid_to) + 1) - 1), DATE '9999-12-31')) AS ends_on
    FROM plan_unit AS b JOIN plan AS p USING (plan_id) JOIN unit AS u USING (unit_id)
    WHERE until_day IS NOT NULL AND (of_unit IS NULL OR b.unit_id = of_unit) GROUP BY ALL
), dated AS MATERIALIZED (
    SELECT d.duty_id, d.plan_id, b.unit_id, d.frequency, b.starts_on, b.ends_on, least(until_day, b.ends_on) AS stops_on,
        string_split(d.rule, ':')[2] AS day_named,
        unnest(generate_series(date_trunc('month', b.issued_on)::DATE, least(until_day, b.ends_on), INTERVAL 1 MONTH))::DATE AS month
    FROM bound_duty AS b JOIN duty AS d USING (plan_id)
), occasion AS (
    SELECT duty_id, plan_id, unit_id, starts_on, ends_on, strftime(month, '%YM%m') AS period,
        CASE WHEN day_named IS NOT NULL THEN try(make_date(year(month), month(month), day_named::INTEGER)) END AS due_on
    FROM dated WHERE frequency = 'thang'
    UNION
    SELECT duty_id, plan_id, unit_id, starts_on, ends_on, year(month)::VARCHAR,
        CASE WHEN day_named IS NOT NULL
            THEN try(make_date(year(month), string_split(day_named, '/')[2]::INTEGER, string_split(day_named, '/')[1]::INTEGER)) END
    FROM dated WHERE frequency = 'nam'
    UNION
    SELECT duty_id, plan_id, unit_id, starts_on, ends_on, day_named, try(make_date(day_named::INTEGER, 12, 31))
    FROM dated WHERE frequency IN ('so_ket', 'tong_ket') AND try_cast(day_named AS INTEGER) <= year(stops_on)
), sent AS (
    SELECT duty_id, unit_id, period, min(sent_on) AS sent_on FROM duty_sent GROUP BY ALL
)
SELECT o.duty_id, o.plan_id, o.unit_id, o.period, o.due_on, coalesce(w.day, o.due_on) AS closes_on, o.ends_on, s.sent_on
FROM occasion AS o ASOF LEFT JOIN working_day AS w ON w.day >= o.due_on
    LEFT JOIN sent AS s ON s.duty_id = o.duty_id AND s.unit_id = o.unit_id AND s.period = o.period
WHERE o.due_on IS NULL OR o.due_on >= o.starts_on;

-- How a report stands on a day, on a quarter's last in duties.sql: the earliest sending counts, whenever it was recorded.
CREATE OR REPLACE MACRO duty_state(sent, closes, as_of) AS CASE
    WHEN sent > closes THEN 'gui_muon'
    WHEN sent IS NOT NULL THEN 'da_gui'
    WHEN as_of > closes THEN 'qua_han'
    ELSE 'chua_den_han' END;
-- The same for a quarter's figures, due by the office's own rule: without one nothing is late, nor where nobody knows the day they came.
CREATE OR REPLACE MACRO figures_state(reported, reported_on, closes, as_of) AS CASE
    WHEN reported AND (closes IS NULL OR reported_on IS NULL) THEN 'da_bao_cao'
    WHEN closes IS NULL THEN 'chua_dat_han'
    ELSE duty_state(reported_on, closes, as_of) END;
