"""Steering a browser: the size and colours of its screen, patience, and what axe-core says of its page."""

from pathlib import Path

AXE = Path(__file__).parent / "browser" / "vendor" / "axe.min.js"
RUN = """
const done = arguments[0];
const where = (node) => `${node.target.join(" ")}: ${node.html}`;
const brief = (rule) => rule.nodes.map((node) => `${rule.id} (${rule.impact}) at ${where(node)}`);
axe.run(document, Object.assign({resultTypes: ["violations"]}, RULES))
  .then((found) => done(found.violations.filter((rule) => rule.impact !== "minor").flatMap(brief)))
  .catch((error) => done([`axe failed: ${error}`]));
"""


def screen(browser, *, width: int, theme: str) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": theme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def wait_for(browser, condition: str, seconds: int = 15) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, seconds).until(lambda driver: driver.execute_script(condition))


def axe_faults(browser, rules: str = "{}") -> list[str]:
    """What axe-core finds in the page that is more than minor; ``rules`` are its options, as JavaScript."""
    browser.execute_script(AXE.read_text("utf-8"))
    return browser.execute_async_script(RUN.replace("RULES", rules))
