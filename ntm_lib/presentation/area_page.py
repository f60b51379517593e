"""The parts of a page above the districts: of a province, its districts; of all, the provinces."""

from ntm_lib.analysis.district import district_standing
from ntm_lib.presentation import wording
from ntm_lib.presentation.area_view import AreaView
from ntm_lib.presentation.html import Part, render
from ntm_lib.presentation.links import district_page, province_page
from ntm_lib.presentation.numbers import number


def header(view: AreaView) -> Part:
    """Banner and title."""
    return render(
        "header.html.j2",
        title=f"Tiến độ nông thôn mới {view.province or 'các huyện'}",
        subtitle=[f"mùa {view.season.name}"],
        status=wording.status_banner(view.issue_date),
        illustrative=wording.illustrative_banner(view.is_illustrative, view.is_illustrative),
    )


def standing(view: AreaView) -> Part:
    """A row a district, or a province: communes, criteria met, communes that meet all."""
    by = ["district_id", "district_name"] if view.province else ["province"]
    rows = []
    for key, own in view.data.communes.groupby(by, sort=False):
        names = [str(part) for part in key]
        counts = district_standing(own, view.criteria_set)
        link = district_page(names[0]) if view.province else province_page(names[0], base="")
        rows.append(
            {
                "name": names[-1],
                "href": link,
                "communes": number(counts.commune_count),
                "full": number(counts.full_count),
            }
        )
    return render("area_standing.html.j2", rows=rows, illustrative=view.is_illustrative)


def notes(view: AreaView) -> Part:
    return render("notes.html.j2", notes=[("Huyện chưa có số liệu", ", ".join(view.data.absent) or "Không có.")])
