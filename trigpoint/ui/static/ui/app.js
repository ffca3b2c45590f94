// What every page runs: the behaviour of the NHS components, and charts where there are any.
import { initAll } from "../nhsuk-frontend.min.js";

initAll();

if (document.querySelector("figure[data-vega-spec]")) {
  import("./charts.js");
}
