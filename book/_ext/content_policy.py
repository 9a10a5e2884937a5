"""Every page forbids itself what it doesn't need: no other host, no eval, no frame, also when opened as a file.

Scripts and styles stand in pages (outputs of notebooks carry their own, Sphinx and the theme theirs), hence
'unsafe-inline'. ``file:`` is what 'self' doesn't reliably mean where a page is opened from a folder; a browser loads no
file into a page that came by http. One page computes: it starts workers from texts that it holds, and they compile
WebAssembly.
"""

HERE = "'self' file:"
POLICY = {
    "default-src": "'none'",
    "script-src": f"{HERE} 'unsafe-inline'",
    "style-src": f"{HERE} 'unsafe-inline'",
    "img-src": f"{HERE} data: blob:",
    "font-src": f"{HERE} data:",
    "media-src": f"{HERE} data: blob:",
    "connect-src": HERE,
    "form-action": HERE,
    "base-uri": "'none'",
}
MORE = {"book/network_in_the_page": {"script-src": f"{POLICY['script-src']} 'wasm-unsafe-eval'", "worker-src": "blob:"}}


def meta(page: str) -> str:
    """The policy as an element of a page's head; what stands above it is not held to it. ``page`` is its document."""
    policy = "; ".join(f"{what} {where}" for what, where in (POLICY | MORE.get(page, {})).items())
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def add(app, pagename, templatename, context, doctree) -> None:
    context["metatags"] = f"\n    {meta(pagename)}{context.get('metatags') or ''}"


def setup(app) -> dict[str, bool]:
    app.connect("html-page-context", add, priority=990)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
