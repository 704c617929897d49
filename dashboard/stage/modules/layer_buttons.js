// The buttons above each hidden layer that add and remove a unit.

const NARROWEST = 20; // below that no finger finds them; the settings have the same
const BETWEEN = 4;
const NAMES = 26; // height of the layers' names, which stand above the buttons,
const BUTTONS = 22; // and of the buttons, which are
const BUTTONS_FOR_THUMBS = 40; // larger where there is no mouse

/** The width that a button can have with so much between two layers. */
function roomIn(gap) {
  return Math.floor((gap - 2 * BETWEEN) / 2);
}

/** The height to be left above the units of a scene. */
export function headOf(scene, gap) {
  if (scene.dims.length <= 2 || !scene.units || roomIn(gap) < NARROWEST) return NAMES;
  const isThumb = window.matchMedia("(pointer: coarse)").matches;
  return NAMES + (isThumb ? BUTTONS_FOR_THUMBS : BUTTONS);
}

/**
 * Place them for a scene.
 * @param element where they go
 * @param network the NetworkView that knows where each layer stands
 * @param ask called with the units of every hidden layer that are wanted
 */
export function placeLayerButtons(element, scene, network, ask) {
  const hidden = scene.dims.slice(1, -1);
  const room = roomIn(network.gap);
  element.hidden = room < NARROWEST || !scene.units; // without limits, layers are not to be changed
  if (element.hidden) {
    element.replaceChildren();
    return;
  }
  element.style.setProperty("--room", `${room}px`);
  const groups = hidden.map((count, index) => {
    const group = document.createElement("span");
    group.style.left = `${network.units[index + 1][0].x}px`;
    for (const [sign, change] of [
      ["−", -1],
      ["+", 1],
    ]) {
      const wanted = count + change;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.disabled = wanted < scene.units[0] || wanted > scene.units[1];
      const verb = change > 0 ? "Add a unit to" : "Remove a unit from";
      button.setAttribute("aria-label", `${verb} layer ${index + 1}`);
      button.addEventListener("click", () => ask(hidden.with(index, wanted)));
      group.append(button);
    }
    return group;
  });
  element.replaceChildren(...groups);
}
