"""What was found in the text of the plans, in words: what stands where, what it means for judging, what to ask of whom.

Finds nothing itself: findings come from store/reads/about_review.py, kind by kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.numbers import format_number
from domain.wording import StatusWords, day, describe_target, row_label
from report.lineage import source_name
from report.markup import text
from report.tables import Table

Row = dict[str, Any]

REAL = (
    "Rà soát chữ của chính văn bản kế hoạch: văn bản thật, không thuộc số liệu minh họa. Bản chữ nhận dạng từ bản chụp: "
    "chỗ nào chưa đọc chắc thì nói rõ, không tự sửa."
)

SIDES_SHOWN = 6
GRAVITY: dict[str, StatusWords] = {
    "sua": StatusWords("Cần sửa văn bản", "✎", "#F9DEDC", "#1D2733"),
    "hoi": StatusWords("Cần hỏi lại nơi ban hành", "?", "#FFF1C2", "#1D2733"),
    "biet": StatusWords("Nên biết", "•", "#E3E7EC", "#1D2733"),
}
"""Gravest first; pale, so that nobody takes them for the status of an indicator."""


@dataclass(frozen=True)
class Kind:
    """A kind of finding: its name in lists, what it means for judging, and how grave it is."""

    label: str
    means: str
    gravity: Callable[[Row], str]


def _always(gravity: str) -> Callable[[Row], str]:
    return lambda _: gravity


def _unless_doubtful(finding: Row) -> str:
    """Where the cell itself was not read with certainty, the original must be seen before anything is amended."""
    return "hoi" if finding["doubtful"] else "sua"


KINDS: dict[str, Kind] = {
    "khac_muc_tieu": Kind(
        "Một chỉ tiêu, mục tiêu khác nhau",
        "Cùng một con số báo cáo được đánh giá theo cả hai mục tiêu: có thể đạt ở chỗ này mà chưa đạt ở chỗ kia.",
        _unless_doubtful,
    ),
    "thieu_phu_luc": Kind(
        "Thiếu phụ lục",
        "Chỉ tiêu, nhiệm vụ của phụ lục chưa theo dõi được. Có phụ lục thì đưa vào bằng sổ tính kế hoạch ở trang «Nộp báo cáo».",
        _always("hoi"),
    ),
    "lui_dan": Kind(
        "Mục tiêu sau kém mục tiêu trước",
        "Mỗi giai đoạn được đánh giá theo đúng số đã in; đến giai đoạn sau, yêu cầu lại thấp hơn mức đã phải đạt.",
        _unless_doubtful,
    ),
    "khac_dinh_nghia": Kind(
        "Chỉ tiêu gần nhau, định nghĩa khác nhau",
        "Là những con số khác nhau, báo cáo riêng từng số; không lấy số này thay số kia, không so mục tiêu của chúng.",
        lambda finding: "hoi" if finding["wide"] else "biet",
    ),
    "truoc_ngay_ky": Kind(
        "Hạn trước ngày ký kế hoạch",
        "Việc này quá hạn ngay khi kế hoạch được ký; vẫn tính quá hạn theo hạn đã in.",
        _always("sua"),
    ),
    "sau_het_hieu_luc": Kind(
        "Hạn sau ngày kế hoạch hết hiệu lực",
        "Đến hạn thì kế hoạch đã hết hiệu lực nên không còn kỳ nào để đánh giá việc này.",
        _always("hoi"),
    ),
    "thieu_ngay": Kind("Có hạn mà không có ngày", "Không có ngày thì không bao giờ tính được quá hạn.", _always("sua")),
    "thay_the_con_dan": Kind(
        "Văn bản đã bị thay thế vẫn được dẫn", "Phần dẫn theo văn bản đã bị thay thế không còn căn cứ.", _always("sua")
    ),
    "can_cu_sau": Kind("Văn bản được dẫn ký sau kế hoạch", "Ngày của văn bản được dẫn, hoặc ngày ký kế hoạch, ghi sai.", _always("sua")),
    "giai_doan_chong": Kind(
        "Giai đoạn chồng nhau",
        "Năm nằm trong cả hai giai đoạn: kết quả năm đó có thể bị tính hai lần khi sơ kết, tổng kết.",
        _always("sua"),
    ),
    "trinh_bay": Kind(
        "Đánh số, dẫn chiếu, nội dung lệch nhau",
        "Dẫn mục, phần theo số dễ nhầm; không ảnh hưởng đến con số.",
        lambda finding: "sua" if finding["gap"] == "dan_chieu" else "biet",
    ),
    "thieu_chu_tri": Kind(
        "Không ghi cơ quan chủ trì",
        "Không biết đôn đốc ai; trên các trang khác ghi «Chưa rõ chủ trì».",
        lambda finding: "biet" if finding["text"] == "giai_phap" else "sua",
    ),
    "khong_bao_cao": Kind(
        "Không có chế độ báo cáo", "Không đơn vị nào phải báo cáo định kỳ nên không ai bị coi là báo cáo muộn.", _always("sua")
    ),
    "bao_cao_khong_ngay": Kind("Chế độ báo cáo không ghi ngày", "Không có ngày thì không báo cáo nào bị coi là muộn.", _always("sua")),
    "bao_cao_sau_het": Kind(
        "Báo cáo đến hạn sau khi kế hoạch hết hiệu lực",
        "Lần báo cáo đầu tiên đã nằm ngoài thời gian hiệu lực, không theo dõi được.",
        _always("hoi"),
    ),
    "bao_cao_khong_noi_nhan": Kind("Chế độ báo cáo không ghi nơi nhận", "Không rõ báo cáo gửi đi đâu để tính đã gửi.", _always("biet")),
    "noi_ban_hanh_het": Kind(
        "Nơi ban hành không còn",
        "Không còn nơi sửa đổi hay giải thích văn bản này; hỏi đơn vị kế thừa.",
        lambda finding: "hoi" if finding["wide"] else "biet",
    ),
    "khong_doc_duoc": Kind("Mục tiêu không đọc được", "Giai đoạn này ghi «Chưa đủ cơ sở đánh giá» cho đến khi có con số.", _always("hoi")),
    "chua_chac": Kind(
        "Chữ chưa đọc chắc",
        "Con số vẫn được dùng như cách đọc ở đây và mang dấu «?»; đối chiếu bản gốc có chữ ký để xác nhận.",
        lambda finding: "hoi" if finding["of_target"] else "biet",
    ),
    "bang_loi": Kind("Mục tiêu bằng lời", "Không có con số nên giai đoạn này không đánh giá được bằng số.", _always("biet")),
    "mat_muc_tieu": Kind(
        "Giai đoạn sau không có mục tiêu",
        "Mục tiêu gần nhất trước đó phải được giữ («duy trì») trong các giai đoạn để trống.",
        _always("biet"),
    ),
}
"""In the order they are listed, among those equally grave: figures that contradict each other before what could not be read."""

_SUBJECT = {"giai_phap": "giải pháp", "nhiem_vu": "nhiệm vụ", "chi_tieu": "chỉ tiêu"}
_FREQUENCY = {"thang": "hằng tháng", "quy": "hằng quý", "nam": "hằng năm", "so_ket": "sơ kết", "tong_ket": "tổng kết"}


def gravity(finding: Row) -> str:
    return KINDS[finding["kind"]].gravity(finding)


def ordered(findings: Iterable[Row]) -> list[Row]:
    """Gravest first; among equals in the order of kinds, then as they come."""
    places, kinds = list(GRAVITY), list(KINDS)
    return sorted(findings, key=lambda row: (places.index(gravity(row)), kinds.index(row["kind"])))


# -- places and what stands there ------------------------------------------------------------------------------------------


def place(subject: Row) -> str:
    """Where in the plan something stands, as its reader says it."""
    what, _, number = subject["subject_id"].rpartition("/")
    if subject["what"] == "ke_hoach":
        return "Văn bản"
    if subject["what"] == "bao_cao":
        return f"Chế độ báo cáo {number}"
    if subject["what"] == "giai_doan":
        return f"Giai đoạn {number}"
    return row_label(subject["subject_id"]) if what else str(subject["subject_id"])


def quoted(subject: Row, stages: Iterable[int] = ()) -> str:
    """What a place says: a row its targets (of these stages, or of all), a task its deadline, a duty its words."""
    if subject["what"] == "chi_tieu":
        wanted = set(stages)
        said = [target for target in subject["targets"] or [] if not wanted or target["stage"] in wanted]
        return "; ".join(f"{target['stage']}: {_target(target, subject)}" for target in said) or "không có mục tiêu"
    if subject["what"] in ("nhiem_vu", "giai_phap"):
        return f"thời hạn: {subject['text']}" if subject["text"] else ""
    return str(subject["text"] or "")


def _target(target: Row, subject: Row) -> str:
    if target["op"] != "words" and target["value"] is None:
        return f"không đọc được («{target['text']}»)"
    return describe_target(target["op"], target["value"], target["upper"], target["text"], subject["unit_of_measure"])


def _at(subject: Row, stage: int | None) -> str:
    return quoted(subject, [stage] if stage and any(one["stage"] == stage for one in subject["targets"] or []) else [])


def _document(plan: Row) -> str:
    return f"Kế hoạch {plan['number']} ngày {day(plan['issued_on'])}"


def subjects_of(finding: Row, known: dict[str, Row]) -> list[Row]:
    """The places of a finding in the plan's own order."""
    found = [known[one] for one in finding["subjects"] if one in known]
    return sorted(found, key=lambda row: (row["plan_id"], row["position"])) if finding["kind"] == "chua_chac" else found


# -- sentences -------------------------------------------------------------------------------------------------------------


def heading(finding: Row, known: dict[str, Row]) -> str:
    """The finding in one line: what is wrong, where, with both sides."""
    rows = subjects_of(finding, known)
    first = rows[0]
    said: dict[str, Callable[[], str]] = {
        "khac_muc_tieu": lambda: f"{first['name']}: " + ", ".join(f"{place(row)} ghi {_both(row, rows)}" for row in rows),
        "khac_dinh_nghia": lambda: _kin(finding, rows),
        "lui_dan": lambda: (
            f"{place(first)}: năm {finding['stage']} ghi {_one(first, finding['stage'])}, kém năm {finding['earlier']} "
            f"({_one(first, finding['earlier'])})"
        ),
        "mat_muc_tieu": lambda: f"{place(first)}: {_stages(finding['text'])} để trống sau khi đã có số",
        "khong_doc_duoc": lambda: f"{place(first)}: không đọc được mục tiêu {_stages(finding['text'])}",
        "bang_loi": lambda: f"{place(first)}: mục tiêu {_stages(finding['text'])} viết bằng lời",
        "truoc_ngay_ky": lambda: f"{place(first)}: hạn {day(finding['on_day'])}, trước ngày ký kế hoạch {day(finding['limit_day'])}",
        "sau_het_hieu_luc": lambda: f"{place(first)}: hạn {day(finding['on_day'])}, sau ngày hết hiệu lực {day(finding['limit_day'])}",
        "thieu_ngay": lambda: f"{place(first)}: ghi thời hạn «{finding['text'] or ''}» mà không ra ngày nào",
        "thieu_chu_tri": lambda: f"{len(rows)} {_SUBJECT[finding['text']]} không ghi cơ quan chủ trì: {_some(rows)}",
        "chua_chac": lambda: _unsure(rows),
        "thay_the_con_dan": lambda: f"Văn bản {finding['text']} ngày {day(finding['on_day'])} đã bị thay thế mà vẫn được dẫn",
        "can_cu_sau": lambda: (
            f"Dẫn văn bản {finding['text']} ngày {day(finding['on_day'])}, sau ngày ký kế hoạch {day(finding['limit_day'])}"
        ),
        "noi_ban_hanh_het": lambda: f"Nơi ban hành chấm dứt hoạt động sau ngày {day(finding['on_day'])}",
        "thieu_phu_luc": lambda: f"Không có {finding['text'][:1].lower()}{finding['text'][1:]}".replace("phụ lục", "Phụ lục", 1),
        "trinh_bay": lambda: str(finding["text"]),
        "giai_doan_chong": lambda: (
            f"{place(first)} đến hết năm {finding['earlier']}, {place(rows[-1]).lower()} bắt đầu từ năm {finding['stage']}"
        ),
        "khong_bao_cao": lambda: "Kế hoạch không đặt chế độ báo cáo nào",
        "bao_cao_khong_ngay": lambda: f"{place(first)}: báo cáo {_FREQUENCY.get(finding['text'], '')} nhưng không ghi ngày",
        "bao_cao_sau_het": lambda: (
            f"{place(first)}: lần đầu đến hạn {day(finding['on_day'])}, kế hoạch hết hiệu lực {day(finding['limit_day'])}"
        ),
        "bao_cao_khong_noi_nhan": lambda: f"{place(first)}: không ghi gửi về đâu",
    }
    return said[finding["kind"]]()


def _both(row: Row, rows: Sequence[Row]) -> str:
    """One side's targets of the stages both sides print; all of them where they share none."""
    shared = set.intersection(*({one["stage"] for one in other["targets"] or []} for other in rows))
    return f"{_one(row, min(shared))} (năm {min(shared)})" if len(shared) == 1 else quoted(row, shared)


def _one(row: Row, stage: int) -> str:
    return next((_target(one, row) for one in row["targets"] or [] if one["stage"] == stage), "–")


def _kin(finding: Row, rows: Sequence[Row]) -> str:
    if len(rows) > 2:
        low, high = format_number(finding["low"]), format_number(finding["high"])
        unit = " %" if (rows[0]["unit_of_measure"] or "").startswith("%") else ""
        apart = f"từ {low}{unit} đến {high}{unit}" if low != high else f"cùng {low}{unit}"
        return f"{len(rows)} chỉ tiêu gần nhau, mục tiêu năm {finding['stage']} {apart}: {_some(rows)}"
    sides = "; ".join(f"{place(row)} «{row['name']}» ghi {_one(row, finding['stage'])}" for row in rows)
    return f"{sides} (năm {finding['stage']})"


def _unsure(rows: Sequence[Row]) -> str:
    """The places of one doubt; a single row by its name, a task without it: a task's name is a paragraph."""
    if len(rows) > 1:
        return f"{len(rows)} dòng, cùng một chỗ chưa chắc: {_some(rows)}"
    return f"{place(rows[0])}: {rows[0]['name'] if rows[0]['what'] == 'chi_tieu' else 'có chữ chưa đọc chắc'}"


def _stages(years: str) -> str:
    return f"năm {years}" if "," not in years else f"các năm {years}"


def _some(rows: Sequence[Row], most: int = 4) -> str:
    shown = ", ".join(place(row) for row in rows[:most])
    return f"{shown} và {len(rows) - most} chỗ khác" if len(rows) > most else shown


def detail(finding: Row) -> str:
    """What else is known: the sentence of doubt, the note on the gap, who follows the issuer."""
    if finding["kind"] == "noi_ban_hanh_het" and finding["text"]:
        return f"Địa bàn nay thuộc: {finding['text']}."
    return str(finding.get("doubt") or "")


def advice(finding: Row, known: dict[str, Row], plans: dict[str, Row]) -> str:
    """A sentence ready to paste into a report or a letter."""
    rows, plan = subjects_of(finding, known), plans[finding["plans"][0]]
    where = f"{_some(rows)} của {_document(plan)}" if rows[0]["what"] != "ke_hoach" else _document(plan)
    whom = _whom(plan)
    said = {
        "khac_muc_tieu": f"thống nhất một mục tiêu cho chỉ tiêu «{rows[0]['name']}» ở {where}",
        "khac_dinh_nghia": f"nói rõ định nghĩa từng chỉ tiêu ở {where} để không lẫn số liệu",
        "lui_dan": f"xác nhận hoặc sửa mục tiêu năm {finding.get('stage')} ở {where}",
        "mat_muc_tieu": f"nói rõ {where} có phải giữ mục tiêu trước trong {_stages(finding.get('text') or '')} không",
        "khong_doc_duoc": f"cung cấp con số mục tiêu {_stages(finding.get('text') or '')} ở {where}, theo bản gốc có chữ ký",
        "bang_loi": f"bổ sung con số đo được cho mục tiêu {_stages(finding.get('text') or '')} ở {where}",
        "truoc_ngay_ky": f"sửa thời hạn ở {where} cho sau ngày ký kế hoạch",
        "sau_het_hieu_luc": f"xác định cơ quan tiếp tục theo dõi {where} sau ngày kế hoạch hết hiệu lực",
        "thieu_ngay": f"ghi ngày hoàn thành ở {where}",
        "thieu_chu_tri": f"phân công cơ quan chủ trì cho {len(rows)} {_SUBJECT.get(finding.get('text') or '')} của {_document(plan)}",
        "chua_chac": f"đối chiếu bản gốc có chữ ký và xác nhận {where}",
        "thay_the_con_dan": f"bỏ dẫn văn bản {finding.get('text')} đã bị thay thế trong {_document(plan)}",
        "can_cu_sau": f"kiểm tra ngày của văn bản {finding.get('text')} được dẫn trong {_document(plan)}",
        "noi_ban_hanh_het": f"ban hành văn bản thay thế, hoặc nói rõ còn áp dụng nội dung nào của {_document(plan)}",
        "thieu_phu_luc": f"gửi {str(finding.get('text')).split(':')[0]} kèm {_document(plan)}",
        "trinh_bay": f"chỉnh lại {_document(plan)}: {str(finding.get('doubt')).rstrip('.')}",
        "giai_doan_chong": f"nói rõ năm {finding.get('stage')} thuộc giai đoạn nào trong {_document(plan)}",
        "khong_bao_cao": f"bổ sung chế độ báo cáo vào {_document(plan)}",
        "bao_cao_khong_ngay": f"ghi ngày gửi báo cáo ở {where}",
        "bao_cao_sau_het": f"nói rõ có còn phải gửi báo cáo ở {where} không",
        "bao_cao_khong_noi_nhan": f"ghi nơi nhận báo cáo ở {where}",
    }
    return f"Kiến nghị: đề nghị {whom} {said[finding['kind']]}."


def _whom(plan: Row) -> str:
    """Whom to ask: the issuer, or those who follow it."""
    issuer = plan["issuer"] or "nơi ban hành"
    return f"cơ quan kế thừa {issuer}" if plan["issuer_ended"] else str(issuer)


def lede(findings: Sequence[Row], known: dict[str, Row], plans: dict[str, Row], what: str) -> tuple[str, str]:
    """How much was found, and the gravest of it."""
    if not findings:
        return f"{what}: không thấy chỗ nào mâu thuẫn, sai hạn, thiếu hoặc chưa đọc chắc.", ""
    counts = Counter(gravity(row) for row in findings)
    said = [
        f"{counts[name]} chỗ {words.label[:1].lower()}{words.label[1:]}"
        for name, words in GRAVITY.items()
        if counts[name] and name != "biet"
    ]
    said += [f"{counts['biet']} điều nên biết"] if counts["biet"] else []
    grave = [row for row in findings if gravity(row) != "biet"]
    first = min(grave, key=lambda row: list(KINDS).index(row["kind"]), default=None)
    of = f" ({_document(plans[first['plans'][0]])})" if first and len({row["plans"][0] for row in findings}) > 1 else ""
    gravest = f"Đáng chú ý nhất: {heading(first, known)}{of}." if first else ""
    return gravest, f"{what} có {', '.join(said)}."


# -- fragments -------------------------------------------------------------------------------------------------------------


def gravity_badge(name: str) -> str:
    words = GRAVITY[name]
    return f"<span class='td-badge' style='background:{words.colour};color:{words.ink}'>{words.sign} {text(words.label)}</span>"


def totals(findings: Iterable[Row]) -> str:
    """The counts by gravity, adding up to the total."""
    counts = Counter(gravity(row) for row in findings)
    parts = "".join(f"<div class='td-total-of'><b>{counts[name]}</b>{gravity_badge(name)}</div>" for name in GRAVITY)
    return f"<div class='td-totals'>{parts}<div class='td-total-of'><b>{counts.total()}</b><span>tổng số chỗ</span></div></div>"


def kinds_table(findings: Sequence[Row], addresses: dict[str, str], picked: str | None) -> str:
    """Every kind that was found with its counts as a bar, leading to its findings; those looked for and not found are named below."""
    counts = Counter((row["kind"], gravity(row)) for row in findings)
    totals_of = Counter(row["kind"] for row in findings)
    rows = "".join(
        f"<a class='td-kind td-link' href='{text(addresses[kind])}' target='_self'{' aria-current=true' if kind == picked else ''}>"
        f"<span>{text(KINDS[kind].label)}</span>{_kind_bar(kind, counts, max(totals_of.values()))}<b>{totals_of[kind]}</b></a>"
        for kind in dict.fromkeys(row["kind"] for row in ordered(findings))
    )
    absent = [KINDS[kind].label.lower() for kind in KINDS if not totals_of[kind]]
    note = f"<p class='td-note'>Đã soát, không thấy: {text('; '.join(absent))}.</p>" if absent else ""
    return (
        f"<div class='td-kinds'>{rows}<div class='td-kind td-kind-sum'><span>Tổng</span><i></i><b>{totals_of.total()}</b></div></div>{note}"
    )


def _kind_bar(kind: str, counts: Counter[tuple[str, str]], most: int) -> str:
    """One bar in the colours of how grave its findings are, on the scale of the largest kind; said in words too."""
    here = {name: counts[kind, name] for name in GRAVITY if counts[kind, name]}
    said = ", ".join(f"{GRAVITY[name].label.lower()} {number}" for name, number in here.items())
    parts = "".join(
        f"<i style='width:{max(4, 100 * number / most):.0f}%;background:{GRAVITY[name].colour}'></i>" for name, number in here.items()
    )
    return f"<span class='td-kind-bar' role='img' aria-label='{text(said)}' title='{text(said)}'>{parts}</span>"


def finding_html(
    finding: Row,
    known: dict[str, Row],
    plans: dict[str, Row],
    links: Callable[[Row], dict[str, str]],
    lines: Callable[[str], str],
    *,
    opened: bool = False,
) -> str:
    """One finding to unfold: both sides with their places and lines, what it means, who issued, what to ask for."""
    rows = subjects_of(finding, known)
    kind, plan = KINDS[finding["kind"]], plans[finding["plans"][0]]
    sides = _sides([_side(row, links, lines) for row in rows if row["what"] != "ke_hoach"])
    sides += "".join(f"<div class='td-side-row'>{_lines(source, lines)}</div>" for source in sources_beside(finding, rows))
    issuer = f"{plan['issuer'] or 'Chưa rõ nơi ban hành'}" + (
        f", chấm dứt hoạt động sau ngày {day(plan['issuer_ended'])}" if plan["issuer_ended"] else ""
    )
    more = detail(finding)
    return (
        f"<details class='td-finding'{' open' if opened else ''}><summary>{gravity_badge(gravity(finding))}"
        f"<span><b>{text(heading(finding, known))}</b><small>{text(kind.label)} · Kế hoạch {text(plan['number'])}</small></span></summary>"
        + (f"<p class='td-unsure'>{text(more)}</p>" if more else "")
        + f"{sides}<p><b>Khi đánh giá:</b> {text(kind.means)}</p><p><b>Nơi ban hành:</b> {text(issuer)}.</p>"
        f"<p class='td-paste'>{text(advice(finding, known, plans))}</p></details>"
    )


def sources_beside(finding: Row, rows: Sequence[Row]) -> list[str]:
    """Lines a finding stands on besides those of its rows; of a finding about the plan as a whole its first lines, at the least."""
    named = [source for source in (finding.get("sources") or "").split("|") if source]
    whole = [row["source"] for row in rows if row["source"]] if all(row["what"] == "ke_hoach" for row in rows) else []
    return named or whole[:1]


def _sides(sides: Sequence[str]) -> str:
    """The first places in sight, the rest of a long list folded away."""
    rest = f"<details class='td-lines'><summary>{len(sides) - SIDES_SHOWN} chỗ nữa</summary>{''.join(sides[SIDES_SHOWN:])}</details>"
    return "".join(sides[:SIDES_SHOWN]) + (rest if len(sides) > SIDES_SHOWN else "")


def _side(row: Row, links: Callable[[Row], dict[str, str]], lines: Callable[[str], str]) -> str:
    ways = " · ".join(f"<a class='td-ask' href='{text(href)}' target='_self'>{text(name)}</a>" for name, href in links(row).items())
    said = quoted(row)
    return (
        f"<div class='td-side-row'><b>{text(place(row))}</b><span>{text(row['name'])}</span>"
        + (f"<{'em' if row['targets'] else 'p'}>{text(said)}</{'em' if row['targets'] else 'p'}>" if said else "")
        + (f"<small class='td-mark'>{ways}</small>" if ways else "")
        + f"{_lines(row['source'], lines)}</div>"
    )


def _lines(source: str, lines: Callable[[str], str]) -> str:
    shown = lines(source)
    if not shown:
        return f"<small class='td-mark'>{text(source_name(source))}</small>"
    return f"<details class='td-lines'><summary>Bản chữ: {text(source_name(source))}</summary>{shown}</details>"


def table(findings: Sequence[Row], known: dict[str, Row], plans: dict[str, Row], proof: tuple[str, ...]) -> Table:
    """Every finding to take along."""
    heads = ("Mức", "Loại", "Kế hoạch", "Phát hiện", "Chỗ trong văn bản", "Văn bản ghi", "Dòng bản chữ", "Khi đánh giá", "Kiến nghị")
    return Table("Rà soát văn bản kế hoạch", proof, heads, [_cells(row, known, plans) for row in findings])


def _cells(finding: Row, known: dict[str, Row], plans: dict[str, Row]) -> tuple[Any, ...]:
    rows = subjects_of(finding, known)
    sources = [row["source"] for row in rows if row["what"] != "ke_hoach"] + sources_beside(finding, rows)
    return (
        GRAVITY[gravity(finding)].label,
        KINDS[finding["kind"]].label,
        ", ".join(plans[plan_id]["number"] for plan_id in finding["plans"]),
        heading(finding, known),
        ", ".join(place(row) for row in rows),
        " | ".join(said for row in rows if (said := quoted(row))) or detail(finding) or " | ".join(row["name"] for row in rows),
        "; ".join(source_name(source) for source in dict.fromkeys(sources)),
        KINDS[finding["kind"]].means,
        advice(finding, known, plans),
    )
