/* Questions with an answer at once. A question is a form: its radio buttons say what they answer, or it holds the
   number and how far from it is right. Nothing leaves the page, and nothing is kept. */
(() => {
  const say = (form) => {
    const chosen = form.querySelector("input[type=radio]:checked");
    if (chosen) return [chosen.hasAttribute("data-right"), chosen.dataset.says];
    const field = form.querySelector("input[inputmode]");
    if (!field) return [null, "Choose an answer first."];
    const number = Number(field.value.trim().replace(",", ".").replace("\u2212", "-"));
    if (!field.value.trim() || Number.isNaN(number)) return [null, "Write a number, such as 0.5."];
    const right = Math.abs(number - Number(form.dataset.number)) <= Number(form.dataset.within) + 1e-9;
    return [right, right ? form.dataset.right : form.dataset.wrong];
  };

  window.lasaft.each(".lasaft-quiz form:not([data-ready])", (form) => {
    form.dataset.ready = "";
    const output = form.querySelector("output");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const [right, words] = say(form);
      form.dataset.answer = right === null ? "" : right ? "right" : "wrong";
      output.textContent = right === null ? words : `${right ? "Right." : "Not quite."} ${words}`;
    });
    form.addEventListener("input", () => {
      form.dataset.answer = "";
      output.textContent = "";
    });
  });
})();
