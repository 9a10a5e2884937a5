"""For all tests of this folder: a browser that is steered (without one they are skipped), the site, and a server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from book_site import built_site, module
from browser_page import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator["webdriver.Chrome"]:  # noqa: F821
    program, driver = chromium(), shutil.which("chromedriver")
    if not driver:
        pytest.skip("needs a browser's driver: apt-get install chromium-driver")
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    arguments = "headless=new no-sandbox disable-gpu disable-dev-shm-usage disable-background-networking no-first-run"
    for argument in (*arguments.split(), "autoplay-policy=no-user-gesture-required"):
        options.add_argument(f"--{argument}")
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
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
