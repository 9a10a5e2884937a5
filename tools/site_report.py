"""How heavy each page is and how fast it loads from this machine: `python tools/site_report.py [--site _build/html]`.

Figures as Lighthouse gives them, by the browser's own clock: bytes and requests of a first visit (empty cache), time to
the first paint and until all is loaded. Without chromium only the sizes of the files are printed.
"""

import argparse
import functools
import http.server
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
MEASURE = """
const [visit] = performance.getEntriesByType("navigation");
const ours = (one) => one.name.startsWith(location.origin) && !one.name.endsWith("/favicon.ico"); // asked for unasked
const rest = performance.getEntriesByType("resource").filter(ours);
const paint = performance.getEntriesByName("first-contentful-paint")[0];
const bytes = rest.reduce((sum, one) => sum + one.transferSize, visit.transferSize);
return [bytes, rest.length + 1, paint ? paint.startTime : 0, visit.domContentLoadedEventEnd, visit.loadEventEnd];
"""


@dataclass(frozen=True)
class Figures:
    """One page: bytes of its HTML; of a first visit the bytes, requests, and milliseconds (None where not measured)."""

    page: str
    html: int
    bytes: int | None = None
    requests: int | None = None
    paint: float | None = None
    ready: float | None = None
    loaded: float | None = None


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a server of this machine shows ``folder``."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def browser(*more: str):
    """A headless Chromium with ``more`` arguments that logs what pages do; None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program, driver = next(filter(None, map(shutil.which, names)), None), shutil.which("chromedriver")
    try:
        from selenium import webdriver
    except ImportError:
        return None
    if not program or not driver:
        return None
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", *more):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))


def pages(site: Path) -> list[str]:
    """Names of the pages below the site's folder, the heaviest first."""
    found = sorted((site / "book").rglob("*.html"), key=lambda page: (-page.stat().st_size, page))
    return [page.relative_to(site).as_posix() for page in found]


def figures(site: Path, chrome) -> Iterator[Figures]:
    """Visit every page with an empty cache."""
    with served(site) as address:
        for name in pages(site):
            size = (site / name).stat().st_size
            if chrome is None:
                yield Figures(name, size)
                continue
            chrome.execute_cdp_cmd("Network.clearBrowserCache", {})
            chrome.get(address + name)
            yield Figures(name, size, *chrome.execute_script(MEASURE))


HEAD = f"{'page':50} {'HTML kB':>8} {'all kB':>8} {'requests':>8} {'paint s':>8} {'ready s':>8} {'loaded s':>8}"


def line(one: Figures) -> str:
    """One page's figures below those headings."""
    times = [
        f"{value / 1000:8.2f}" if value is not None else f"{'–':>8}" for value in (one.paint, one.ready, one.loaded)
    ]
    visit = "–" if one.bytes is None else f"{one.bytes / 1000:.0f}"
    count = "–" if one.requests is None else str(one.requests)
    return " ".join((f"{one.page:50}", f"{one.html / 1000:8.0f}", f"{visit:>8}", f"{count:>8}", *times))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    site = parser.parse_args(arguments).site.resolve()
    if not (site / "index.html").is_file():
        print(f"site_report: no site in {site}; `make book` builds it", file=sys.stderr)
        return 2
    chrome = browser()
    if chrome is None:
        print("no browser (apt-get install chromium chromium-driver): sizes only", file=sys.stderr)
    try:
        print(HEAD)
        for one in figures(site, chrome):
            print(line(one), flush=True)
    finally:
        if chrome is not None:
            chrome.quit()
    total = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    print(f"{len(pages(site))} pages; the site has {total / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
