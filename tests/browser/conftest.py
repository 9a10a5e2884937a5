"""A browser that is steered, for all tests of this folder; they are skipped where there is none."""

import shutil
from collections.abc import Iterator

import pytest
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
