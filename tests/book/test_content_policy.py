"""What pages may load, as they say themselves."""

import re

from book_site import built_site, module, pages

policy = module("book/_ext/content_policy.py")
META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')


def test_the_policy_names_no_host_and_no_eval() -> None:
    assert policy.POLICY["default-src"] == "'none'"
    allowed = {word for sources in policy.POLICY.values() for word in sources.split()}
    assert allowed == {"'none'", "'self'", "'unsafe-inline'", "file:", "data:", "blob:"}
    scripts = policy.POLICY["script-src"].split()
    assert "data:" not in scripts and "blob:" not in scripts


def test_one_page_may_compile_webassembly_and_start_workers_and_no_other() -> None:
    allowed = {page.stem: META.search(page.read_text("utf-8"))[1] for page in pages(built_site())}
    for what in ("'wasm-unsafe-eval'", "worker-src blob:"):
        assert [name for name, policy_ in allowed.items() if what in policy_] == ["network_in_the_page"]
    assert not any(f"'{what}'" in policy_ for policy_ in allowed.values() for what in ("unsafe-eval", "strict-dynamic"))


def test_every_page_has_the_policy_before_anything_that_it_loads() -> None:
    for page in pages(built_site()):
        text = page.read_text("utf-8")
        found = META.findall(text)
        assert len(found) == 1, page.name
        before = text[: META.search(text).start()]
        assert not re.search(r"<(script|link|style|img)\b", before), page.name
