"""The built site: no warning, nothing from another host, a text for all that is seen or heard, bearable sizes."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from book_site import NOTEBOOKS, REPOSITORY, built_site, made_book, module, pages

pytestmark = pytest.mark.slow
CONFIG = yaml.safe_load((REPOSITORY / "_config.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def site() -> Path:
    return built_site()


def body(page: Path) -> str:
    article = page.read_text("utf-8").split("<article", 1)[-1].split("</article>")[0]
    return re.sub(r"<(script|style)\b.*?</\1>", "", article, flags=re.DOTALL)


def test_the_site_builds_without_a_warning_and_has_a_page_for_every_chapter(site: Path) -> None:
    names = {page.relative_to(site).with_suffix("").as_posix() for page in pages(site)}
    assert {path.relative_to(REPOSITORY).with_suffix("").as_posix() for path in NOTEBOOKS} <= names
    assert "book/index.html" in (site / "index.html").read_text("utf-8")


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    found = module("book/_ext/offline_assets.py").off_site_assets
    assert {page.name: found(page.read_text("utf-8")) for page in pages(site) if found(page.read_text("utf-8"))} == {}
    assert (site / "_static/vendor/mathjax/tex-chtml-full.js").stat().st_size > 1_000_000


@pytest.mark.parametrize(
    ("html", "addresses"),
    [
        ('<script async src="https://cdn.example/x.js"></script>', ["https://cdn.example/x.js"]),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', ["//cdn.example/x.css"]),
        (
            '<script type="module">import x from "y"; import("https://cdn.example/m.js")</script>',
            ["https://cdn.example/m.js"],
        ),
        ('<a href="https://example.org">a link</a><img src="data:image/png;base64,AAAA">', []),
    ],
)
def test_the_check_for_other_hosts_tells_what_loads_from_what_is_only_linked(html: str, addresses: list[str]) -> None:
    assert module("book/_ext/offline_assets.py").off_site_assets(html) == addresses


def test_every_picture_and_player_of_a_page_has_a_text(site: Path) -> None:
    for page in pages(site):
        text = body(page)
        assert [i[:90] for i in re.findall(r"<img\b[^>]*>", text) if not re.search(r'alt="[^"]{10,}"', i)] == [], (
            page.name
        )
        assert [a[:90] for a in re.findall(r"<audio\b[^>]*>", text) if "aria-label=" not in a] == [], page.name


def test_no_page_shows_a_traceback_or_an_unresolved_reference(site: Path) -> None:
    for page in pages(site):
        text = body(page)
        for mark in ("Traceback (most recent call last)", "KeyboardInterrupt", "{cite", "{glue:", "Unknown directive"):
            assert mark not in text, f"{mark} on {page.name}"


def test_pages_stay_under_3_mb_and_the_site_under_60(site: Path) -> None:
    assert {page.name for page in pages(site) if page.stat().st_size > 3_000_000} == set()
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 60_000_000


def test_every_page_says_when_on_what_and_with_which_versions_it_was_made(site: Path) -> None:
    for path in NOTEBOOKS:
        page = (site / path.relative_to(REPOSITORY)).with_suffix(".html").read_text("utf-8")
        assert re.search(rf"Executed on \d{{4}}-\d\d-\d\d in \d+ s with preset {made_book().preset} .*torch \d", page)
    for page in pages(site):
        assert re.search(r'class="executed-with">(Executed|Made) on \d{4}-\d\d-\d\d ', page.read_text("utf-8")), page


def test_every_chapter_offers_colab_and_its_buttons_go_to_this_project(site: Path) -> None:
    url = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]
    assert CONFIG["repository"]["url"] == url
    slug = url.removeprefix("https://github.com/")
    for path in NOTEBOOKS:
        name = path.relative_to(REPOSITORY)
        page = (site / name).with_suffix(".html").read_text("utf-8")
        edition = f"colab/{path.relative_to(REPOSITORY / 'book').as_posix()}"
        assert f'"https://colab.research.google.com/github/{slug}/blob/notebooks/{edition}"' in page
        assert f'"https://mybinder.org/v2/gh/{slug}/notebooks?urlpath=lab/tree/{edition}"' in page
        assert f"{url}/issues/new" in page


def test_links_inside_the_site_lead_to_a_page_and_to_a_place_on_it(site: Path) -> None:
    ids = {page: set(re.findall(r'\bid="([^"]+)"', page.read_text("utf-8"))) for page in site.rglob("*.html")}
    for page in pages(site):
        for target, anchor in re.findall(r'href="([^"#:?]*)(?:#([^"]*))?"', page.read_text("utf-8")):
            found = (page.parent / target).resolve() if target else page
            assert found.exists(), f"{target} on {page.name}"
            assert not anchor or found not in ids or anchor in ids[found], f"{target}#{anchor} on {page.name}"


def test_every_figure_of_a_page_has_words(site: Path) -> None:
    """An image has its alternative text (above); a canvas, an inline drawing and a player have a label or a title."""
    for page in pages(site):
        for tag in re.findall(r"<(?:canvas|stem-player|svg)\b[^>]*>", body(page)):
            named = re.search(r'aria-label(?:ledby)?="[^"]+"|aria-hidden="true"|\blabel="[^"]+"', tag)
            assert named, f"{tag[:120]} on {page.name}"


def test_what_is_mended_of_the_theme_is_still_there_to_mend(site: Path) -> None:
    theme = module("book/_ext/accessible_theme.py")
    texts = [page.read_text("utf-8") for page in pages(site)]
    for old, new in theme.MENDED:
        assert any(new in text for text in texts), f"the theme has no {old} any more"
    assert all(theme.mended(text) == text for text in texts)
