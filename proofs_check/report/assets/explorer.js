"use strict";

// The least loss of a construction, from its shape cost and its spectrum alone: every upward crossing of the κ-curve
// (docs/mathematics.md) and the zero solution.  CLOSED_FORMS is printed by the program from its own constructions.
const explorer = (() => {
  const STEPS = 4000;

  function lookup(name, r, L) {
    const form = CLOSED_FORMS.find((one) => one.name === name && one.depths[0] <= L && L <= one.depths[1]);
    const K = (r * (r - 1)) / 2;
    const squares = form.singularValues(K, L, r).map((s) => s * s);
    return new Family(K, L, form.logShapeCost(K, L, r), squares, form.multiplicities(K, L, r));
  }

  // One construction at one depth: what does not depend on the λ's is computed once.
  class Family {
    constructor(K, L, logShapeCost, squares, multiplicities) {
      Object.assign(this, { K, L, logShapeCost, squares, multiplicities });
      const high = Math.log(Math.max(...squares)) + 30;
      this.grid = Array.from({ length: STEPS + 1 }, (_, i) => -60 + ((high + 60) * i) / STEPS);
      this.heights = this.grid.map((y) => this.height(y));
    }

    sum(term) {
      return this.squares.reduce((total, square, i) => total + this.multiplicities[i] * term(square), 0);
    }

    // log of (κ/K)^(L+1) T(κ)^L, which is Λ times the shape cost at a critical point with κ = e^y.
    height(y) {
      const kappa = Math.exp(y);
      const T = this.sum((square) => square / (square + kappa) ** 2);
      return (this.L + 1) * (y - Math.log(this.K)) + this.L * Math.log(T);
    }

    loss(y) {
      const kappa = Math.exp(y);
      const fit = (kappa ** 2 / (2 * this.K)) * this.sum((square) => (square + kappa) ** -2);
      const T = this.sum((square) => square / (square + kappa) ** 2);
      return fit + (((this.L + 1) / 2) * kappa * T) / this.K;
    }

    // logProduct is log Λ; minima are where the curve rises through it.
    solve(logProduct) {
      const level = logProduct + this.logShapeCost;
      let best = { loss: 0.5, zero: true, outputs: this.squares.map(() => 0) };
      for (let i = 0; i < STEPS; i++) {
        if (this.heights[i] <= level && level < this.heights[i + 1]) {
          const y = this.crossing(this.grid[i], this.grid[i + 1], level);
          const loss = this.loss(y);
          if (loss < best.loss) {
            const kappa = Math.exp(y);
            best = { loss, zero: false, outputs: this.squares.map((square) => square / (square + kappa)) };
          }
        }
      }
      return best;
    }

    crossing(low, high, level) {
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2;
        if (this.height(middle) <= level) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    }

    // log of the greatest λ, all equal and n = 1, at which the loss is that of zero: a greatest value over κ.
    logThreshold() {
      this.threshold ??= this.greatestThreshold();
      return this.threshold;
    }

    greatestThreshold() {
      const values = this.grid.map((y) => this.logThresholdAt(y));
      let best = -Infinity;
      for (let i = 1; i < STEPS; i++) {
        if (values[i] >= values[i - 1] && values[i] >= values[i + 1]) {
          best = Math.max(best, this.greatest(this.grid[i - 1], this.grid[i + 1]));
        }
      }
      return best;
    }

    logThresholdAt(y) {
      const kappa = Math.exp(y);
      const gain = this.sum((square) => {
        const q = square / (square + kappa);
        return q * (2 - q);
      });
      const total = this.sum((square) => square / (square + kappa) ** 2);
      return (
        Math.log(gain / (this.L + 1)) - (Math.log(total) + this.logShapeCost) / (this.L + 1) - Math.log(this.K)
      );
    }

    greatest(low, high) {
      for (let i = 0; i < 80; i++) {
        const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
        if (this.logThresholdAt(left) < this.logThresholdAt(right)) low = left;
        else high = right;
      }
      return this.logThresholdAt((low + high) / 2);
    }
  }

  const families = new Map();
  function family(name, r, L) {
    const key = `${name} ${r} ${L}`;
    if (!families.has(key)) families.set(key, lookup(name, r, L));
    return families.get(key);
  }

  const logProduct = (L, lambda, n) => Math.log(n) + (L + 1) * Math.log(lambda);

  function solve(r, L, lambda, n) {
    const product = logProduct(L, lambda, n);
    const [dnc, srg] = ["dnc", "srg"].map((name) => family(name, r, L).solve(product));
    return { dnc, srg, ratio: srg.loss / dnc.loss };
  }

  function threshold(name, r, L, n) {
    return Math.exp(family(name, r, L).logThreshold() - Math.log(n) / (L + 1));
  }

  return { solve, threshold, multiplicities: (r, L) => family("srg", r, L).multiplicities };
})();

document.addEventListener("DOMContentLoaded", () => {
  const SVG = "http://www.w3.org/2000/svg";
  const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 300, 58, 14, 14, 54];
  const POINTS = 240;
  const byId = (id) => document.getElementById(id);
  const digits = (value) => (value === 0 ? "0" : value.toPrecision(12));

  function element(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Sliders and number fields go together; λ's slider is its logarithm to base 10.
  const toSlider = { lambda: (value) => Math.log10(value) };
  const fromSlider = { lambda: (value) => Number((10 ** value).toPrecision(4)) };
  const NAMES = ["r", "L", "lambda", "n"];

  function valid(name) {
    const field = byId(`${name}-value`);
    const value = Number(field.value);
    const fits = field.value !== "" && value >= Number(field.min) && value <= Number(field.max);
    const whole = name === "lambda" || Number.isInteger(value);
    field.setAttribute("aria-invalid", String(!(fits && whole)));
    return fits && whole;
  }

  function update() {
    const valids = NAMES.map(valid);
    if (valids.includes(false)) return;
    const [r, L, lambda, n] = NAMES.map((name) => Number(byId(`${name}-value`).value));
    const found = explorer.solve(r, L, lambda, n);
    const limits = { dnc: explorer.threshold("dnc", r, L, n), srg: explorer.threshold("srg", r, L, n) };
    show("K", (r * (r - 1)) / 2);
    for (const name of ["dnc", "srg"]) {
      show(`loss-${name}`, digits(found[name].loss));
      show(`q-${name}`, found[name].outputs.map(digits).join(", "));
      show(`threshold-${name}`, digits(limits[name]));
    }
    show("ratio", digits(found.ratio));
    show("summary", summary(found));
    bars(found, explorer.multiplicities(r, L), (r * (r - 1)) / 2);
    curves(r, L, lambda, n, limits);
  }

  const show = (id, text) => (byId(id).textContent = text);

  function summary(found) {
    if (found.dnc.zero && found.srg.zero) return "Both cost more than the zero solution, whose loss is ½.";
    const difference = found.ratio - 1;
    if (Math.abs(difference) < 1e-12) return "Both cost the same.";
    const share = (100 * Math.abs(difference)).toPrecision(3);
    const given = [found.dnc.zero && "DNC", found.srg.zero && "SRG"].filter(Boolean);
    const zero = given.length ? ` ${given[0]} is beyond its zero threshold and counts as ½.` : "";
    return `SRG costs ${share} % ${difference < 0 ? "less" : "more"} than DNC.${zero}`;
  }

  function bars(found, multiplicities, K) {
    const rows = [["DNC", "dnc", found.dnc.outputs[0], K]];
    found.srg.outputs.forEach((q, i) => rows.push([`SRG, space ${i + 1}`, "srg", q, multiplicities[i]]));
    byId("outputs").replaceChildren(
      ...rows.map(([name, style, q, count], i) => {
        const y = 6 + 26 * i;
        return element(
          "g",
          {},
          text(name, { x: 0, y: y + 15 }),
          element("rect", { x: 142, y, width: 330, height: 18, class: "track" }),
          element("rect", { x: 142, y, width: 330 * q, height: 18, class: `fill ${style}` }),
          text(`${q.toFixed(5)}  × ${count}`, { x: 482, y: y + 15 }),
        );
      }),
    );
  }

  function text(content, attributes) {
    const made = element("text", attributes);
    made.textContent = content;
    return made;
  }

  function curves(r, L, lambda, n, limits) {
    const top = Math.log10(1.6 * Math.max(limits.dnc, limits.srg));
    const ends = [Math.min(top - 3, Math.log10(lambda)), Math.max(top, Math.log10(lambda))];
    const samples = Array.from({ length: POINTS + 1 }, (_, i) => {
      const x = ends[0] + ((ends[1] - ends[0]) * i) / POINTS;
      return { x, ...explorer.solve(r, L, 10 ** x, n) };
    });
    const lowest = Math.min(1, ...samples.map((one) => one.ratio));
    const highest = Math.max(1, ...samples.map((one) => one.ratio));
    const room = Math.max(0.02, 0.08 * (highest - lowest));
    chart("chart-loss", ends, [0, 0.55], lambda, limits, [
      ["dnc", samples.map((one) => [one.x, one.dnc.loss])],
      ["srg", samples.map((one) => [one.x, one.srg.loss])],
    ]);
    chart("chart-ratio", ends, [lowest - room, highest + room], lambda, limits, [
      ["ratio", samples.map((one) => [one.x, one.ratio])],
    ]);
  }

  function chart(id, [left, right], [low, high], lambda, limits, lines) {
    const x = (value) => LEFT + ((value - left) / (right - left)) * (WIDTH - LEFT - RIGHT);
    const y = (value) => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
    const parts = [];
    for (let exponent = Math.ceil(left); exponent <= right; exponent++) {
      parts.push(element("line", { x1: x(exponent), x2: x(exponent), y1: TOP, y2: HEIGHT - BOTTOM, class: "grid" }));
      const label = text("10", { x: x(exponent), y: HEIGHT - BOTTOM + 22, "text-anchor": "middle" });
      label.append(element("tspan", { dy: -5, "font-size": "70%" }, String(exponent).replace("-", "−")));
      parts.push(label);
    }
    for (const tick of ticks(low, high)) {
      parts.push(element("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick), class: "grid" }));
      parts.push(text(String(tick), { x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }));
    }
    parts.push(text("λ", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }));
    for (const name of ["dnc", "srg"]) {
      const place = x(Math.log10(limits[name]));
      parts.push(element("line", { x1: place, x2: place, y1: TOP, y2: HEIGHT - BOTTOM, class: `limit ${name}` }));
    }
    const now = x(Math.log10(lambda));
    parts.push(element("line", { x1: now, x2: now, y1: TOP, y2: HEIGHT - BOTTOM, class: "now" }));
    for (const [name, points] of lines) {
      const path = points.map(([a, b]) => `${x(a).toFixed(2)},${y(b).toFixed(2)}`).join(" ");
      parts.push(element("polyline", { points: path, class: `line ${name}` }));
    }
    byId(id).replaceChildren(...parts);
  }

  function ticks(low, high) {
    const rough = (high - low) / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
    const found = [];
    for (let i = Math.ceil(low / step); i * step <= high; i++) found.push(Number((i * step).toPrecision(6)));
    return found;
  }

  for (const name of NAMES) {
    const [slider, field] = [byId(name), byId(`${name}-value`)];
    slider.addEventListener("input", () => {
      field.value = (fromSlider[name] ?? Number)(slider.value);
      update();
    });
    field.addEventListener("input", () => {
      if (valid(name)) slider.value = (toSlider[name] ?? Number)(field.value);
      update();
    });
  }
  update();
});
