"""A rendered page is checked before it is published: about whom it is, and that it fetches and runs nothing."""

import pytest

from ntm_lib.publishing.page_check import page_fault

PAGE = "<html><body><h1>Xã {name}</h1>{body}</body></html>"


def fault(body: str, name: str = "Nam Hòa", heading: str = "Xã Nam Hòa", script: str = "") -> str:
    return page_fault(PAGE.format(name=name, body=body), heading, script)


@pytest.mark.parametrize(
    "body",
    [
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<a href="xa/nam-hoa.html">x</a><a href="#nguon">y</a>',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        '<p title="src=x onerror=y">Tên xã: &lt;img src=x onerror=alert(1)&gt;</p>',
        "Xem javascript: là gì, và on = bật",
        '<img src="data:image/png;base64,iVBORon0xA+onA/9onAB==" alt="">',
    ],
)
def test_what_only_looks_like_it_is_no_fault(body: str) -> None:
    """Pictures in the page, links, and hostile text that was escaped."""
    assert fault(body) == ""


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        '<img src="https://example.org/a.png">',
        "<img src=a.png>",
        '<link rel="stylesheet" href="a.css">',
        '<iframe src="data:text/html,x"></iframe>',
        '<p onclick="x()">y</p>',
        '<p title="x"onclick = "x()">y</p>',
        "<svg/ONLOAD=x()>",
        '<a href="javascript:alert(1)">y</a>',
        '<a href="&#106;avascript:alert(1)">y</a>',
        '<object data="x"></object>',
        '<base href="https://example.org">',
        '<IMG SRC="//example.org/a.png">',
    ],
)
def test_what_fetches_or_runs_is_a_fault(body: str) -> None:
    assert "thứ phải tải từ nơi khác hoặc là mã chạy" in fault(body)


def test_a_page_about_somebody_else_is_a_fault() -> None:
    """Whose name is not in the one heading there must be."""
    assert fault("", name="Tây Sơn").startswith("Tiêu đề trang là “Xã Tây Sơn”")
    assert "phải có đúng một tiêu đề" in fault("<h1>Xã Nam Hòa</h1>")
    assert "phải có đúng một tiêu đề" in page_fault("<p>không có</p>", "Xã Nam Hòa")
    assert page_fault("<h1>Xã <b>A &amp; B</b></h1>", "A & B") == ""


@pytest.mark.parametrize("shown", ["Nam Hòa Đông", "Nam Hòa 2", "Nam Hòa2", "Nam Hòa (cũ)"])
def test_a_longer_name_is_somebody_elses(shown: str) -> None:
    """Communes are told apart by a word or a number at the end of the name, as Tân Phú and Tân Phú Đông, Phường 1 and Phường 12."""
    assert fault("", name=shown).startswith(f"Tiêu đề trang là “Xã {shown}”")
    assert page_fault(f"<h1>Thị xã {shown}</h1>", "xã Nam Hòa")


@pytest.mark.parametrize("shown", ["{}", "{} – năm 2021", "{}: 14 tiêu chí", "Tiến độ của {}, năm 2021", " {} "])
def test_words_around_the_name_are_no_fault(shown: str) -> None:
    assert page_fault(f"<h1>{shown.format('Xã Nam Hòa')}</h1>", "Xã Nam Hòa") == ""


def test_the_index_may_have_its_own_script_and_no_other() -> None:
    assert fault("<script>sort()</script>", script="sort()") == ""
    assert fault("<script>sort()</script><script>evil()</script>", script="sort()")
