/* Never two sounds at once: whoever starts one calls lasaft.alone(owner, stop), and what sounded before is stopped. Plain
   audio elements take part without being asked. `stop` may be called when all is silent already. */
(() => {
  const lasaft = (window.lasaft ??= {});
  if (lasaft.alone) return; // every output that stands alone brings this script
  let sounding = null;
  lasaft.alone = (owner, stop) => {
    if (sounding && sounding.owner !== owner) sounding.stop();
    sounding = { owner, stop };
  };
  document.addEventListener("play", ({ target }) => lasaft.alone(target, () => target.pause()), true); // it doesn't bubble
})();
