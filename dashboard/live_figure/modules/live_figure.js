// One figure on the page: drawn from the server's numbers, and between them from the stage's.

import { onStage } from "../stage/shared.js";
import { showHints } from "../stage/hints.js";
import { Palette } from "../stage/palette.js";
import { REFRESH } from "./refresh.js";
import { saveButtons } from "./save.js";
import { join, leave, wake } from "./turns.js";

let loading = null;

/** Load plotly.js once a page. */
function plotly(path) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(path, document.baseURI).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("plotly.js could not be loaded"));
    document.head.append(script);
  });
  return loading;
}

export class LiveFigure {
  constructor(parent) {
    this.element = document.createElement("div");
    this.element.className = "live-figure";
    this.frame = document.createElement("div");
    this.frame.className = "live-figure-frame";
    this.frame.append(this.element);
    parent.append(this.frame);
    this.isInView = true;
    this.observer = new IntersectionObserver((entries) => {
      this.isInView = entries.at(-1).isIntersecting;
      wake();
    });
    this.observer.observe(this.element);
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.element);
    this.width = 0;
    join(this);
  }

  /** Take one message of the server. `tell(clicked)` answers with what was clicked on. */
  async receive(data, tell) {
    this.data = data;
    this.tell = tell;
    this.figure = JSON.parse(data.figure);
    this.element.style.minHeight = `${this.figure.layout.height}px`;
    this.isFresh = true; // as the server sent it, and not yet drawn
    this.isOfStage = false; // whether the stage's frames have been put into it
    this.element.setAttribute("role", "img");
    this.element.setAttribute("aria-label", data.label);
    this.element.dataset.testid = `${data.refresh}-figure`;
    this.Plotly ??= await plotly(data.plotly);
    wake();
  }

  /** Whether the figure shows something else than the stage. */
  get isStale() {
    if (!this.Plotly) return false;
    return this.isFresh || (this.isMoved && hasScene() && this.drawn !== onStage.stage.frame);
  }

  /** Whether the stage's frames are put into it; others stand still until the server sends another. */
  get isMoved() {
    return this.data.refresh in REFRESH;
  }

  /** Draw what the server sent, if the stage stands there; else the frame that the stage draws. */
  async draw() {
    const { stage } = onStage;
    const frame = this.isMoved && hasScene() ? stage.frame : null;
    if (frame && (stage.isMoving || frame.step !== this.data.step)) {
      REFRESH[this.data.refresh](this.figure, stage);
      this.isOfStage = true;
    } else if (this.isOfStage) {
      this.figure = JSON.parse(this.data.figure);
      this.isOfStage = false;
    }
    this.isFresh = false;
    this.drawn = hasScene() ? frame : null;
    // Plotly writes a zoom into the layout it is given. It must never meet its own writing again:
    // only against a layout without it can it tell the reader's zoom from the figure's own range.
    const layout = structuredClone(this.figure.layout);
    this.dress(layout);
    // The same object each time: another one would have the figure built anew.
    this.config ??= {
      responsive: false,
      displaylogo: false,
      displayModeBar: this.data.small ? false : "hover",
      modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "toImage"],
      modeBarButtonsToAdd: saveButtons(this),
    };
    await this.Plotly.react(this.element, this.figure.data, layout, this.config);
    if (!this.isDrawn) this.element.on("plotly_click", (event) => this.click(event));
    this.isDrawn = true;
    this.width = this.element.clientWidth;
    this.element.dataset.step = frame?.step ?? this.data.step;
    if (this.data.refresh === "cost" && !this.hint) this.showHint();
  }

  /** Give text, grid and colour scale the colours of the page's theme. */
  dress(layout) {
    const scene = onStage.stage?.scene;
    const style = getComputedStyle(this.element);
    const palette = new Palette(scene?.palette ?? FALLBACK, style);
    this.paper = palette.paper;
    layout.width = this.element.clientWidth || undefined;
    layout.font = { family: style.fontFamily, size: 13, color: palette.text };
    layout.hoverlabel = { ...layout.hoverlabel, font: { family: style.fontFamily, size: 13 } };
    for (const [name, axis] of Object.entries(layout)) {
      if (!/^[xy]axis/.test(name)) continue;
      axis.gridcolor = palette.faint;
      axis.zerolinecolor = palette.faint;
      axis.linecolor = palette.faint;
    }
    // A scene is seen as wide as it is high: in a narrow column it must not be higher than wide.
    if (layout.scene) layout.height = Math.min(layout.height, 0.9 * (layout.width ?? Infinity));
    for (const name of layout.scene ? ["xaxis", "yaxis", "zaxis"] : []) {
      const axis = (layout.scene[name] ??= {});
      axis.color = palette.text;
      axis.gridcolor = axis.zerolinecolor = axis.linecolor = palette.muted;
      axis.gridwidth = 1;
    }
    const colour = (share) => `rgb(${palette.mix(share).join(",")})`;
    if (layout.coloraxis) {
      layout.coloraxis.colorscale = [0, 0.5, 1].map((share) => [share, colour(share)]);
    }
    // The second axis is for what has no sign, such as a cost: from the deep almost to the ground.
    if (layout.coloraxis2) {
      layout.coloraxis2.colorscale = [0, 0.5, 1].map((place) => [place, colour(1 - 0.44 * place)]);
    }
  }

  click({ points: [point] }) {
    if (!this.data.clickable || !point) return;
    const { x, y, customdata = null, curveNumber } = point;
    this.tell({ x, y, customdata, trace: curveNumber });
  }

  resize() {
    const width = this.element.clientWidth;
    if (!this.isDrawn || !width || Math.abs(width - this.width) < 2) return;
    this.width = width;
    this.Plotly.relayout(this.element, { width });
  }

  /** Lay the first visit's hint over the figure, at the right: the curve begins at the left. */
  showHint() {
    this.hint = document.createElement("p");
    this.hint.className = "live-figure-hint";
    this.hint.dataset.hint = "cost";
    this.frame.append(this.hint);
    showHints([this.hint]);
  }

  close() {
    this.isDrawn = false;
    leave(this);
    this.observer.disconnect();
    this.sizes.disconnect();
    this.Plotly?.purge(this.element);
  }
}

/** Whether the stage knows what its frames are of: for a moment, it may have to ask again. */
function hasScene() {
  return Boolean(onStage.stage?.scene);
}

const FALLBACK = {
  light: { negative: [214, 108, 0], neutral: [246, 247, 249], positive: [11, 107, 203] },
  dark: { negative: [255, 159, 67], neutral: [38, 45, 56], positive: [92, 176, 255] },
};
