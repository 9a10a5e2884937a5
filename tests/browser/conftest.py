"""For all tests of this folder: a browser that is steered (without one they are skipped), the site, and a server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from book_site import built_site, module


@pytest.fixture(scope="session")
def browser() -> Iterator["webdriver.Chrome"]:  # noqa: F821
    quiet = ("disable-background-networking", "no-first-run", "autoplay-policy=no-user-gesture-required")
    microphone = ("use-fake-device-for-media-stream", "use-fake-ui-for-media-stream")  # beeps, and needs no permission
    chrome = module("tools/site_report.py").browser(
        *quiet, *microphone, "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    )
    if chrome is None:
        pytest.skip("needs a browser, its driver and selenium: apt-get install chromium chromium-driver")
    chrome.set_page_load_timeout(60)
    yield chrome
    chrome.quit()


@pytest.fixture(scope="session")
def site() -> Path:
    return built_site()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    with module("tools/site_report.py").served(site) as found:
        yield found
