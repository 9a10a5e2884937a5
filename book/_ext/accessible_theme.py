"""What axe-core finds wrong with the theme's own frame of every page, mended after the build."""

from pathlib import Path

SEARCH = 'class="btn search-button-field search-button__button pst-js-only" title="Search"'
FRAME = '<div class="sidebar-primary-items__start sidebar-primary__section"'
MENDED = (
    # The button reads "Search Ctrl+K"; the label "Search" would hide the key from a voice that says what it sees.
    (f'{SEARCH} aria-label="Search"', SEARCH),
    # Icons become pictures with these titles, which are then part of the button's text but not of its name.
    ('data-mode="light" title="Light"', 'data-mode="light"'),
    ('data-mode="dark"  title="Dark"', 'data-mode="dark"'),
    ('data-mode="auto"  title="System Settings"', 'data-mode="auto"'),
    # What folds away a cell says "Show code cell source" to eyes; it may say so to ears, too.
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    # A "list" must have list items; these are references, each with a role of its own.
    ('<div role="list" class="citation-list">', '<div class="citation-list">'),
    # The title and the search button stand outside of every landmark.
    (f"{FRAME}>", f'{FRAME} role="navigation" aria-label="Book">'),
)


def mended(html: str) -> str:
    """The page with every one of these replaced; doing it twice changes nothing more."""
    for old, new in MENDED:
        html = html.replace(old, new)
    return html


def mend(app, exception) -> None:
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        before = page.read_text("utf-8")
        if (after := mended(before)) != before:
            page.write_text(after, "utf-8")


def setup(app) -> dict[str, bool]:
    app.connect("build-finished", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
