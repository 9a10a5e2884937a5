// Arrow keys and Page keys go from slide to slide; a player or slider that has the focus keeps its own keys.
const slides = [...document.querySelectorAll("section")];
const busy = (node) => node.closest("input, select, textarea, button, audio, summary, canvas, stem-player, [tabindex]");
const current = () => slides.findLastIndex((slide) => slide.getBoundingClientRect().top < innerHeight / 2);
const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };

addEventListener("keydown", (event) => {
  const step = steps[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return;
  event.preventDefault();
  slides[Math.min(Math.max(current() + step, 0), slides.length - 1)].scrollIntoView();
});
