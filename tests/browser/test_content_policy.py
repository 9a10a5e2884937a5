"""The content-security policy in a browser: the page works (test_pages.py), and what isn't of the page is refused."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TRY = """
const [done, refused] = [arguments[0], []];
document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
fetch("https://example.org/").catch(() => {});
new Image().src = "https://example.org/x.png";
for (const tag of ["script", "iframe"]) {
  const made = document.createElement(tag);
  made.src = "https://example.org/x";
  document.body.append(made);
}
setTimeout(() => { try { eval("1"); } catch { refused.push("eval"); } }, 100); // not now: a driver's own script may
setTimeout(() => done([...new Set(refused)].sort()), 500);
"""


@pytest.mark.parametrize("way", ["http", "file"])
def test_a_page_refuses_other_hosts_frames_and_eval(browser, site, address: str, way: str) -> None:
    browser.get(address + "book/index.html" if way == "http" else (site / "book/index.html").as_uri())
    refused = set(browser.execute_async_script(TRY))
    assert {"connect-src", "eval", "frame-src", "img-src", "script-src-elem"} <= refused


COMPILE = """
const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
WebAssembly.compile(empty).then(() => arguments[0]("compiled"), (error) => arguments[0](error.name));
"""


@pytest.mark.parametrize(("page", "said"), [("network_in_the_page", "compiled"), ("index", "CompileError")])
def test_webassembly_is_compiled_on_one_page_and_eval_on_none(browser, address: str, page: str, said: str) -> None:
    browser.get(f"{address}book/{page}.html")
    assert browser.execute_async_script(COMPILE) == said
    assert "eval" in browser.execute_async_script(TRY)
