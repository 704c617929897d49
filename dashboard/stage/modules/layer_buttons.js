// The buttons above each hidden layer that add and remove a unit.

/**
 * Place them for a scene.
 * @param element where they go
 * @param network the NetworkView that knows where each layer stands
 * @param ask called with the units of every hidden layer that are wanted
 */
export function placeLayerButtons(element, scene, network, ask) {
  const hidden = scene.dims.slice(1, -1);
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
