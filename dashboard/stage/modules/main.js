// What the component's loader calls at each message: make the stage once, then hand it the rest.

import { listen } from "./controls.js";
import { decode } from "./payload.js";
import { Stage } from "./stage.js";
import { build } from "./view.js";

const stages = new WeakMap();

function open(parent) {
  // An earlier version of this module may have been here: the server was started anew with it.
  const earlier = parent.querySelector("[data-testid=stage]");
  const shown = earlier && { session: earlier.dataset.session, query: earlier.dataset.link };
  earlier?.remove();
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("./stage.css", import.meta.url).href;
  parent.append(sheet);
  const view = build(parent);
  const stage = new Stage(view, shown);
  const stopListening = listen(stage);
  sheet.addEventListener("load", () => stage.picture.refit());
  const close = () => {
    stopListening();
    stage.close();
    sheet.remove();
    view.root.remove();
    stages.delete(parent);
  };
  return { stage, close };
}

export default function show({ data, parentElement, setTriggerValue }) {
  if (!stages.has(parentElement)) stages.set(parentElement, open(parentElement));
  const opened = stages.get(parentElement);
  // The same data come again when something else changed, such as the theme.
  if (opened.data !== data) opened.stage.receive(decode(data), setTriggerValue);
  opened.data = data;
  opened.stage.picture.refit();
  return () => {
    // Streamlit may call this for a message that was merely overtaken: close only what is gone.
    setTimeout(() => {
      const host = parentElement.host ?? parentElement;
      if (!host.isConnected) opened.close();
    }, 0);
  };
}
