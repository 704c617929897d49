// The network and the plane as pictures to keep: drawn anew by the stage's own views, fine enough
// for a projector, on the paper of the theme.

import { NetworkView } from "./network_view.js";
import { PlaneView } from "./plane_view.js";
import { surfaceOf } from "./surface.js";

const LEAST_RATIO = 2;
const HEAD = 26; // the layers' names; the buttons above the units are no part of the picture
const MARGIN = 12;
const NAME = 20; // for the name of an axis
const KINDS = [
  ["network", "Network as PNG", networkPicture],
  ["plane", "Plane as PNG", planePicture],
];

/**
 * Build the control that saves what is drawn.
 * @param element where it goes
 * @param stage what has `picture`, `frame` and `scene` when it is used
 */
export function offerPictures(element, stage) {
  const menu = document.createElement("details");
  const items = KINDS.map(([what, label, draw]) => {
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      textContent: label,
    });
    button.addEventListener("click", () => {
      menu.open = false;
      const { picture, frame, scene } = stage;
      if (!picture.isFitted || !frame) return;
      save(draw(picture, frame), pictureName(scene, frame.step, `${what}.png`));
    });
    return button;
  });
  const list = document.createElement("div");
  list.append(...items);
  const summary = Object.assign(document.createElement("summary"), { textContent: "Save picture" });
  menu.append(summary, list);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    summary.focus();
  });
  // Whoever points or goes elsewhere has no use for it any more.
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  const onPointerDown = (event) => {
    if (!event.composedPath().includes(menu)) menu.open = false;
  };
  menu.addEventListener("toggle", () => {
    if (menu.open) document.addEventListener("pointerdown", onPointerDown, true);
    else document.removeEventListener("pointerdown", onPointerDown, true);
  });
  element.replaceChildren(menu);
}

/** A file's name that says of which run and step it is; without what a file system forbids. */
export function pictureName({ name, dims }, step, ending) {
  const said = `${name} ${dims.join("-")} step ${step} ${ending}`;
  return said.replace(/[^\p{L}\p{N}\p{M} ._-]+/gu, "_");
}

function save(canvas, name) {
  canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, "image/png");
}

/** An empty canvas of so many CSS pixels, and its context to draw on. */
function sheet(width, height, palette) {
  const ratio = ratioNow();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, width, height);
  return [canvas, context];
}

function ratioNow() {
  return Math.max(LEAST_RATIO, window.devicePixelRatio || 1);
}

function networkPicture({ scene, palette, names, frozen, fine, network: shown }, frame) {
  const network = new NetworkView(document.createElement("canvas"));
  const { width, height } = shown;
  network.font = shown.font;
  network.layout(scene, width, height, ratioNow(), () => HEAD);
  network.paintMaps(fine.forward.run(frame.params), fine.inputs, fine.resolution, 1, palette);
  network.draw(frame.params, palette, { hover: null, chosen: null, point: null, frozen, names });
  const [canvas, context] = sheet(width + 2 * MARGIN, height + 2 * MARGIN, palette);
  context.drawImage(network.canvas, MARGIN, MARGIN, width, height);
  return canvas;
}

function planePicture({ scene, palette, fine, network, plane: shown }, frame) {
  const canvases = [document.createElement("canvas"), document.createElement("canvas")];
  const plane = new PlaneView(...canvases);
  const ratio = ratioNow();
  plane.layout(scene, shown.side, ratio);
  const values = fine.forward.run(frame.params);
  plane.drawMap(surfaceOf(scene, palette, null, fine.inputs, values), fine.resolution, palette);
  plane.drawPoints(palette, network.font);
  const width = canvases[0].width / ratio;
  const height = canvases[0].height / ratio;
  const left = MARGIN + NAME;
  const [canvas, context] = sheet(left + width + MARGIN, height + NAME + 2 * MARGIN, palette);
  for (const drawn of canvases) context.drawImage(drawn, left, MARGIN, width, height);
  context.font = `13px ${network.font}`;
  context.fillStyle = palette.text;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const middle = plane.span / 2;
  const [across, up] = scene.axes;
  context.fillText(across, left + plane.left + middle, MARGIN + height + NAME / 2);
  context.translate(MARGIN + NAME / 2, MARGIN + plane.top + middle);
  context.rotate(-Math.PI / 2);
  context.fillText(up, 0, 0);
  return canvas;
}
