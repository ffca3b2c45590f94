// Gives the charts of a page tooltips. Each figure holds its Vega-Lite specification beside the drawing that the
// server made; where anything fails the server's drawing stays. Nothing is evaluated as code and no style is
// injected, so that the content security policy can forbid both.
import "../vega/vega.min.js";
import "../vega-lite/vega-lite.min.js";
import "../vega-embed/vega-embed.min.js";
import { expressionInterpreter } from "../vega-interpreter/vega-interpreter.js";

const OPTIONS = {
  actions: false,
  ast: true,
  defaultStyle: false,
  expr: expressionInterpreter,
  renderer: "svg",
  tooltip: { disableDefaultStyle: true },
};

async function upgrade(figure) {
  const spec = JSON.parse(document.getElementById(figure.dataset.vegaSpec).textContent);
  const drawing = figure.querySelector(".tp-figure__drawing");
  const live = document.createElement("div");
  await globalThis.vegaEmbed(live, spec, OPTIONS);
  // The drawing as a whole is described already; what is inside would be read out point by point.
  const picture = live.querySelector("svg");
  picture.setAttribute("aria-hidden", "true");
  drawing.replaceChildren(live);
  figure.dataset.vegaReady = "yes";
}

for (const figure of document.querySelectorAll("figure[data-vega-spec]")) {
  try {
    await upgrade(figure);
  } catch (error) {
    console.warn(`The chart ${figure.id} stays as the server drew it.`, error);
  }
}
