// Arrow keys and Page keys go from slide to slide; a player or slider that has the focus keeps its own keys.
const slides = [...document.querySelectorAll("section")];
const busy = (node) => node.closest("input, select, textarea, button, audio, summary, canvas, stem-player, [tabindex]");
const current = () => slides.findLastIndex((slide) => slide.getBoundingClientRect().top < innerHeight / 2);
const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };

// Smaller, until nothing overflows. Equations, pictures and players get their size late, hence the observer.
const SMALLEST = 0.4;
const isTooTall = (slide) => slide.scrollHeight > slide.clientHeight + 1;
const isTooWide = (equation) => equation.scrollWidth > equation.clientWidth + 1;
const equations = (slide) => [...slide.querySelectorAll("mjx-container[display=true]")];
function narrow(equation) {
  equation.style.zoom = 1;
  for (let size = 0.95; size >= SMALLEST && isTooWide(equation); size -= 0.05) equation.style.zoom = size;
}
function fit(slide) {
  const content = slide.querySelector(".content");
  content.style.zoom = 1;
  equations(slide).forEach(narrow);
  for (let size = 0.95; size >= SMALLEST && isTooTall(slide); size -= 0.05) content.style.zoom = size;
}
const late = new ResizeObserver((changes) => {
  const touched = new Set(changes.map((change) => change.target.closest("section")));
  requestAnimationFrame(() => touched.forEach((slide) => {
    if (isTooTall(slide) || equations(slide).some(isTooWide)) fit(slide);
  }));
});
slides.forEach((slide) => {
  fit(slide);
  late.observe(slide.querySelector(".content"));
});
addEventListener("resize", () => slides.forEach(fit));
addEventListener("load", () => slides.forEach(fit));
for (const [event, printing] of [["beforeprint", true], ["afterprint", false]]) addEventListener(event, () => {
  document.body.classList.toggle("paper", printing);
  slides.forEach(fit);
});

addEventListener("keydown", (event) => {
  if (event.key === "n" && !busy(event.target)) {
    const notes = slides[Math.max(current(), 0)].querySelector("details");
    if (notes) notes.open = !notes.open;
  }
  const step = steps[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return;
  event.preventDefault();
  slides[Math.min(Math.max(current() + step, 0), slides.length - 1)].scrollIntoView();
});
