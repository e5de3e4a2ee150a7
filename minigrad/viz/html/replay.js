// The backward pass: one step is one gradient arriving at one node.

const replay = (() => {
  const { note, texts, steps } = data.replay;
  // [edge, op, target, first + 2 * complete, text, added, sum or 0 for the same, local derivative, incoming gradient]
  const arrivals = steps.map(([edge, op, target, flags, text, added, sum, local, times]) => ({
    edge, op, target, first: Boolean(flags & 1), complete: Boolean(flags & 2), rule: texts[text], added, sum: sum || added, local, times,
  }));
  const state = { step: 0, playing: 0, since: 0 };
  const sums = new Map(); // node -> what it has got up to now
  const gradTexts = nodeMarks.map((mark) =>
    data.scalar ? [...mark.querySelectorAll("text")].find((text) => text.textContent.startsWith("grad ")) || null : null,
  );
  const atRest = gradTexts.map((text) => text && text.textContent);
  const opOf = new Map(data.scalar ? data.shape.edges.map(([tail, head]) => [head, tail]) : []); // of a Value: what gave it
  const roots = [...new Set(arrivals.filter((a) => a.edge < 0).map((a) => a.target))];
  const loss = roots.length === 1 ? nameOf(roots[0]) : "L";

  function nameOf(v) {
    const node = data.nodes[v];
    return node.expression || node.name || (node.kind === "output" ? "output" : `n${v}`);
  }

  /** What was added to the same node before a step. */
  function before(step) {
    for (let i = step - 2; i >= 0; i--) if (arrivals[i].target === arrivals[step - 1].target) return arrivals[i].sum;
    return null;
  }

  // What the picture shows ---------------------------------------------------------------------------------------------

  const write = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };

  let painted = [];
  function paint() {
    for (const [mark, names] of painted) mark.classList.remove(...names);
    painted = [];
    const add = (mark, ...names) => {
      mark.classList.add(...names);
      painted.push([mark, names]);
    };
    $("badges").replaceChildren();
    canvas.classList.toggle("replaying", state.step > 0);
    sums.clear();
    if (!state.step) {
      gradTexts.forEach((text, v) => write(text, atRest[v]));
      return;
    }
    const complete = new Set();
    const carried = new Set();
    for (const arrival of arrivals.slice(0, state.step)) {
      sums.set(arrival.target, arrival.sum);
      if (arrival.complete) complete.add(arrival.target);
      if (arrival.edge >= 0 && now.curves[arrival.edge].same >= 0) carried.add(now.curves[arrival.edge].same);
    }
    for (const v of sums.keys()) {
      add(markOf(v), "came");
    }
    gradTexts.forEach((text, v) => write(text, `grad ${sums.has(v) ? sums.get(v)[0] : 0}`));
    const partial = new Set([...sums.keys()].filter((v) => !complete.has(v)).map(markOf));
    for (const v of complete) if (!partial.has(markOf(v))) add(markOf(v), "whole");
    for (const v of complete) if (opOf.has(v)) add(markOf(opOf.get(v)), "came");
    const current = arrivals[state.step - 1];
    for (const i of carried) add(edgeMarks[i], "came");
    // Of a Value, the op stands between it and what it came from: the gradient passes both edges.
    const along = [current.edge];
    if (data.scalar && current.edge >= 0) {
      const op = data.shape.edges[current.edge][1];
      along.push(data.shape.edges.findIndex(([tail]) => tail === op));
      add(markOf(op), "came", "sends");
    }
    for (const edge of along) if (edge >= 0 && now.curves[edge].same >= 0) {
      add(edgeMarks[now.curves[edge].same], "carries");
      $("edges").append(edgeMarks[now.curves[edge].same]); // on top of the others
    }
    if (current.op >= 0 && current.op !== current.target) add(markOf(current.op), "sends");
    add(markOf(current.target), "lit");
    badge(current);
  }

  /** The gradient on its way: a small plate on the edge. */
  function badge(arrival) {
    const shown = arrival.edge >= 0 ? now.curves[arrival.edge].same : -1;
    if (shown < 0) return;
    const [text, shape] = arrival.added;
    const says = !shape ? text : shape.length < 18 ? shape : "";
    if (!says) return;
    const path = paths[shown];
    const point = path.getPointAtLength(path.getTotalLength() * 0.5);
    const width = says.length * 7.5 + 12;
    const [x, y] = data.shape.flip ? [point.x, point.y - 17] : [point.x + width / 2 + 8, point.y];
    const plate = makeSvg("g", { class: "badge", transform: `translate(${number(x)} ${number(y)})` });
    const label = makeSvg("text", { y: 4 });
    label.textContent = says;
    plate.append(makeSvg("rect", { x: -width / 2, y: -9, width, height: 18, rx: 9 }), label);
    $("badges").append(plate);
  }

  // What the panel says ------------------------------------------------------------------------------------------------

  const line = (name, ...content) => make("p", { class: name }, ...content);
  const heading = (text) => make("h4", {}, text);

  /** A gradient: its elements, or its picture and summary. */
  function shown([text, shape, rows, picture], name = "math") {
    const parts = [];
    if (shape) parts.push(line("math", shape));
    if (rows && rows.length) {
      const table = make("table", { class: "matrix" });
      for (const row of rows) table.append(make("tr", {}, ...row.map((value) => make("td", {}, value))));
      parts.push(make("div", { class: "scroll" }, table));
    } else {
      parts.push(line(name, text));
      if (picture) parts.push(make("div", { class: "scroll" }, pictureOf(picture)));
    }
    return parts;
  }

  function say() {
    const parts = [];
    if (!arrivals.length) parts.push(line("", note));
    else if (!state.step) {
      const ends = roots.map(nameOf).join(", ");
      parts.push(
        line("", `The pass starts at ${ends || "the output"} and follows the edges backwards. Each step is one gradient that arrives at one node, and is added to what has arrived there before.`),
        line("", "Press Play, or step with the arrow keys."),
      );
    } else parts.push(...told(arrivals[state.step - 1]));
    $("equation").replaceChildren(...parts);
    $("count").textContent = arrivals.length ? `${state.step} / ${arrivals.length}` : "";
    $("slider").value = state.step;
    $("slider").setAttribute("aria-valuetext", state.step ? `step ${state.step}: ${nameOf(arrivals[state.step - 1].target)}` : "before the pass");
    $("first").disabled = $("back").disabled = state.step === 0;
    $("last").disabled = $("next").disabled = state.step === arrivals.length;
  }

  function told(arrival) {
    const [to, from] = [nameOf(arrival.target), nameOf(arrival.op)];
    const earlier = before(state.step);
    const parts = [];
    if (arrival.edge < 0) {
      parts.push(make("h3", {}, `Start: ${to}`), line("math", arrival.rule), heading("gradient"), ...shown(arrival.sum, "result"));
    } else if (arrival.times) {
      const part = (text) => (/^[\w.]+$/.test(text) ? text : `(${text})`);
      parts.push(
        make("h3", {}, `${from}  →  ${to}`),
        heading("local derivative"),
        line("math", arrival.rule),
        heading("chain rule"),
        line("math", `∂${loss}/∂${part(to)} += ∂${loss}/∂${part(from)} · ∂${part(from)}/∂${part(to)}`),
        line("math", `+= ${arrival.times} · ${arrival.local} = ${arrival.added[0]}`),
        heading(`grad of ${to}`),
        line("result", `g += ${arrival.added[0]}  →  ${arrival.sum[0]}`),
      );
      if (earlier) parts.push(line("math", `${earlier[0]} + ${arrival.added[0]} = ${arrival.sum[0]}`));
    } else {
      const received = sums.get(arrival.op);
      parts.push(make("h3", {}, `${from}  →  ${to}`));
      if (arrival.rule) parts.push(heading("formula"), line("math", arrival.rule));
      if (received && arrival.op !== roots[0]) parts.push(heading(`g, the gradient of ${from}'s result`), ...shown(received));
      parts.push(heading("arrives"), ...shown(arrival.added, arrival.first ? "result" : "math"));
      if (earlier) parts.push(heading("before"), ...shown(earlier), heading("sum so far"), ...shown(arrival.sum, "result"));
    }
    parts.push(make("span", { class: arrival.complete ? "state done" : "state" }, arrival.complete ? "gradient complete" : "more will arrive"));
    return parts;
  }

  // Going --------------------------------------------------------------------------------------------------------------

  function go(step) {
    state.step = Math.min(Math.max(step, 0), arrivals.length);
    paint();
    say();
    if (kept && kept.id[0] === "n") showCard(kept, true);
    if (!state.step || !$("follow").checked) return;
    const { op, target } = arrivals[state.step - 1];
    const points = [target, op].filter((v) => v >= 0).map(middleOf);
    const far = (c) => Math.abs(points[0][c] - points[points.length - 1][c]) * view.k;
    lookAt(far(0) < canvas.clientWidth - 120 && far(1) < canvas.clientHeight - 80 ? points : points.slice(0, 1));
  }

  function pause() {
    clearTimeout(state.playing);
    state.playing = 0;
    $("play").textContent = "Play";
    $("play").setAttribute("aria-pressed", "false");
  }

  function play() {
    if (state.playing) return pause();
    if (!arrivals.length) return;
    if (state.step === arrivals.length) go(0);
    $("play").textContent = "Pause";
    $("play").setAttribute("aria-pressed", "true");
    state.since = performance.now();
    const pace = () => 1100 / +$("speed").value;
    const tick = () => {
      const due = Math.floor((performance.now() - state.since) / pace());
      if (due > 0) {
        state.since += due * pace();
        go(state.step + due);
      }
      if (state.step < arrivals.length) state.playing = setTimeout(tick, Math.max(16, pace() / 4));
      else pause();
    };
    state.playing = setTimeout(tick, pace() / 4);
    go(state.step + 1);
  }

  const steer = (step) => {
    pause();
    go(step);
  };
  $("slider").max = arrivals.length;
  $("slider").addEventListener("input", () => steer(+$("slider").value));
  $("first").addEventListener("click", () => steer(0));
  $("back").addEventListener("click", () => steer(state.step - 1));
  $("next").addEventListener("click", () => steer(state.step + 1));
  $("last").addEventListener("click", () => steer(arrivals.length));
  $("play").addEventListener("click", play);
  if (!arrivals.length) show($("transport"), false);

  /** Take a key, if it is one of the pass. */
  function key(name, onControl) {
    if (!arrivals.length || (onControl && (name === " " || name === "Enter"))) return false;
    if (name === " ") play();
    else if (name === "ArrowLeft") steer(state.step - 1);
    else if (name === "ArrowRight") steer(state.step + 1);
    else if (name === "Home") steer(0);
    else if (name === "End") steer(arrivals.length);
    else return false;
    return true;
  }

  return { paint, say, go, key, play, sumAt: (v) => sums.get(v), get step() { return state.step; }, get length() { return arrivals.length; } };
})();

settle();
start();
replay.say();
addEventListener("hashchange", () => replay.go(+location.hash.slice(1) || 0));
if (+location.hash.slice(1)) replay.go(+location.hash.slice(1));
