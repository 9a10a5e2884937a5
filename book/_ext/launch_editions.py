"""The rocket opens the edition of a chapter that reads well there: branch ``notebooks``, folder ``colab``.

The theme's own buttons lead to the source of the page, whose MyST marks neither Colab nor Binder's JupyterLab renders.
"""

SOURCE = "book/"
BRANCH, EDITION = "notebooks", "colab/"


def edition_address(address: str, branch: str) -> str:
    """The address of a launch button, with the edition's branch and folder in place of the source's.

    Colab's is ``…/blob/<branch>/book/x.ipynb``, Binder's ``…/<branch>?urlpath=lab/tree/book/x.ipynb``.
    """
    for between in ("/", "?urlpath=lab/tree/"):
        address = address.replace(f"/{branch}{between}{SOURCE}", f"/{BRANCH}{between}{EDITION}")
    return address


def relaunch(app, pagename, templatename, context, doctree) -> None:
    branch = app.config.html_theme_options["repository_branch"]
    for group in context.get("header_buttons", []):
        if group.get("label") == "launch-buttons":
            for button in group["buttons"]:
                button["url"] = edition_address(button["url"], branch)


def setup(app) -> dict[str, bool]:
    app.connect("html-page-context", relaunch, priority=502)  # the theme adds its buttons at 501
    return {"parallel_read_safe": True, "parallel_write_safe": True}
