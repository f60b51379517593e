"""Whether a report has to be built again, and why: decided by hashes of what it rests on and of its page, never by a file's time."""

from pathlib import Path

from ntm_lib.publishing.manifest import changed_inputs, page_hash, read_manifest
from ntm_lib.publishing.report import ReportPlan

NEW = "chưa có bản nào"
FAILED = "lần trước lỗi"
DAMAGED = "trang bị sửa hoặc bị xóa"
FORCED = "theo yêu cầu (--force)"

# What an input is called when it has changed
INPUT_WORDS = {
    "parameters": "tham số (ngày phát hành hoặc bản nháp)",
    "data": "số liệu",
    "reference": "dữ liệu nền",
    "commentary": "lời của văn phòng",
    "notebook": "sổ tay",
    "code": "chương trình",
    "libraries": "thư viện",
    "frame": "khung trang",
}


def reason_to_build(report: ReportPlan, output: Path) -> str:
    """Return the reason why `report` is not fresh in `output`, in Vietnamese; "" if it is."""
    record = read_manifest(output, report.key)
    if record is None or (record.edition is None and not record.state.failed):
        return NEW
    if record.state.failed:
        return FAILED
    assert record.edition is not None
    changed = changed_inputs(report.inputs, record.edition.inputs)
    if changed:
        return f"đổi {', '.join(INPUT_WORDS.get(name, name) for name in changed)}"
    return "" if page_hash(output / record.page) == record.edition.page_sha256 else DAMAGED
