// What the component's loader calls at each message: keep one Plotly figure, and change it.

import { LiveFigure } from "./live_figure.js";

const figures = new WeakMap();

const sheet = document.createElement("link");
sheet.rel = "stylesheet";
sheet.href = new URL("./live_figure.css", import.meta.url).href;
document.head.append(sheet);

export default function show({ data, key, parentElement, setTriggerValue }) {
  if (!figures.has(parentElement)) figures.set(parentElement, new LiveFigure(parentElement, key));
  const figure = figures.get(parentElement);
  figure.receive(data, (clicked) => setTriggerValue("clicked", clicked));
  return () => {
    // Streamlit may call this for a message that was merely overtaken: close only what is gone.
    setTimeout(() => {
      if (parentElement.isConnected) return;
      figure.close();
      figures.delete(parentElement);
    }, 0);
  };
}
