-- The method: when is an indicator on its way. The only place where the status of an indicator is decided.
--
-- Recomputes scorecard, stage_card and scorecard_source for the series in the temporary table `touched` (unit_id, measure_id) and their
-- ancestors, up to the quarter in `clock`; given every series, it computes them whole. Thresholds are data (`method`). Comparisons
-- with thresholds multiply out instead of dividing, so they are exact. A quarter is a running number, year * 4 + (0 to 3).

-- 1. What is to be recomputed ------------------------------------------------------------------------------------------------

CREATE OR REPLACE TEMP TABLE scope AS
SELECT unit_id, measure_id FROM touched
UNION
SELECT a.ancestor_id, t.measure_id FROM touched AS t JOIN unit_ancestor AS a USING (unit_id);

-- Whom a plan binds, and in which quarters: rows run from the plan's first year, cut where plan, binding or unit ends ...
CREATE OR REPLACE TEMP TABLE binding AS
SELECT b.plan_id, b.unit_id,
    year(p.issued_on) * 4 AS first_quarter,
    least(c.last_quarter, quarter_of(least(p.effective_to, b.valid_to, u.valid_to) + 1) - 1) AS last_quarter,
    -- ... and reports are due from the first quarter on whose last day binding and unit are valid.
    coalesce(quarter_of(greatest(b.valid_from, u.valid_from)), 0) AS due_from
FROM plan_unit AS b JOIN plan AS p USING (plan_id) JOIN unit AS u USING (unit_id) CROSS JOIN clock AS c
WHERE c.last_quarter IS NOT NULL;

CREATE OR REPLACE TEMP TABLE reporter AS
SELECT plan_id, unit_id, min(first_quarter) AS first_quarter, max(last_quarter) AS last_quarter, true AS bound FROM binding GROUP BY ALL
UNION ALL
SELECT b.plan_id, a.ancestor_id, min(b.first_quarter), least(max(b.last_quarter), any_value(quarter_of(u.valid_to + 1) - 1)), false
FROM binding AS b JOIN unit_ancestor AS a USING (unit_id) JOIN unit AS u ON u.unit_id = a.ancestor_id
WHERE NOT EXISTS (FROM binding AS own WHERE own.plan_id = b.plan_id AND own.unit_id = a.ancestor_id)
GROUP BY b.plan_id, a.ancestor_id;

-- 2. Which figure stands ------------------------------------------------------------------------------------------------------
-- The latest approved; a pending one only where none is approved. A figure for the whole year belongs to its Q4.

CREATE OR REPLACE TEMP TABLE standing AS
SELECT * EXCLUDE (place)
FROM (
    SELECT v.unit_id, v.measure_id, v.quarter, v.value, v.numerator, v.denominator, v.estimate, v.approved, v.submission_id, v.sheet,
        v.cell, v.numerator IS NOT NULL AND v.denominator > 0 AS both_parts,
        row_number() OVER (series_quarter ORDER BY v.approved DESC, v.number DESC) AS place,
        coalesce(max(v.number) FILTER (NOT v.approved) OVER series_quarter > max(v.number) FILTER (v.approved) OVER series_quarter, false)
            AS newer_pending
    FROM (
        SELECT v.* EXCLUDE (quarter), s.state = 'da_duyet' AS approved, s.number,
            CASE m.over_time WHEN 'ca_nam' THEN v.quarter // 4 * 4 + 3 ELSE v.quarter END AS quarter
        FROM value AS v JOIN submission AS s USING (submission_id) JOIN measure AS m USING (measure_id)
        WHERE s.state IN ('da_duyet', 'cho_duyet')
            AND (v.unit_id, v.measure_id) IN (
                SELECT (unit_id, measure_id) FROM scope
                UNION ALL
                SELECT (a.unit_id, s.measure_id) FROM scope AS s JOIN unit_ancestor AS a ON a.ancestor_id = s.unit_id)
    ) AS v
    WINDOW series_quarter AS (PARTITION BY v.unit_id, v.measure_id, v.quarter)
) AS ranked
WHERE place = 1 AND value IS NOT NULL;

-- How many bound units below an ancestor owe a figure, quarter by quarter.
CREATE OR REPLACE TEMP TABLE due_count AS
SELECT b.plan_id, a.ancestor_id AS unit_id, q.quarter, count(DISTINCT b.unit_id) AS due_units
FROM binding AS b JOIN unit_ancestor AS a USING (unit_id)
    JOIN (SELECT unnest(range(min(first_quarter), max(last_quarter) + 1)) AS quarter FROM binding UNION SELECT quarter FROM standing) AS q
        ON q.quarter BETWEEN b.due_from AND b.last_quarter
WHERE a.ancestor_id IN (SELECT unit_id FROM scope)
GROUP BY ALL;

-- Ancestors all of whose communes are bound on the quarter's last day: the plan's common target is theirs too.
CREATE OR REPLACE TEMP TABLE bound_whole AS
SELECT d.plan_id, d.unit_id, d.quarter
FROM due_count AS d
WHERE EXISTS (FROM unit_ancestor AS a JOIN unit AS u USING (unit_id)
        WHERE a.ancestor_id = d.unit_id AND u.kind IN ('phuong', 'xa', 'dac_khu')
            AND d.quarter >= coalesce(quarter_of(u.valid_from), 0) AND d.quarter <= coalesce(quarter_of(u.valid_to + 1) - 1, d.quarter))
    AND NOT EXISTS (FROM unit_ancestor AS a JOIN unit AS u USING (unit_id)
        WHERE a.ancestor_id = d.unit_id AND u.kind IN ('phuong', 'xa', 'dac_khu')
            AND d.quarter >= coalesce(quarter_of(u.valid_from), 0) AND d.quarter <= coalesce(quarter_of(u.valid_to + 1) - 1, d.quarter)
            AND NOT EXISTS (FROM binding AS b WHERE b.plan_id = d.plan_id AND b.unit_id = u.unit_id
                AND d.quarter BETWEEN b.due_from AND b.last_quarter));

-- 3. Figures of each quarter: a unit's own, else what its descendants add up to -------------------------------------------------

CREATE OR REPLACE TEMP TABLE plan_measure AS SELECT DISTINCT plan_id, measure_id FROM indicator;

-- A rate within the year counts with the parts of the year so far (rule 7, `ty_le_trong_nam`).
CREATE OR REPLACE TEMP TABLE counted AS
SELECT s.unit_id, s.measure_id, s.quarter, s.submission_id, s.sheet, s.cell, s.both_parts, s.newer_pending,
    CASE WHEN within_year THEN (sum(s.numerator) FILTER (s.both_parts) OVER year_to_date)::DECIMAL(28, 4) ELSE s.numerator END AS numerator,
    CASE WHEN within_year THEN (sum(s.denominator) FILTER (s.both_parts) OVER year_to_date)::DECIMAL(28, 4) ELSE s.denominator END
        AS denominator,
    CASE WHEN within_year THEN divide_half_up(
        (sum(s.numerator) FILTER (s.both_parts) OVER year_to_date) * 100,
        sum(s.denominator) FILTER (s.both_parts) OVER year_to_date, s.decimals) ELSE s.value END AS value,
    CASE WHEN within_year THEN bool_and(s.approved) FILTER (s.both_parts) OVER year_to_date ELSE s.approved END AS approved,
    CASE WHEN within_year THEN bool_or(s.estimate) FILTER (s.both_parts) OVER year_to_date ELSE s.estimate END AS estimate
FROM (
    SELECT s.*, m.decimals, m.over_time = 'ty_le_trong_nam' AND s.both_parts AS within_year
    FROM standing AS s JOIN measure AS m USING (measure_id)
) AS s
WINDOW year_to_date AS (PARTITION BY s.unit_id, s.measure_id, s.quarter // 4 ORDER BY s.quarter);

-- The cells behind a figure: own cells, or those of the bound units below.
CREATE OR REPLACE TEMP TABLE own_figure AS
SELECT r.plan_id, s.*
FROM counted AS s JOIN plan_measure USING (measure_id) JOIN reporter AS r USING (plan_id, unit_id)
WHERE (s.unit_id, s.measure_id) IN (SELECT (unit_id, measure_id) FROM scope);

CREATE OR REPLACE TEMP TABLE child_figure AS
SELECT b.plan_id, a.ancestor_id, s.*
FROM counted AS s JOIN plan_measure USING (measure_id)
    JOIN binding AS b ON b.plan_id = plan_measure.plan_id AND b.unit_id = s.unit_id
        AND s.quarter BETWEEN b.due_from AND b.last_quarter
    JOIN unit_ancestor AS a ON a.unit_id = s.unit_id
WHERE (a.ancestor_id, s.measure_id) IN (SELECT (unit_id, measure_id) FROM scope);

CREATE OR REPLACE TEMP TABLE aggregate_figure AS
SELECT g.* EXCLUDE (total, numerator, denominator, parts_known),
    CASE m.over_units
        WHEN 'tong' THEN total::DECIMAL(18, 4)
        WHEN 'trung_binh' THEN divide_half_up(total, reported_units, m.decimals)
        WHEN 'ty_so_cua_tong' THEN CASE WHEN parts_known THEN divide_half_up(numerator * 100, denominator, m.decimals) END
    END AS value,
    m.over_units = 'trung_binh' AS averaged
FROM (
    SELECT plan_id, ancestor_id AS unit_id, measure_id, quarter, count(*) AS reported_units, sum(value) AS total,
        sum(numerator) AS numerator, sum(denominator) AS denominator, bool_and(both_parts) AS parts_known,
        bool_and(approved) AS approved, bool_or(estimate) AS estimate, bool_or(newer_pending) AS newer_pending
    FROM child_figure GROUP BY ALL
) AS g JOIN measure AS m USING (measure_id);

CREATE OR REPLACE TEMP TABLE figure AS
SELECT plan_id, unit_id, measure_id, quarter, value, approved, estimate, newer_pending,
    false AS aggregated, false AS averaged, true AS complete
FROM own_figure
UNION ALL
SELECT a.plan_id, a.unit_id, a.measure_id, a.quarter, a.value, a.approved, a.estimate, a.newer_pending,
    true, a.averaged, a.reported_units = d.due_units
FROM aggregate_figure AS a JOIN due_count AS d USING (plan_id, unit_id, quarter)
WHERE a.value IS NOT NULL
    AND NOT EXISTS (FROM own_figure AS o WHERE o.plan_id = a.plan_id AND o.unit_id = a.unit_id AND o.measure_id = a.measure_id
        AND o.quarter = a.quarter);

-- 4. Observations: figures as they count over the year (rule 7) -------------------------------------------------------------------

CREATE OR REPLACE TEMP TABLE observation AS
SELECT f.plan_id, f.unit_id, f.measure_id, f.quarter, f.aggregated, f.averaged, f.newer_pending, m.over_time,
    -- a sum over units and quarters is whole only if every quarter of it is
    CASE m.over_time WHEN 'phat_sinh' THEN bool_and(f.complete) OVER year_so_far ELSE f.complete END AS complete,
    CASE m.over_time WHEN 'phat_sinh' THEN (sum(f.value) OVER year_so_far)::DECIMAL(18, 4) ELSE f.value END AS value,
    CASE m.over_time WHEN 'phat_sinh' THEN bool_and(f.approved) OVER year_so_far ELSE f.approved END AS approved,
    CASE m.over_time WHEN 'phat_sinh' THEN bool_or(f.estimate) OVER year_so_far ELSE f.estimate END AS estimate,
    CASE WHEN m.over_time = 'phat_sinh' THEN f.quarter % 4 + 1 - count(*) OVER year_so_far ELSE 0 END AS missing_quarters
FROM figure AS f JOIN measure AS m USING (measure_id)
WINDOW year_so_far AS (PARTITION BY f.plan_id, f.unit_id, f.measure_id, f.quarter // 4 ORDER BY f.quarter);

CREATE OR REPLACE TEMP TABLE whole_observation AS
SELECT plan_id, unit_id, measure_id, quarter, value FROM observation WHERE complete;

CREATE OR REPLACE TEMP TABLE known_baseline AS
SELECT unit_id, measure_id, period_quarter(period) AS quarter, value FROM baseline;

-- 5. The target in force (rule 1) --------------------------------------------------------------------------------------------------

CREATE OR REPLACE TEMP TABLE printed_stage AS
SELECT indicator_id, unnest(string_split(stages, ' '))::INTEGER AS stage FROM indicator;

-- A revised target is a new row: each holds from its day until the next of the same stage.
CREATE OR REPLACE TEMP TABLE target_span AS
SELECT indicator_id, unit_id, stage, op, value AS low, upper, certain, from_quarter,
    coalesce(lead(from_quarter) OVER (PARTITION BY indicator_id, unit_id, stage ORDER BY from_quarter, valid_from) - 1, 99999) AS to_quarter
FROM (SELECT *, coalesce(quarter_of(valid_from), 0) AS from_quarter FROM target);

-- Most units share the plan's targets (reader ''); those with a target of their own read for themselves.
CREATE OR REPLACE TEMP TABLE target_reader AS
SELECT indicator_id, '' AS reader FROM indicator
UNION
SELECT indicator_id, unit_id FROM target WHERE unit_id IS NOT NULL;

CREATE OR REPLACE TEMP TABLE target_at AS
SELECT r.indicator_id, r.reader, q.quarter, t.stage, t.op, t.low, t.upper, t.certain, t.unit_id IS NOT NULL AS own_target
FROM target_reader AS r
    JOIN indicator AS i USING (indicator_id)
    JOIN (SELECT plan_id, unnest(range(min(first_quarter), max(last_quarter) + 1)) AS quarter FROM binding GROUP BY plan_id) AS q
        USING (plan_id)
    JOIN target_span AS t ON t.indicator_id = r.indicator_id AND (t.unit_id IS NULL OR t.unit_id = r.reader)
        AND q.quarter BETWEEN t.from_quarter AND t.to_quarter
WHERE i.measure_id IN (SELECT measure_id FROM scope)
QUALIFY row_number() OVER (PARTITION BY r.indicator_id, r.reader, q.quarter, t.stage ORDER BY t.unit_id IS NOT NULL DESC) = 1;

CREATE OR REPLACE TEMP TABLE in_force AS
SELECT t.*, t.stage IS DISTINCT FROM a.asked AS held,
    (SELECT max(s.stage) FROM printed_stage AS s WHERE s.indicator_id = t.indicator_id AND s.stage < t.stage) AS previous_stage
FROM target_at AS t
    LEFT JOIN (
        SELECT s.indicator_id, q.quarter, min(s.stage) AS asked
        FROM printed_stage AS s JOIN (SELECT DISTINCT indicator_id, quarter FROM target_at) AS q USING (indicator_id)
        WHERE s.stage >= q.quarter // 4
        GROUP BY ALL
    ) AS a USING (indicator_id, quarter)
WHERE a.asked IS NULL OR t.stage <= a.asked
QUALIFY row_number() OVER (PARTITION BY t.indicator_id, t.reader, t.quarter ORDER BY t.stage DESC) = 1;

-- 6. One line for every indicator, unit and quarter ----------------------------------------------------------------------------------

CREATE OR REPLACE TEMP TABLE line AS
SELECT r.*, m.decimals, m.over_time, m.d, m.over_time IN ('phat_sinh', 'luy_ke') AS flow,
    f.stage, coalesce(f.held, false) AS held, f.op, f.low, f.upper, f.certain, f.own_target,
    near_end(f.op, m.d, f.low, f.upper) AS target,
    f.stage * 4 + 3 AS stage_end,
    f.previous_stage * 4 + 3 AS boundary,
    coalesce(NOT f.held AND r.quarter = f.stage * 4 + 3, false) AS last_of_stage
FROM (
    SELECT r.plan_id, r.unit_id, r.bound, i.indicator_id, i.measure_id,
        unnest(range(r.first_quarter, r.last_quarter + 1))::INTEGER AS quarter
    FROM reporter AS r JOIN indicator AS i USING (plan_id)
    WHERE (r.unit_id, i.measure_id) IN (SELECT (unit_id, measure_id) FROM scope)
) AS r
    JOIN (SELECT *, CASE direction WHEN 'giam' THEN -1 ELSE 1 END::TINYINT AS d FROM measure) AS m USING (measure_id)
    LEFT JOIN target_reader AS k ON k.indicator_id = r.indicator_id AND k.reader = r.unit_id
    LEFT JOIN in_force AS f ON f.indicator_id = r.indicator_id AND f.reader = coalesce(k.reader, '') AND f.quarter = r.quarter;

-- For every quarter of a series the observation nearest before it, and the complete ones nearest before and after it. Windows over a
-- dense grid and joins on equality: as-of joins over thousands of short series are slow.
CREATE OR REPLACE TEMP TABLE moment AS
SELECT g.plan_id, g.unit_id, g.measure_id, g.quarter,
    last_value(o.quarter IGNORE NULLS) OVER until_here AS nearest,
    last_value(CASE WHEN o.complete THEN o.quarter END IGNORE NULLS) OVER until_here AS whole_before,
    first_value(CASE WHEN o.complete THEN o.quarter END IGNORE NULLS) OVER from_here AS whole_after
FROM (
    SELECT plan_id, unit_id, measure_id, unnest(range(min(quarter), (SELECT last_quarter FROM clock) + 1))::INTEGER AS quarter
    FROM observation GROUP BY ALL
) AS g LEFT JOIN observation AS o USING (plan_id, unit_id, measure_id, quarter)
WINDOW until_here AS (PARTITION BY g.plan_id, g.unit_id, g.measure_id ORDER BY g.quarter),
    from_here AS (PARTITION BY g.plan_id, g.unit_id, g.measure_id ORDER BY g.quarter ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING);

-- Rule 2: the quarter's own value, else a recent one.
CREATE OR REPLACE TEMP TABLE valued AS
SELECT l.*, o.quarter AS value_quarter, o.value, o.approved, o.estimate, o.aggregated, o.averaged, o.complete, o.missing_quarters,
    o.newer_pending
FROM (
    SELECT l.*, CASE
        WHEN l.last_of_stage THEN CASE WHEN m.nearest = l.quarter THEN m.nearest END
        WHEN l.flow THEN CASE WHEN m.nearest // 4 = l.quarter // 4 THEN m.nearest END
        WHEN l.over_time = 'ca_nam' THEN CASE WHEN l.quarter - m.nearest <= 3 THEN m.nearest END
        WHEN l.quarter - m.nearest <= 4 THEN m.nearest
    END AS usable
    FROM line AS l LEFT JOIN moment AS m USING (plan_id, unit_id, measure_id, quarter)
) AS l
    LEFT JOIN observation AS o
        ON o.plan_id = l.plan_id AND o.unit_id = l.unit_id AND o.measure_id = l.measure_id AND o.quarter = l.usable;

-- Rule 3: the base. Candidates in order: the previous stage's end, the baseline, the first value after the boundary.
CREATE OR REPLACE TEMP TABLE latest_baseline AS
SELECT v.unit_id, v.indicator_id, v.quarter, max(k.quarter) AS baseline_quarter, arg_max(k.value, k.quarter) AS baseline_value
FROM valued AS v JOIN known_baseline AS k ON k.unit_id = v.unit_id AND k.measure_id = v.measure_id AND k.quarter <= v.value_quarter
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE boundary_base AS
SELECT v.unit_id, v.indicator_id, v.quarter,
    CASE WHEN m.whole_before >= v.boundary - 4 THEN m.whole_before END AS before_quarter,
    CASE WHEN v.boundary + 1 >= s.first_quarter THEN n.whole_after ELSE s.first_whole END AS first_quarter
FROM (SELECT *, coalesce(boundary, 0) AS wall, coalesce(boundary, 0) + 1 AS after_wall FROM valued) AS v
    JOIN (
        SELECT plan_id, unit_id, measure_id, min(quarter) AS first_quarter, min(quarter) FILTER (complete) AS first_whole
        FROM observation GROUP BY ALL
    ) AS s USING (plan_id, unit_id, measure_id)
    LEFT JOIN moment AS m
        ON m.plan_id = v.plan_id AND m.unit_id = v.unit_id AND m.measure_id = v.measure_id AND m.quarter = v.wall
    LEFT JOIN moment AS n
        ON n.plan_id = v.plan_id AND n.unit_id = v.unit_id AND n.measure_id = v.measure_id AND n.quarter = v.after_wall;

CREATE OR REPLACE TEMP TABLE based AS
SELECT v.*,
    CASE WHEN v.flow THEN v.quarter // 4 * 4 - 1 WHEN v.base_is_baseline THEN v.baseline_quarter ELSE v.series_quarter END AS base_quarter,
    CASE WHEN v.flow THEN 0::DECIMAL(18, 4) WHEN v.base_is_baseline THEN v.baseline_value ELSE o.value END AS base,
    CASE WHEN v.flow THEN v.quarter // 4 * 4 + 3 ELSE v.stage_end END AS path_end
FROM (
    SELECT v.*, k.baseline_quarter, k.baseline_value,
        NOT v.flow AND b.before_quarter IS NULL AND k.baseline_quarter IS NOT NULL AS base_is_baseline,
        coalesce(b.before_quarter, b.first_quarter) AS series_quarter
    FROM valued AS v
        LEFT JOIN latest_baseline AS k USING (unit_id, indicator_id, quarter)
        LEFT JOIN boundary_base AS b USING (unit_id, indicator_id, quarter)
) AS v
    LEFT JOIN observation AS o
        ON o.plan_id = v.plan_id AND o.unit_id = v.unit_id AND o.measure_id = v.measure_id AND o.quarter = v.series_quarter;

CREATE OR REPLACE TEMP TABLE judged AS
SELECT b.*,
    -- An ancestor is judged only against a target of its own (or one that binds all its communes), an aggregate only when complete.
    NOT (b.bound OR coalesce(b.own_target, false) OR w.unit_id IS NOT NULL) OR coalesce(NOT b.complete, false) AS beside_the_method,
    -- A falling flow can still be overshot until its year is over: not met before Q4.
    b.flow AND b.d < 0 AND b.value_quarter % 4 < 3 AS falling_flow,
    coalesce(meets(b.op, b.d, b.value, b.low, b.upper) AND NOT (b.flow AND b.d < 0 AND b.value_quarter % 4 < 3), false) AS met,
    coalesce(meets(b.op, b.d, b.value, b.low, b.upper), false) AS within,
    -- A held target's own stage: its last quarter decides, no report there counts as not met.
    coalesce(meets(b.op, b.d, e.value, b.low, b.upper), false) AS stage_was_met,
    b.value_quarter - b.base_quarter AS elapsed,
    b.path_end - b.base_quarter AS span,
    b.d * (b.value - b.base) AS gained,
    b.d * (b.target - b.base) AS needed,
    coalesce(meets(b.op, b.d, b.base, b.low, b.upper) OR b.d * (b.target - b.base) <= 0, false) AS no_gap
FROM (SELECT *, CASE WHEN held THEN stage_end END AS held_end FROM based) AS b
    LEFT JOIN bound_whole AS w ON w.plan_id = b.plan_id AND w.unit_id = b.unit_id AND w.quarter = b.quarter
    LEFT JOIN whole_observation AS e ON e.plan_id = b.plan_id AND e.unit_id = b.unit_id AND e.measure_id = b.measure_id
        AND e.quarter = b.held_end;

-- Rule 6: the first line that holds.
CREATE OR REPLACE TEMP TABLE ruled AS
SELECT j.*,
    CASE
        WHEN stage IS NULL THEN 'chua_den_ky'
        WHEN op = 'words' THEN 'words'
        WHEN low IS NULL THEN 'unreadable'
        WHEN value IS NULL THEN 'no_value'
        WHEN beside_the_method THEN 'aggregate'
        WHEN met AND goes_beyond(op, d, value, low, upper) THEN 'beyond'
        WHEN met THEN 'met'
        WHEN last_of_stage THEN 'stage_end'
        WHEN held AND (NOT flow OR value_quarter % 4 = 3) THEN CASE WHEN stage_was_met THEN 'held_lost' ELSE 'held_never_met' END
        WHEN falling_flow THEN 'pace'
        WHEN no_gap AND (base_is_baseline OR base_quarter < value_quarter) THEN 'base_met'
        WHEN NOT base_is_baseline AND base_quarter = value_quarter OR base_quarter IS NULL THEN 'same_observation'
        WHEN elapsed::DECIMAL(9, 0) < (SELECT value FROM method WHERE key = 'early') * span::DECIMAL(9, 0) THEN 'early'
        ELSE 'pace'
    END AS reason
FROM judged AS j;

CREATE OR REPLACE TEMP TABLE scored AS
SELECT r.*,
    CASE reason
        WHEN 'chua_den_ky' THEN 'chua_den_ky'
        WHEN 'no_value' THEN 'chua_co_so_lieu'
        WHEN 'beyond' THEN 'vuot'
        WHEN 'met' THEN 'dat'
        WHEN 'stage_end' THEN 'khong_dat'
        WHEN 'held_never_met' THEN 'khong_dat'
        WHEN 'held_lost' THEN 'nguy_co'
        WHEN 'base_met' THEN 'nguy_co'
        WHEN 'pace' THEN CASE
            WHEN falling_flow AND NOT within THEN 'nguy_co'
            WHEN falling_flow THEN CASE WHEN value * 4 > target * (value_quarter % 4 + 1) THEN 'cham' ELSE 'dung_tien_do' END
            -- pace = (gained / needed) / (elapsed / span), multiplied out
            WHEN gained * span::DECIMAL(5, 0) < (SELECT value FROM method WHERE key = 'at_risk') * needed * elapsed::DECIMAL(5, 0)
                THEN 'nguy_co'
            WHEN gained * span::DECIMAL(5, 0) < (SELECT value FROM method WHERE key = 'behind') * needed * elapsed::DECIMAL(5, 0)
                THEN 'cham'
            ELSE 'dung_tien_do'
        END
        ELSE 'khong_danh_gia'
    END AS status,
    reason = 'pace' AND NOT falling_flow AS on_a_path,
    -- Rule 8 looks ahead where there is a figure, a target with a figure and a stage still to come.
    value IS NOT NULL AND low IS NOT NULL AND op <> 'words' AND reason <> 'aggregate' AND NOT held AND NOT flow AS looks_ahead
FROM ruled AS r;

-- Rule 8: Theil-Sen over the values of the eight quarters up to the value's, at least four of them.
CREATE OR REPLACE TEMP TABLE trend AS
WITH anchor AS (
    SELECT DISTINCT plan_id, unit_id, measure_id, value_quarter FROM scored WHERE looks_ahead
), point AS (
    SELECT a.plan_id, a.unit_id, a.measure_id, a.value_quarter, a.quarter - a.value_quarter AS x, o.value::DOUBLE AS y
    FROM (SELECT *, unnest(range(value_quarter - 7, value_quarter + 1))::INTEGER AS quarter FROM anchor) AS a
        JOIN whole_observation AS o USING (plan_id, unit_id, measure_id, quarter)
    QUALIFY count(*) OVER (PARTITION BY a.plan_id, a.unit_id, a.measure_id, a.value_quarter) >= 4
), slope AS (
    SELECT p.plan_id, p.unit_id, p.measure_id, p.value_quarter, median((q.y - p.y) / (q.x - p.x)) AS slope
    FROM point AS p JOIN point AS q USING (plan_id, unit_id, measure_id, value_quarter)
    WHERE q.x > p.x
    GROUP BY ALL
)
SELECT s.*, median(p.y - s.slope * p.x) AS intercept
FROM slope AS s JOIN point AS p USING (plan_id, unit_id, measure_id, value_quarter)
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE foreseen AS
SELECT s.*, t.intercept + t.slope * (s.stage_end - s.value_quarter) AS projected,
    CASE
        WHEN s.met OR t.slope IS NULL THEN NULL
        WHEN meets(s.op, s.d, t.intercept + t.slope, s.low::DOUBLE, s.upper::DOUBLE) THEN 1
        WHEN s.d * t.slope <= 0 THEN NULL
        -- rounding first takes away the noise of binary fractions at a crossing that falls on a quarter
        WHEN s.op IN ('>', '<') THEN floor(round((s.target - t.intercept) / t.slope, 9)) + 1
        ELSE ceil(round((s.target - t.intercept) / t.slope, 9))
    END AS quarters_to_go
FROM (SELECT *, CASE WHEN looks_ahead THEN value_quarter END AS looks_from FROM scored) AS s
    LEFT JOIN trend AS t
        ON t.plan_id = s.plan_id AND t.unit_id = s.unit_id AND t.measure_id = s.measure_id AND t.value_quarter = s.looks_from;

-- 7. Into the tables -----------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE TEMP TABLE affected AS
SELECT s.unit_id, i.indicator_id FROM scope AS s JOIN indicator AS i USING (measure_id);

DELETE FROM scorecard WHERE (unit_id, indicator_id) IN (SELECT (unit_id, indicator_id) FROM affected);
DELETE FROM stage_card WHERE (unit_id, indicator_id) IN (SELECT (unit_id, indicator_id) FROM affected);
DELETE FROM scorecard_source WHERE (unit_id, indicator_id) IN (SELECT (unit_id, indicator_id) FROM affected);

INSERT INTO scorecard BY NAME
SELECT f.unit_id, f.indicator_id, quarter_name(f.quarter) AS period, f.stage, f.held,
    CASE WHEN f.on_a_path THEN f.base END AS base,
    CASE WHEN f.on_a_path THEN quarter_name(f.base_quarter) END AS base_period,
    f.target, f.op,
    CASE
        WHEN f.on_a_path THEN f.base::DOUBLE + (f.target - f.base)::DOUBLE * f.elapsed / f.span
        WHEN f.reason = 'pace' THEN f.target::DOUBLE * (f.value_quarter % 4 + 1) / 4
        WHEN f.held AND f.op <> 'words' THEN f.target::DOUBLE
    END AS expected,
    f.value, quarter_name(f.value_quarter) AS value_period, f.status, f.reason,
    CASE WHEN f.on_a_path THEN f.gained::DOUBLE / f.needed::DOUBLE END AS gap_closed,
    CASE WHEN f.on_a_path THEN f.gained::DOUBLE * f.span / (f.needed::DOUBLE * f.elapsed) END AS pace,
    f.projected,
    CASE WHEN f.quarters_to_go <= 400 THEN quarter_name(f.value_quarter + f.quarters_to_go::INTEGER) END AS met_in,
    CASE WHEN f.value IS NOT NULL AND f.op <> 'words' AND f.reason <> 'aggregate' AND f.path_end > f.quarter AND (f.flow OR NOT f.held)
        THEN (f.target - f.value)::DOUBLE / (f.path_end - f.quarter) END AS needed_per_quarter,
    f.quarter - f.value_quarter AS age_quarters,
    CASE WHEN d.due_units IS NOT NULL THEN coalesce(a.reported_units, 0) END AS reported_units, d.due_units,
    f.approved, f.estimate, f.upper, f.certain,
    coalesce(f.aggregated, false) AS aggregated, a.value AS aggregate, coalesce(a.averaged, false) AS averaged,
    f.missing_quarters, f.newer_pending
FROM foreseen AS f
    LEFT JOIN due_count AS d ON d.plan_id = f.plan_id AND d.unit_id = f.unit_id AND d.quarter = coalesce(f.value_quarter, f.quarter)
    LEFT JOIN aggregate_figure AS a ON a.plan_id = f.plan_id AND a.unit_id = f.unit_id AND a.measure_id = f.measure_id
        AND a.quarter = coalesce(f.value_quarter, f.quarter)
-- the rows a page reads, those of a unit and quarter, stand together
ORDER BY f.unit_id, f.quarter;

-- How the units below an ancestor stand, where the ancestor itself is not judged or beside its status.
UPDATE scorecard SET children = c.children
FROM (
    SELECT ancestor_id, indicator_id, period, to_json(map_from_entries(list((status, units) ORDER BY status)))::VARCHAR AS children
    FROM (
        SELECT a.ancestor_id, s.indicator_id, s.period, s.status, count(*) AS units
        FROM scorecard AS s JOIN unit_ancestor AS a USING (unit_id)
            JOIN indicator AS i USING (indicator_id) JOIN reporter AS r ON r.plan_id = i.plan_id AND r.unit_id = s.unit_id AND r.bound
        WHERE (a.ancestor_id, s.indicator_id) IN (SELECT (unit_id, indicator_id) FROM affected)
        GROUP BY ALL
    ) GROUP BY ALL
) AS c
WHERE scorecard.unit_id = c.ancestor_id AND scorecard.indicator_id = c.indicator_id AND scorecard.period = c.period;

-- Every stage of the row as things stand: past ones by their last quarter's verdict, the one in force, later ones.
INSERT INTO stage_card BY NAME
WITH latest AS (
    SELECT * FROM line QUALIFY row_number() OVER (PARTITION BY unit_id, indicator_id ORDER BY quarter DESC) = 1
), strip AS (
    SELECT l.plan_id, l.unit_id, l.indicator_id, l.quarter, l.d, s.stage,
        CASE WHEN s.stage * 4 + 3 < l.quarter THEN s.stage * 4 + 3 ELSE l.quarter END AS at_quarter,
        s.stage * 4 + 3 < l.quarter AS past,
        t.op, t.low, t.upper, t.certain, t.stage IS NOT NULL AS has_target
    FROM latest AS l JOIN printed_stage AS s USING (indicator_id)
        LEFT JOIN target_reader AS k ON k.indicator_id = l.indicator_id AND k.reader = l.unit_id
        LEFT JOIN target_at AS t ON t.indicator_id = l.indicator_id AND t.reader = coalesce(k.reader, '') AND t.stage = s.stage
            AND t.quarter = l.quarter
)
SELECT s.unit_id, s.indicator_id, s.stage, quarter_name(s.at_quarter) AS period, coalesce(c.held, false) AS held, c.base, c.base_period,
    coalesce(c.target, near_end(s.op, s.d, s.low, s.upper)) AS target, coalesce(c.op, s.op) AS op, c.expected, c.value, c.value_period,
    coalesce(c.status, CASE WHEN NOT s.past OR NOT s.has_target THEN 'chua_den_ky'
        WHEN s.op = 'words' OR s.low IS NULL THEN 'khong_danh_gia' ELSE 'chua_co_so_lieu' END) AS status,
    coalesce(c.reason, CASE WHEN NOT s.past OR NOT s.has_target THEN 'chua_den_ky'
        WHEN s.op = 'words' THEN 'words' WHEN s.low IS NULL THEN 'unreadable' ELSE 'no_value' END) AS reason,
    c.gap_closed, c.pace, c.projected, c.met_in, c.needed_per_quarter, c.age_quarters, c.reported_units, c.due_units, c.approved,
    c.estimate,
    CASE
        WHEN c.stage IS NOT NULL THEN c.status IN ('vuot', 'dat')
        WHEN NOT s.past AND s.op <> 'words' AND n.reason <> 'aggregate' THEN meets(s.op, s.d, n.value, s.low, s.upper)
    END AS already_met,
    coalesce(c.upper, s.upper) AS upper, coalesce(c.certain, s.certain) AS certain
FROM strip AS s
    LEFT JOIN scorecard AS c ON c.unit_id = s.unit_id AND c.indicator_id = s.indicator_id AND c.period = quarter_name(s.at_quarter)
        AND c.stage = s.stage AND NOT c.held
    LEFT JOIN scorecard AS n ON n.unit_id = s.unit_id AND n.indicator_id = s.indicator_id AND n.period = quarter_name(s.quarter);

-- The cells behind value and base.
INSERT INTO scorecard_source BY NAME
WITH wanted AS (
    SELECT plan_id, unit_id, indicator_id, measure_id, quarter, 'value' AS role, value_quarter AS at_quarter
    FROM scored WHERE value IS NOT NULL
    UNION ALL
    SELECT plan_id, unit_id, indicator_id, measure_id, quarter, 'base', base_quarter
    FROM scored WHERE on_a_path AND NOT flow AND NOT base_is_baseline
), cell AS (
    SELECT plan_id, unit_id, unit_id AS child_id, measure_id, quarter, both_parts, submission_id, sheet, cell, false AS aggregated
    FROM own_figure
    UNION ALL
    SELECT plan_id, ancestor_id, unit_id, measure_id, quarter, both_parts, submission_id, sheet, cell, true FROM child_figure
), observed AS (
    SELECT w.unit_id, w.indicator_id, w.measure_id, w.plan_id, w.quarter AS row_quarter, w.role, o.quarter, o.over_time, o.aggregated,
        -- a sum, or a rate of the year's parts, goes back to the year's first quarter
        CASE WHEN o.over_time IN ('phat_sinh', 'ty_le_trong_nam') THEN o.quarter // 4 * 4 ELSE o.quarter END AS from_quarter
    FROM wanted AS w JOIN observation AS o
        ON o.plan_id = w.plan_id AND o.unit_id = w.unit_id AND o.measure_id = w.measure_id AND o.quarter = w.at_quarter
)
SELECT o.unit_id, o.indicator_id, quarter_name(o.row_quarter) AS period, o.role, c.submission_id, c.sheet, c.cell
FROM observed AS o
    JOIN cell AS c ON c.plan_id = o.plan_id AND c.unit_id = o.unit_id AND c.measure_id = o.measure_id
        AND c.quarter BETWEEN o.from_quarter AND o.quarter
    JOIN figure AS f ON f.plan_id = c.plan_id AND f.unit_id = c.unit_id AND f.measure_id = c.measure_id AND f.quarter = c.quarter
    -- the figure of the observation's own quarter by the same unit: its kind says whether earlier quarters count
    LEFT JOIN cell AS last ON last.plan_id = o.plan_id AND last.unit_id = o.unit_id AND last.child_id = c.child_id
        AND last.measure_id = o.measure_id AND last.quarter = o.quarter AND last.aggregated = c.aggregated
WHERE CASE o.over_time
    WHEN 'phat_sinh' THEN c.aggregated = f.aggregated
    WHEN 'ty_le_trong_nam' THEN c.aggregated = o.aggregated
        AND (c.quarter = o.quarter OR coalesce(last.both_parts, false) AND c.both_parts)
    ELSE c.aggregated = o.aggregated
END;
