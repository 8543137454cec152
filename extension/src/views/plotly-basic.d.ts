/** The little of Plotly that the views call; the bundle ships no types of its own. */
declare module "plotly.js-basic-dist-min" {
  const plotly: import("./plotly.js").Plotly;
  export { plotly as default };
}
