/* lasaft.each(selector, prepare) prepares every element that fits, also those that come into the page later: in
   JupyterLab an output is drawn when it is scrolled to. `prepare` marks what it has done, and so do the selectors. */
(() => {
  const lasaft = (window.lasaft ??= {});
  if (lasaft.each) return; // every output that stands alone brings this script
  const kinds = new Map();
  const all = () => {
    if (document.readyState === "loading") return; // elements may still lack their children
    for (const [selector, prepare] of kinds) document.querySelectorAll(selector).forEach(prepare);
  };
  lasaft.each = (selector, prepare) => {
    if (!kinds.has(selector)) kinds.set(selector, prepare);
    all();
  };
  document.addEventListener("DOMContentLoaded", all);
  new MutationObserver(all).observe(document, { childList: true, subtree: true });
})();
