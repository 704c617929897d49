// One line for each region on a first visit, gone for good once dismissed.

const PLANE = {
  binary: "Colour is the prediction; at the line it tips.",
  classes: "Colour is the most probable class, paler where that is less sure; at the lines it changes.",
  value: "Colour is the prediction, on the scale of the legend.",
};
const LINES = {
  data: "Every point is an example; x₁ and x₂ are all the network knows of it.",
  network: "Every square is a unit and what it makes of the plane; lines are weights. Click on one to change it.",
  cost: "The cost is how wrong the network is. Learning is this curve coming down.",
};

function isDismissed(name) {
  try {
    return localStorage.getItem(`watch-it-learn.hint.${name}`) === "seen";
  } catch {
    return true; // no storage, no memory of a dismissal: better silent than insistent
  }
}

/** Fill hint elements, and let each be dismissed; what the plane shows depends on the task. */
export function showHints(elements, task) {
  for (const element of elements) {
    const name = element.dataset.hint;
    if (isDismissed(name)) continue;
    const words = LINES[name] ?? PLANE[task];
    if (element.childElementCount) {
      element.firstChild.textContent = words;
      continue;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", `Dismiss the hint on the ${name}`);
    button.addEventListener("click", () => {
      element.replaceChildren();
      element.classList.remove("shown");
      try {
        localStorage.setItem(`watch-it-learn.hint.${name}`, "seen");
      } catch {
        // Without storage the hint is gone until the next visit.
      }
    });
    const line = document.createElement("span");
    line.textContent = words;
    element.append(line, button);
    element.classList.add("shown");
  }
}
