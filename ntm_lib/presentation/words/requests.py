"""How a page says whom a commune's request is for, what it is about, and how that is known."""

from collections.abc import Mapping

from ntm_lib.analysis.requests import AddressedRequest
from ntm_lib.reference.departments import Department
from ntm_lib.text import in_quotes, joined, names_in

_BASES = {"form": "", "content": "theo nội dung", "none": "xã chưa nêu cơ quan"}
UNADDRESSED = "chưa rõ cơ quan"


def remark(row: AddressedRequest) -> str:
    """Return, in brackets, the criteria a request is about, and by what it was addressed if not by the form itself: "(tiêu chí 9; theo nội dung)"."""
    criteria = names_in(row["criteria"])
    said = "; ".join(filter(None, [f"tiêu chí {joined(criteria)}" if criteria else "", _BASES[row["basis"]]]))
    return f"({said})" if said else ""


def as_shown(row: AddressedRequest) -> str:
    """Return a request on the page of the agency it is for: in quotes, with its remark."""
    return " ".join(filter(None, [in_quotes(row["text"]), remark(row)]))


def addressee(row: AddressedRequest, agencies: Mapping[str, Department]) -> str:
    """Return whom a request is for: "gửi Phòng KT-HT (tiêu chí 9; theo nội dung)"; "chưa rõ cơ quan" if nobody."""
    named = [agencies[name].short_name for name in names_in(row["agencies"])]
    if not named:
        return UNADDRESSED
    return " ".join(filter(None, [f"gửi {joined(named)}", remark(row)]))
