// The three functions that vega-interpreter imports by name, taken from the Vega that is loaded already.
import "../vega/vega.min.js";

export const { ascending, isString, DisallowedObjectProperties } = globalThis.vega;
