// The panel of weights: one module for JupyterLab (anywidget) and for the static page. No library; nothing is loaded.
// First the sums, which give what toolkit/index.py, aggregate/, scores.py and flags/ give (the tests hold them equal),
// then the drawing. All text of the data is put in as text, never as markup.

const EMPTY = 65535;
const ROUNDING = 1e-12; // as in toolkit/aggregate/median.py

/** Round to 10 decimals, halves to even, as numpy does. */
function round10(x) {
  const y = x * 1e10;
  const nearest = Math.abs(y - Math.trunc(y)) === 0.5 ? 2 * Math.round(y / 2) : Math.round(y);
  return nearest / 1e10 + 0;
}

function bytes(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
}

/** Columns of a packed matrix, one array an indicator; NaN is a missing value. */
function unpacked(matrix, units, width) {
  let flat;
  if (matrix.floats !== undefined) flat = new Float64Array(bytes(matrix.floats));
  else {
    const levels = new Float64Array(bytes(matrix.levels));
    flat = Float64Array.from(new Uint16Array(bytes(matrix.codes)), (c) => (c === EMPTY ? NaN : levels[c]));
  }
  return Array.from({ length: width }, (_, i) => flat.subarray(i * units, (i + 1) * units));
}

function filled(units, value) {
  return new Float64Array(units).fill(value);
}

/** What does not change with the weights: values by column, what is known and what applies, nodes and their order. */
export function prepared(content) {
  const units = content.units.id.length;
  const width = content.indicators.length;
  const sources = content.sources.map((matrix) => unpacked(matrix, units, width));
  const ones = () => Array.from({ length: width }, () => filled(units, 1));
  const [known, applies, sound] = [ones(), ones(), ones()];
  const number = new Map(content.nodes.map((node, i) => [node.id, i]));
  const leaf = new Map(content.indicators.map((name, i) => [number.get(name), i]));
  const normalisers = new Map(content.normalisers.map((m) => [m.key, m]));
  const data = { content, units, sources, known, applies, sound, leaf, normalisers, cache: new Map() };
  const put = (columns, cell, value) => (columns[Math.floor(cell / units)][cell % units] = value);
  for (const [cell, share] of content.known) put(known, cell, share);
  for (const cell of content.closed) put(applies, cell, 0);
  for (const cell of content.flags.unsound) put(sound, cell, 0);
  data.se = content.flags.se ? unpacked(content.flags.se, units, width) : null;
  data.parents = content.nodes.map((node, i) => i).filter((i) => content.nodes[i].children.length > 0);
  data.upwards = [...data.parents].reverse(); // nodes stand parents first: children before parents this way round
  return data;
}

/** Normalised columns: a straight line of a source, or the source itself. */
function normalised(data, method) {
  if (data.cache.has(method.key)) return data.cache.get(method.key);
  const columns = method.columns.map(([from, line], i) => {
    const source = data.sources[from][i];
    if (!line) return source;
    const [origin, span, low, high, middle, clip] = line;
    return source.map((x) => {
      if (Number.isNaN(x)) return NaN;
      if (span === 0) return middle;
      let y = (x - origin) / span;
      if (high - low !== 1) y *= high - low;
      if (low !== 0) y += low;
      return clip ? Math.min(Math.max(y, low), high) : y;
    });
  });
  data.cache.set(method.key, columns);
  return columns;
}

/** Weighted mean of f(v), the weights scaled to sum 1 over what is present. */
function mean(v, w, n, f) {
  let total = 0;
  let weight = 0;
  for (let i = 0; i < n; i++) {
    total += w[i] * (f ? f(v[i]) : v[i]);
    weight += w[i];
  }
  return total / weight;
}

function least(v, n) {
  let low = v[0];
  for (let i = 1; i < n; i++) if (v[i] < low) low = v[i];
  return low;
}

function median(v, w, n) {
  const order = new Array(n); // by insertion: short lists, many of them
  let weight = 0;
  for (let i = 0; i < n; i++) {
    weight += w[i];
    let place = i;
    for (; place > 0 && v[order[place - 1]] > v[i]; place--) order[place] = order[place - 1];
    order[place] = i;
  }
  let reached = 0;
  let lower;
  for (const i of order) {
    reached += w[i] / weight;
    if (lower === undefined && reached >= 0.5 - ROUNDING) lower = v[i];
    if (reached > 0.5 + ROUNDING) return (lower + v[i]) / 2;
  }
  return lower;
}

function power(v, w, n, p) {
  if (p === 0) return Math.exp(mean(v, w, n, Math.log));
  if (p === 1) return mean(v, w, n);
  let scale = v[0];
  for (let i = 1; i < n; i++) if (p > 0 ? v[i] > scale : v[i] < scale) scale = v[i];
  if (!(scale > 0)) scale = 1;
  return mean(v, w, n, (x) => (x / scale) ** p) ** (1 / p) * scale;
}

/** Aggregators: (values, weights, number of them, options) -> score. Only what is present and has a weight comes in. */
const MEANS = {
  arithmetic: (v, w, n) => mean(v, w, n),
  geometric: (v, w, n, { shift }) => Math.exp(mean(v, w, n, (x) => Math.log(x + (shift ?? 0)))) - (shift ?? 0),
  harmonic: (v, w, n, { shift }) => 1 / mean(v, w, n, (x) => 1 / (x + (shift ?? 0))) - (shift ?? 0),
  power: (v, w, n, { p }) => power(v, w, n, p),
  median: (v, w, n) => median(v, w, n),
  minimum: (v, w, n) => least(v, n),
  mean_min: (v, w, n, { alpha, beta }) => {
    const m = mean(v, w, n);
    return m - alpha * (Math.hypot(m - least(v, n), beta) - beta);
  },
};

/** The smallest value that an aggregator takes: [bound, whether the bound itself is allowed]; null: any number. */
function bound({ method, shift, p }) {
  if (method === "geometric" || method === "harmonic") return [-(shift ?? 0), false];
  if (method !== "power" || p === 1) return null;
  return [0, p > 0];
}

/** The share of every node below its parent; throws an Error that people can read when there is none. */
function shares(data, weights, say) {
  const nodes = data.content.nodes;
  const local = new Float64Array(nodes.length);
  for (const parent of data.parents) {
    const children = nodes[parent].children.filter((c) => !nodes[c].gate);
    for (const c of children) {
      const w = weights[nodes[c].id];
      if (!(Number.isFinite(w) && w >= 0)) throw new Error(say("negative", { node: nodes[c].label }));
    }
    const total = children.reduce((sum, c) => sum + weights[nodes[c].id], 0);
    if (!(total > 0)) throw new Error(say("all_zero", { node: nodes[parent].label }));
    for (const c of children) local[c] = weights[nodes[c].id] / total;
  }
  return local;
}

/** Scores, ranks, coverage and flags under a choice { weights, normaliser, aggregator }. */
export function compute(data, choice, say) {
  const { content, units } = data;
  const local = shares(data, choice.weights, say);
  const normaliser = data.normalisers.get(choice.normaliser);
  const aggregator = content.aggregators.find((a) => a.key === choice.aggregator);
  const columns = normalised(data, normaliser);
  const size = content.nodes.length;
  const result = { local, score: new Array(size), coverage: new Array(size), se: new Array(size), rank: new Array(size) };
  const applies = new Array(size);
  for (const [node, i] of data.leaf) {
    result.score[node] = columns[i];
    result.coverage[node] = data.known[i];
    applies[node] = data.applies[i];
    const factor = normaliser.factors[i];
    if (data.se) result.se[node] = data.se[i].map((e) => (factor === null ? NaN : e * factor));
  }
  for (const parent of data.upwards) {
    const method = content.nodes[parent].aggregator ?? aggregator;
    const counting = content.nodes[parent].children.filter((c) => local[c] > 0);
    refuse(data, result, { normaliser, method, label: aggregator.label, counting }, say);
    climb(data, result, applies, { parent, counting, local, method });
  }
  for (const parent of data.parents) result.rank[parent] = ranks(result.score[parent]);
  result.flags = content.flags.rules.map(([rule]) => ({ rule, outcomes: RULES[rule](data, result, local) }));
  return result;
}

/** Throw where a mean of positive numbers meets a smaller one, anywhere in the run: the toolkit would refuse it too. */
function refuse(data, result, { normaliser, method, label, counting }, say) {
  const limit = bound(method);
  if (!limit) return;
  for (const c of counting) {
    const i = data.leaf.get(c);
    const low = i === undefined ? result.score[c].reduce((a, x) => (x < a ? x : a), Infinity) : normaliser.least[i];
    if (low === null || low > limit[0] || (limit[1] && low === limit[0])) continue;
    const where = i === undefined ? "" : normaliser.where[i];
    throw new Error(say("refused", { method: label, node: data.content.nodes[c].label, where }));
  }
}

/** One parent from its children, as `climb_with` of toolkit/index.py. */
function climb(data, result, applies, { parent, counting, local, method }) {
  const units = data.units;
  const least = round10(data.content.minimum_coverage);
  const [score, coverage, own] = [filled(units, NaN), filled(units, 0), filled(units, 0)];
  const se = data.se ? filled(units, NaN) : undefined;
  const v = new Float64Array(counting.length);
  const w = new Float64Array(counting.length);
  const e = new Float64Array(counting.length);
  const aggregate = MEANS[method.method];
  for (let u = 0; u < units; u++) {
    let n = 0;
    let whole = 0;
    let covered = 0;
    for (const c of counting) {
      const x = result.score[c][u];
      const part = local[c] * applies[c][u];
      whole += part;
      if (Number.isNaN(x)) continue;
      covered += part * result.coverage[c][u];
      v[n] = x;
      w[n] = local[c];
      if (se) e[n] = result.se[c][u];
      n++;
    }
    own[u] = whole > 0 ? 1 : 0;
    coverage[u] = Math.min(Math.max(round10(covered / (whole > 0 ? whole : 1)), 0), 1);
    if (coverage[u] < least || n === 0) continue;
    score[u] = round10(aggregate(v, w, n, method));
    if (se) se[u] = round10(Math.sqrt(variance(v, w, e, n, method)));
  }
  applies[parent] = own;
  result.score[parent] = score;
  result.coverage[parent] = coverage;
  result.se[parent] = se;
}

/** Squared standard error by the delta method; NaN where an error is unknown (toolkit/aggregate/_delta.py). */
function variance(v, w, e, n, method) {
  let sum = 0;
  let weight = 0;
  if (method.method === "arithmetic") {
    for (let i = 0; i < n; i++) {
      sum += (e[i] * w[i]) ** 2;
      weight += w[i];
    }
    return sum / weight ** 2;
  }
  const aggregate = MEANS[method.method];
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(e[i])) return NaN;
    const x = v[i];
    v[i] = x + e[i] / 100;
    const up = aggregate(v, w, n, method);
    v[i] = x - e[i] / 100;
    sum += ((up - aggregate(v, w, n, method)) * 50) ** 2;
    v[i] = x;
  }
  return sum;
}

/** Ranks, 1 = highest; equal scores share the smaller rank; 0 = no score. */
function ranks(score) {
  const order = Array.from(score.keys()).filter((u) => !Number.isNaN(score[u]));
  order.sort((a, b) => score[b] - score[a]);
  const rank = new Int32Array(score.length);
  order.forEach((u, place) => {
    const before = order[place - 1];
    rank[u] = place > 0 && score[before] === score[u] ? rank[before] : place + 1;
  });
  return rank;
}

const [CLEAR, FLAGGED, UNKNOWN] = [0, 1, 2];

/** Flag rules that move with the weights: node -> outcome of every unit. */
const RULES = {
  low_coverage(data, result) {
    return by_node(data.parents, (node) => {
      const nobody = result.coverage[node].every((c) => c === 0);
      return Uint8Array.from(result.score[node], (x) => (nobody ? UNKNOWN : Number.isNaN(x) ? FLAGGED : CLEAR));
    });
  },
  insufficient_data(data, result, local) {
    const least = data.content.minimum_coverage;
    return by_node(data.parents, (node) => {
      const below = weights_below(data, node, local);
      return Uint8Array.from({ length: data.units }, (_, u) => {
        let whole = 0;
        let sound = 0;
        for (const [leaf, i, w] of below) {
          const part = w * data.applies[i][u];
          whole += part;
          if (!Number.isNaN(result.score[leaf][u])) sound += part * data.sound[i][u];
        }
        return round10(sound / whole) >= least ? CLEAR : UNKNOWN;
      });
    });
  },
  below_standard(data, result) {
    const nodes = data.parents.filter((node) => data.content.nodes[node].standard !== null);
    return by_node(nodes, (node) => below_standard(data, result, node));
  },
};

function by_node(nodes, outcomes) {
  return new Map(nodes.map((node) => [node, outcomes(node)]));
}

/** [node, column, weight in the score of the node] of the indicators below it that have a weight. */
function weights_below(data, node, local) {
  const found = [];
  const walk = (at, share) => {
    if (data.leaf.has(at) && share > 0) found.push([at, data.leaf.get(at), share]);
    for (const child of data.content.nodes[at].children) walk(child, share * local[child]);
  };
  walk(node, 1);
  return found;
}

function below_standard(data, result, node) {
  const { id, standard } = data.content.nodes[node];
  const { prior, probability, standard_se } = data.content.flags;
  const y = result.score[node];
  const s = result.se[node] ?? filled(data.units, NaN);
  const at = round10(standard);
  const [m, v] = prior === "normal" ? shrunk(y, s) : [y, s.map((e) => e * e)];
  return Uint8Array.from(y, (x, u) => {
    const sd = Math.sqrt(v[u] + standard_se[id] ** 2);
    if (Number.isNaN(x) || Number.isNaN(sd)) return UNKNOWN;
    const p = sd === 0 ? Number(m[u] < at) : normal((at - m[u]) / sd);
    return round10(p) >= round10(probability) ? FLAGGED : CLEAR;
  });
}

/** Posterior means and variances under the normal prior of the field (toolkit/flags/_posterior.py). */
function shrunk(y, s) {
  const [m, v] = [y.slice(), s.map((e) => e * e)];
  const at = Array.from(y.keys()).filter((u) => !Number.isNaN(y[u]) && s[u] > 0);
  if (at.length < 3) return [m, v];
  const sums = (weight) => at.reduce(([a, b, c], u) => [a + weight(u), b + weight(u) * y[u], c + weight(u) ** 2], [0, 0, 0]);
  const [one, first, squares] = sums((u) => s[u] ** -2);
  const q = at.reduce((sum, u) => sum + s[u] ** -2 * (y[u] - first / one) ** 2, 0);
  const tau2 = Math.max(0, (q - (at.length - 1)) / (one - squares / one));
  const [total, weighted] = sums((u) => 1 / (s[u] ** 2 + tau2));
  for (const u of at) {
    const share = tau2 / (tau2 + s[u] ** 2);
    m[u] = share * y[u] + ((1 - share) * weighted) / total;
    v[u] = share * s[u] ** 2 + (1 - share) ** 2 / total;
  }
  return [m, v];
}

/** Normal distribution function: Marsaglia (2004), doi:10.18637/jss.v011.i04; absolute error below 1e-14. */
function normal(x) {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let [sum, term, i] = [x, x, 1];
  for (let before = NaN; sum !== before; sum += term) {
    before = sum;
    i += 2;
    term *= (x * x) / i;
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x - 0.91893853320467274178);
}

// ---- drawing

let panels = 0;
const PAGE = 50; // rows at a time

/** An element with properties (or attributes) and children; strings become text. */
function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function points(x) {
  return Number.isNaN(x) ? "–" : (Math.round(x * 10) / 10 + 0).toFixed(1);
}

function percent(share) {
  return `${(share * 100).toFixed(1)}%`;
}

/** Put values into the {places} of a text. */
function fill(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** anywidget calls this with a model of Python; the static page with one that only keeps the choice. */
export function render({ model, el, page = false }) {
  const content = model.get("_content");
  const data = prepared(content);
  const say = (key, values) => fill(content.words[key], values);
  const id = `duxue-${(panels += 1)}`;
  const choice = () => ({
    weights: { ...model.get("weights") },
    normaliser: model.get("normaliser"),
    aggregator: model.get("aggregator"),
  });
  const origin = {
    weights: content.framework.start,
    normaliser: content.normalisers[0].key,
    aggregator: content.aggregators[0].key,
  };
  const start = compute(data, origin, say);
  const state = { ...choice(), node: 0, search: "", sort: "rank", rows: PAGE, result: start };

  const root = make("div", { className: "duxue-panel", lang: content.lang === "zh" ? "zh-Hans" : "en" });
  root.addEventListener("keydown", (event) => event.stopPropagation()); // else JupyterLab takes the arrow keys
  const title = page ? "h1" : "h2";
  const part = page ? "h2" : "h3";
  const error = make("p", { className: "error", role: "alert" });
  const status = make("p", { className: "status", role: "status" });
  const controls = weight_controls();
  const table = results();
  const flags = make("div", {});

  root.append(
    make("header", {}, make(title, {}, content.title), make("p", { className: "subtitle" }, content.subtitle),
      make("p", { className: "callout" }, make("strong", {}, say("what_if")), " ", say("what_if_text")),
      ...content.warnings.map((text) => make("p", { className: "callout warning" }, text))),
    make("div", { className: "columns" },
      make("section", { className: "controls" }, make(part, {}, say("choices")), choices(), make(part, {}, say("weights")),
        make("p", { className: "help" }, say("weights_help")), error, ...controls.elements, buttons()),
      make("section", { className: "results" }, make(part, {}, say("results")), status, ...table.elements,
        make(part, {}, say("flags")), flags)),
    make("footer", {}, make("p", { className: "mark" }, content.mark)),
  );
  el.append(root);
  if (page) print_all(root);
  update();
  const follow = () => {
    Object.assign(state, choice());
    controls.show();
    update();
  };
  for (const name of ["weights", "normaliser", "aggregator"]) model.on(`change:${name}`, follow);

  /** Compute and show; what is refused leaves the last good result, and says so. */
  function update() {
    try {
      state.result = compute(data, state, say);
      error.textContent = "";
    } catch (problem) {
      error.textContent = problem.message;
      stale(true);
      return false;
    }
    stale(false);
    controls.effective();
    table.show();
    show_flags();
    status.textContent = summary();
    return true;
  }

  function stale(is) {
    root.classList.toggle("stale", is);
    for (const button of root.querySelectorAll("button.save")) button.disabled = is;
  }

  function changed(values) {
    Object.assign(state, values);
    if (!update()) return;
    for (const name of ["weights", "normaliser", "aggregator"]) model.set(name, state[name]);
    model.save_changes();
  }

  function select(label, options, value, on_change) {
    const list = make("select", { id: `${id}-${label}` }, ...options.map(([key, text]) => make("option", { value: key }, text)));
    list.value = value;
    list.addEventListener("change", () => on_change(list.value));
    return [list, make("div", { className: "field" }, make("label", { htmlFor: list.id }, say(label)), list)];
  }

  function choices() {
    const offered = (kind) => content[`${kind}s`].map((one) => [one.key, one.label]);
    const [normaliser, first] = select("normaliser", offered("normaliser"), state.normaliser, (v) => changed({ normaliser: v }));
    const [aggregator, second] = select("aggregator", offered("aggregator"), state.aggregator, (v) => changed({ aggregator: v }));
    controls.lists = { normaliser, aggregator };
    const why = make("ul", {}, ...[...content.refused, say("not_offered_text")].map((text) => make("li", {}, text)));
    return make("div", {}, first, second, make("details", {}, make("summary", {}, say("not_offered")), why));
  }

  /** A slider, a number and the share for every node that is weighed, nested as the tree is. */
  function weight_controls() {
    const rows = new Map();
    const effective = () => rows.forEach(({ share, total }, node) => {
      share.textContent = percent(state.result.local[node]);
      total.textContent = percent(whole_weight(data, state.result.local, node));
    });
    const show = () => {
      rows.forEach((row) => row.show());
      for (const [kind, list] of Object.entries(controls.lists)) list.value = state[kind];
    };
    return { elements: [branch(0)], effective, show, lists: {} };

    function branch(parent) {
      const nodes = content.nodes[parent].children;
      const given = nodes.reduce((sum, c) => sum + origin.weights[content.nodes[c].id] * !content.nodes[c].gate || sum, 0);
      const most = Math.max(...nodes.map((c) => (content.nodes[c].gate ? 0 : origin.weights[content.nodes[c].id] / given)));
      const top = Math.min(100, Math.ceil(most * 40) * 10);
      return make("div", { className: "branch" }, ...nodes.map((node) => row(node, given, top)));
    }

    function row(node, given, top) {
      const { id: name, label, gate, children } = content.nodes[node];
      const below = children.length ? [make("details", {}, make("summary", {}, say("below", { node: label })), branch(node))] : [];
      if (gate) return make("div", { className: "weight gate" }, make("span", { className: "name" }, label), make("span", {}, say("gate")), ...below);
      const slider = make("input", { type: "range", id: `${id}-w${node}`, min: 0, max: top, step: top / 200 });
      const number = make("input", { type: "number", min: 0, step: "any", "aria-label": say("number_of", { node: label }) });
      slider.dataset.node = number.dataset.node = name;
      const [share, total] = [make("output", {}), make("output", {})];
      const show_row = () => {
        const value = (state.weights[name] / given) * 100;
        slider.value = value;
        number.value = String(Math.round(value * 1e4) / 1e4);
        number.removeAttribute("aria-invalid");
      };
      const take = (text, from) => {
        const value = text === "" ? NaN : Number(text);
        if (from === slider) number.value = String(Math.round(value * 1e4) / 1e4);
        else slider.value = value;
        changed({ weights: { ...state.weights, [name]: (value / 100) * given } });
        if (value >= 0) number.removeAttribute("aria-invalid");
        else number.setAttribute("aria-invalid", "true");
      };
      slider.addEventListener("input", () => take(slider.value, slider));
      number.addEventListener("change", () => take(number.value, number));
      rows.set(node, { share, total, show: show_row });
      show_row();
      return make("div", { className: "weight" }, make("label", { className: "name", htmlFor: slider.id }, label), slider, number,
        make("span", { className: "shares" }, say("share"), " ", share, say("of_total"), " ", total), ...below);
    }
  }

  function buttons() {
    const button = (key, act) => {
      const one = make("button", { type: "button" }, say(key));
      one.addEventListener("click", act);
      return one;
    };
    const reset = button("reset", () => {
      changed({ ...origin, weights: { ...origin.weights } });
      controls.show();
    });
    const save_framework = button("save_framework", () => download("what-if-framework.csv", framework_csv(content, state.weights)));
    const save_scores = button("save_scores", () => download("what-if-scores.csv", scores_csv(data, state.result, start)));
    const save_study = button("save_study", () => download("what-if-study.toml", study_toml(content, state)));
    for (const one of [save_framework, save_scores, save_study]) one.className = "save";
    const chosen = [...content.normalisers, ...content.aggregators];
    if (!content.study || chosen.some((one) => !one.toml)) save_study.hidden = true;
    return make("div", { className: "buttons" }, reset, save_framework, save_study, save_scores,
      make("p", { className: "help" }, say("save_help")));
  }

  function download(name, text) {
    const link = make("a", { href: URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function results() {
    const nodes = data.parents.map((node) => [String(node), content.nodes[node].label]);
    const again = (values) => {
      Object.assign(state, { rows: PAGE }, values);
      show();
      status.textContent = summary();
    };
    const [, of_node] = select("node", nodes, "0", (v) => again({ node: Number(v) }));
    const [, sorting] = select("sort", ["rank", "change", "name"].map((key) => [key, say(`sort_${key}`)]), "rank", (v) => again({ sort: v }));
    const search = make("input", { type: "search", id: `${id}-search`, autocomplete: "off" });
    search.addEventListener("input", () => again({ search: search.value }));
    const finding = make("div", { className: "field" }, make("label", { htmlFor: search.id }, say("search")), search);
    const caption = make("caption", {});
    const heads = ["rank", "change", "unit", "score", "was", "coverage", "range"];
    const head = make("tr", {}, ...heads.map((key) => make("th", { scope: "col", className: `c-${key}` }, say(`col_${key}`))));
    const body = make("tbody", {});
    const more = make("button", { type: "button" }, say("more", { n: PAGE }));
    more.addEventListener("click", () => {
      state.rows += PAGE;
      show();
    });
    const scroll = make("div", { className: "scroll", role: "region", tabIndex: 0, "aria-label": say("results") },
      make("table", {}, caption, make("thead", {}, head), body));
    return { elements: [make("div", { className: "fields" }, of_node, sorting, finding), scroll, more], show };

    function show() {
      const { node, result } = state;
      const found = chosen_units(data, result, start, state);
      const finite = Array.from(result.score[node]).filter((x) => !Number.isNaN(x));
      const low = Math.min(0, ...finite);
      const wide = Math.max(100, ...finite) - low;
      const bar = (x) => `${Math.min(100, Math.max(0, ((x - low) / wide) * 100))}%`;
      body.replaceChildren(...found.slice(0, state.rows).map((u) => unit_row(u, node, bar)));
      caption.textContent = say("caption", { node: content.nodes[node].label, n: Math.min(state.rows, found.length), all: found.length });
      more.hidden = found.length <= state.rows;
    }

    function unit_row(u, node, bar) {
      const { result } = state;
      const [now, was] = [result.rank[node][u], start.rank[node][u]];
      const [x, x0] = [result.score[node][u], start.score[node][u]];
      const track = make("span", { className: "track", "aria-hidden": "true" });
      if (!Number.isNaN(x)) {
        const mark = make("span", { className: "now" });
        mark.style.width = bar(x);
        track.append(mark);
      }
      if (!Number.isNaN(x0)) {
        const mark = make("span", { className: "was" });
        mark.style.left = bar(x0);
        track.append(mark);
      }
      const range = content.units.ranges[content.nodes[node].id][u];
      return make("tr", {},
        make("td", { className: "c-rank" }, now ? String(now) : say("no_score")), moved(now, was),
        make("th", { scope: "row", className: "c-unit" }, content.units.name[u], " ", make("span", { className: "id" }, content.units.id[u])),
        make("td", { className: "c-score" }, points(x), track), make("td", { className: "c-was" }, points(x0)),
        make("td", { className: "c-coverage" }, percent(result.coverage[node][u])),
        make("td", { className: "c-range" }, was ? `${was}${range[0] === null ? "" : ` (${range[0]}–${range[1]})`}` : "–"));
    }
  }

  function moved(now, was) {
    if (!now || !was) return make("td", { className: "c-change" }, "–");
    const by = was - now;
    const kind = by > 0 ? "up" : by < 0 ? "down" : "same";
    const arrow = make("span", { "aria-hidden": "true" }, { up: " ▲", down: " ▼", same: "" }[kind]);
    return make("td", { className: `c-change ${kind}` }, by > 0 ? `+${by}` : by < 0 ? `−${-by}` : "0", arrow);
  }

  function summary() {
    const { node, result } = state;
    const by = Array.from(result.rank[node], (now, u) => (now && start.rank[node][u] ? start.rank[node][u] - now : 0));
    const count = by.filter((d) => d !== 0).length;
    const lost = result.rank[node].filter((r) => r === 0).length;
    const texts = [say("moved", { n: count, all: by.length }), say("unscored", { n: lost })];
    if (count) {
      const extreme = (value) => content.units.name[by.indexOf(value)];
      const [up, down] = [by.reduce((a, b) => Math.max(a, b)), by.reduce((a, b) => Math.min(a, b))];
      if (up > 0) texts.splice(1, 0, say("greatest_rise", { unit: extreme(up), n: up }));
      if (down < 0) texts.splice(texts.length - 1, 0, say("greatest_fall", { unit: extreme(down), n: -down }));
    }
    return texts.join(say("and"));
  }

  function show_flags() {
    const lines = [];
    const rows = content.flags.rules.map(([rule, label], r) => {
      const counts = { was: 0, now: 0, raised: 0, gone: 0 };
      const alarm = rule === "insufficient_data" ? UNKNOWN : FLAGGED;
      for (const [node, outcomes] of state.result.flags[r].outcomes) {
        const before = start.flags[r].outcomes.get(node);
        outcomes.forEach((outcome, u) => {
          counts.was += before[u] === alarm;
          counts.now += outcome === alarm;
          counts.raised += outcome === alarm && before[u] !== alarm;
          counts.gone += outcome !== alarm && before[u] === alarm;
          if (outcome !== before[u] && lines.length <= PAGE) {
            const words = [before[u], outcome].map((o) => say(["clear", "flagged", "unknown"][o]));
            lines.push(`${content.units.name[u]} (${content.units.id[u]}): ${label}, ${content.nodes[node].label}: ${words.join(" → ")}`);
          }
        });
      }
      return make("tr", {}, make("th", { scope: "row" }, label), ...["was", "now", "raised", "gone"].map((key) => make("td", {}, String(counts[key]))));
    });
    const head = make("tr", {}, ...["rule", "flags_was", "flags_now", "raised", "gone"].map((key) => make("th", { scope: "col" }, say(`col_${key}`))));
    const table = make("table", { className: "flags" }, make("caption", {}, say("flags_caption")), make("thead", {}, head), make("tbody", {}, ...rows));
    const list = make("ul", {}, ...lines.slice(0, PAGE).map((line) => make("li", {}, line)), ...(lines.length > PAGE ? [make("li", {}, "…")] : []));
    const notes = [];
    if (content.flags.of_indicators !== null) notes.push(say("of_indicators", { n: content.flags.of_indicators }));
    if (content.flags.not_again.length) notes.push(say("not_again", { rules: content.flags.not_again.join(say("comma")) }));
    flags.replaceChildren(...(rows.length ? [table, list] : []), ...notes.map((text) => make("p", { className: "help" }, text)));
  }
}

/** The share of a node in the whole index. */
function whole_weight(data, local, node) {
  const parent = data.parents.find((p) => data.content.nodes[p].children.includes(node));
  return parent === undefined ? 1 : local[node] * whole_weight(data, local, parent);
}

/** Numbers of the units that match the search, in the order asked for. */
function chosen_units(data, result, start, { node, search, sort }) {
  const { id, name } = data.content.units;
  const wanted = search.trim().toLowerCase();
  const found = id.map((_, u) => u).filter((u) => `${name[u]} ${id[u]}`.toLowerCase().includes(wanted));
  const last = (rank) => rank || Infinity;
  const change = (u) => (result.rank[node][u] && start.rank[node][u] ? Math.abs(start.rank[node][u] - result.rank[node][u]) : -1);
  if (sort === "rank") found.sort((a, b) => last(result.rank[node][a]) - last(result.rank[node][b]) || a - b);
  if (sort === "change") found.sort((a, b) => change(b) - change(a) || a - b);
  return found;
}

function cell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Text that a spreadsheet would take for a formula gets an apostrophe. */
function tame(text) {
  return /^[=+\-@\t\r]/.test(text ?? "") ? `'${text}` : text;
}

function csv(rows) {
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** The framework with these weights; the note of a node says that its weight is a what-if. */
function framework_csv(content, weights) {
  const { columns, rows, texts, start, mark } = content.framework;
  const [node, weight, note, stage] = ["node", "weight", "note", "stage"].map((name) => columns.indexOf(name));
  const changed = rows.map((row) => {
    const next = row.map((value, i) => (texts.includes(i) ? tame(value) : value));
    if (!row[stage] && row[node] in weights) {
      next[weight] = weights[row[node]];
      if (weights[row[node]] !== start[row[node]]) next[note] = [mark, row[note]].filter(Boolean).join("; ");
    }
    return next;
  });
  return csv([columns, ...changed]);
}

/** A study file for `duxue score` beside that framework. */
function study_toml(content, { normaliser, aggregator }) {
  const find = (list, key) => list.find((one) => one.key === key).toml;
  return [
    `# ${content.words.what_if} ${content.words.what_if_text} (${content.run})`,
    'framework = "what-if-framework.csv"',
    'weighting = "framework"',
    ...find(content.normalisers, normaliser),
    ...find(content.aggregators, aggregator),
    ...content.study,
    "",
  ].join("\n");
}

/** Scores of every node with all their digits, beside those at the start. */
function scores_csv(data, result, start) {
  const { units, nodes, period, words } = data.content;
  const number = (x) => (Number.isNaN(x) ? "" : x);
  const rows = data.parents.flatMap((node) => units.id.map((id, u) => [
    id, tame(units.name[u]), period, nodes[node].id, number(result.score[node][u]), result.rank[node][u] || "",
    result.coverage[node][u], number(start.score[node][u]), start.rank[node][u] || "", words.what_if,
  ]));
  return csv([["unit_id", "name", "period", "node", "score", "rank", "coverage", "score_before", "rank_before", "note"], ...rows]);
}

/** On paper everything is open. */
function print_all(root) {
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...root.querySelectorAll("details:not([open])")];
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });
}

export default { render };

const embedded = document.getElementById("duxue-panel-data");
if (embedded) {
  const content = JSON.parse(embedded.textContent);
  const kept = {
    _content: content,
    weights: content.framework.start,
    normaliser: content.normalisers[0].key,
    aggregator: content.aggregators[0].key,
  };
  const model = { get: (name) => kept[name], set: (name, value) => (kept[name] = value), save_changes() {}, on() {} };
  render({ model, el: document.getElementById("duxue-panel"), page: true });
}
