"""What `make site-report` prints, from a site of two small pages."""

import shutil
from pathlib import Path

import pytest
from book_site import module

tool = module("tools/site_report.py")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "book").mkdir()
    (tmp_path / "index.html").write_text("start")
    (tmp_path / "style.css").write_text("p { color: black }" + " " * 5000)
    (tmp_path / "book/small.html").write_text("<p>small</p>")
    (tmp_path / "book/large.html").write_text("<link rel=stylesheet href=../style.css><p>" + "large " * 2000)
    return tmp_path


def test_without_a_browser_the_sizes_are_listed_the_heaviest_page_first(site: Path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(tool, "browser", lambda: None)
    assert tool.main(["--site", str(site)]) == 0
    shown = capsys.readouterr()
    assert "sizes only" in shown.err
    assert [line.split()[:2] for line in shown.out.splitlines()[1:3]] == [
        ["book/large.html", "12"],
        ["book/small.html", "0"],
    ]
    assert "2 pages; the site has 0.0 MB" in shown.out


def test_without_a_site_it_says_how_to_build_one(tmp_path: Path, capsys) -> None:
    assert tool.main(["--site", str(tmp_path)]) == 2
    assert "`make book` builds it" in capsys.readouterr().err


@pytest.mark.browser
def test_a_browser_counts_bytes_requests_and_time(site: Path) -> None:
    if not shutil.which("chromedriver") or (chrome := tool.browser()) is None:
        pytest.skip("needs a browser: apt-get install chromium chromium-driver")
    large, small = tool.figures(site, chrome)
    chrome.quit()
    assert (large.requests, small.requests) == (2, 1)
    assert large.bytes > 12_000 + 5_000 > small.bytes
    assert 0 < large.ready <= large.loaded < 60_000
