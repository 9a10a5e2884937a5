/* A link to the id of a <details> opens it: on arrival, and when the address changes on the page. */
(() => {
  if (window.lasaftOpensDetails) return;
  window.lasaftOpensDetails = true;
  const open = () => {
    const found = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(found instanceof HTMLDetailsElement)) return;
    found.open = true;
    found.scrollIntoView();
  };
  addEventListener("hashchange", open);
  // A second click on the same link changes no address.
  addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (link && link.hash && link.href === location.href) setTimeout(open);
  });
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", open);
  else open();
})();
