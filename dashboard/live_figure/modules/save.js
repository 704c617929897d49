// A figure as a picture to keep: in two formats, and on the paper of the theme.

import { onStage } from "../stage/shared.js";
import { pictureName } from "../stage/save_picture.js";

const PNG_SCALE = 2;

/** The buttons for it in the bar over a figure. */
export function saveButtons(figure) {
  const { camera, disk } = figure.Plotly.Icons;
  return [
    { name: "png", title: "Download plot as a PNG", icon: camera, click: () => save(figure, "png") },
    { name: "svg", title: "Download plot as an SVG", icon: disk, click: () => save(figure, "svg") },
  ];
}

async function save(figure, format) {
  const { element, paper, data, Plotly } = figure;
  const scene = onStage.stage?.scene;
  const step = Number(element.dataset.step);
  const filename = scene ? pictureName(scene, step, data.refresh) : data.refresh;
  // On the page a figure has no ground of its own; light words need the dark one that they were on.
  const layout = { ...element.layout, paper_bgcolor: paper };
  await Plotly.downloadImage(
    { data: element.data, layout },
    {
      format,
      filename,
      width: element.clientWidth,
      height: element.clientHeight,
      scale: format === "png" ? PNG_SCALE : 1,
    },
  );
}
