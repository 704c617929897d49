// The stage's elements: built once, kept while the page stands.

const MARKUP = `
<div class="stage" data-testid="stage" data-step="0" data-latest="0" data-playing="false"
     data-frames="0" data-run="">
  <dl class="readouts">
    <div class="pace" hidden><dt>As fast as it goes</dt><dd data-readout="pace">–</dd></div>
  </dl>
  <div class="scene">
    <figure class="network">
      <canvas role="img" aria-label="The network"></canvas>
      <div class="layers"></div>
    </figure>
    <figure class="plane">
      <p class="hint" data-hint="plane"></p>
      <div class="maps">
        <canvas class="map" role="img" aria-label="What the network predicts over the plane"></canvas>
        <canvas class="points"></canvas>
      </div>
    </figure>
    <p class="hint" data-hint="network"></p>
    <p class="hint" data-hint="data"></p>
    <figcaption class="legend"></figcaption>
  </div>
  <div class="timeline">
    <label for="timeline">Step</label>
    <input id="timeline" type="range" min="0" max="0" value="0" step="1"
           aria-label="Timeline: the steps played so far">
    <output>0</output>
  </div>
  <div class="restoring" hidden><span></span><progress max="1" value="0"></progress></div>
  <p class="sentence" aria-live="polite" data-testid="sentence"></p>
  <div class="actions">
    <button type="button" class="suggestion" hidden></button>
    <button type="button" class="copy">Copy link</button>
    <span class="save"></span>
    <span class="copied" role="status"></span>
    <span class="keys"><kbd>Space</kbd> play or pause <kbd>→</kbd> one step <kbd>←</kbd> back
      <kbd>Home</kbd> reset</span>
  </div>
  <div class="tip" hidden></div>
</div>`;

/** Build the stage's elements inside a component's root, and name the parts. */
export function build(parent) {
  const template = document.createElement("template");
  template.innerHTML = MARKUP.trim();
  parent.append(template.content);
  const root = parent.querySelector("[data-testid=stage]");
  const find = (selector) => root.querySelector(selector);
  return {
    root,
    readouts: find(".readouts"),
    pace: find(".pace"),
    paceText: find(".pace dd"),
    network: find(".network"),
    networkCanvas: find(".network canvas"),
    layers: find(".layers"),
    plane: find(".plane"),
    mapCanvas: find(".map"),
    pointsCanvas: find(".points"),
    legend: find(".legend"),
    timeline: find(".timeline input"),
    timelineOutput: find(".timeline output"),
    sentence: find(".sentence"),
    restoring: find(".restoring"),
    suggestion: find(".suggestion"),
    copy: find(".copy"),
    copied: find(".copied"),
    save: find(".save"),
    keys: find(".keys"),
    tip: find(".tip"),
    hints: root.querySelectorAll(".hint"),
  };
}
