// The canvas: moving, searching, folding, and the cards that say what a node is.

const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const makeSvg = (tag, attributes = {}) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};
const [canvas, world, stage, card] = [$("canvas"), $("world"), $("stage"), $("card")];

canvas.removeAttribute("viewBox"); // from here on the world moves, not the window on it
const nodeMarks = data.nodes.map((_, v) => $(`n${v}`));
const edgeMarks = data.shape.edges.map((_, i) => $(`e${i}`));
const groupMarks = data.groups.map((_, g) => $(`g${g}`));
const foldedMarks = data.groups.map((_, g) => $(`m${g}`));
const paths = edgeMarks.map((mark) => mark.firstElementChild);
const heads = edgeMarks.map((mark) => mark.querySelector(".head"));
const headings = heads.map((head) => (head ? /rotate\(([-\d]+)\)/.exec(head.getAttribute("transform"))[1] : "0"));
const curves = paths.map((path) => {
  const numbers = path.getAttribute("d").match(/-?[\d.]+/g).map(Number);
  return Array.from({ length: numbers.length / 2 }, (_, k) => [numbers[2 * k], numbers[2 * k + 1]]);
});
const fold = foldable(data.shape, curves);
const closed = new Set(data.closed);
let now = null; // what `arranged` said last

// Nothing shows twice: the cards say more than the titles, and a title becomes the name for those who listen.
for (const mark of [...nodeMarks, ...foldedMarks, ...groupMarks]) {
  const title = mark.querySelector("title");
  mark.setAttribute("aria-label", title.textContent);
  title.remove();
}

// Folding ------------------------------------------------------------------------------------------------------------

const show = (element, visible) => {
  element.style.display = visible ? "" : "none";
};
const number = (x) => +x.toFixed(1);

function settle() {
  now = arranged(fold, closed);
  const few = now.nodes.filter(Boolean).length <= 400;
  now.nodes.forEach((point, v) => {
    show(nodeMarks[v], point);
    if (!point) return;
    const [x, y] = data.shape.nodes[v].slice(1, 3);
    nodeMarks[v].setAttribute("transform", `translate(${number(point[0] - x)} ${number(point[1] - y)})`);
    if (few) nodeMarks[v].setAttribute("tabindex", "0");
    else nodeMarks[v].removeAttribute("tabindex");
  });
  now.groups.forEach((place, g) => {
    show(groupMarks[g], place && !place.closed);
    show(foldedMarks[g], place && place.closed);
    if (!place) return;
    if (place.closed) {
      const middle = [number(place.left + place.w / 2), number(place.top + place.h / 2)];
      foldedMarks[g].setAttribute("transform", `translate(${middle[0]} ${middle[1]})`);
      return;
    }
    const [frame, text, handle] = ["rect.frame", "text", "rect.handle"].map((part) => groupMarks[g].querySelector(part));
    const box = { x: place.left, y: place.top, width: place.w, height: place.h };
    for (const [key, value] of Object.entries(box)) frame.setAttribute(key, number(value));
    text.setAttribute("x", number(now.captions[g]));
    text.setAttribute("y", number(place.top + 13));
    if (handle) {
      handle.setAttribute("x", number(now.captions[g] - 4));
      handle.setAttribute("y", number(place.top + 1));
    }
  });
  now.curves.forEach((curve, i) => {
    const own = curve.same === i;
    show(edgeMarks[i], own);
    if (!own) return;
    paths[i].setAttribute("d", curve.d);
    if (heads[i]) {
      heads[i].setAttribute("transform", `translate(${number(curve.end[0])} ${number(curve.end[1])}) rotate(${headings[i]})`);
    }
  });
  replay.paint();
}

function boxOf(g) {
  return now.groups[g];
}

/** Close or open a module, with its corner staying where it is on the screen. */
function toggle(g) {
  const before = boxOf(g);
  if (closed.has(g)) closed.delete(g);
  else closed.add(g);
  settle();
  const after = boxOf(g);
  view.x += (before.left + before.w / 2 - after.left - after.w / 2) * view.k;
  view.y += (before.top - after.top) * view.k;
  place();
  (closed.has(g) ? foldedMarks[g] : groupMarks[g]).focus({ preventScroll: true });
}

function toggleAll(close) {
  closed.clear();
  if (close) data.groups.forEach((_, g) => closed.add(g));
  settle();
  start();
}

/** Open every module around a node. */
function reveal(v) {
  let changed = false;
  for (let g = data.shape.nodes[v][0]; g >= 0; g = data.shape.groups[g][0]) changed = closed.delete(g) || changed;
  if (changed) settle();
}

if (data.foldable) {
  canvas.classList.add("folds");
  data.groups.forEach((_, g) => {
    const text = groupMarks[g].querySelector("text");
    const width = data.shape.groups[g][6];
    groupMarks[g].insertBefore(makeSvg("rect", { class: "handle", width: width + 8, height: 18 }), text);
    for (const [mark, open] of [[groupMarks[g], "true"], [foldedMarks[g], "false"]]) {
      mark.setAttribute("role", "button");
      mark.setAttribute("tabindex", "0");
      mark.setAttribute("aria-expanded", open);
    }
  });
} else {
  for (const mark of groupMarks) mark.querySelector("text").textContent = mark.querySelector("text").textContent.slice(2);
}
const canFold = data.foldable && data.groups.length > 0;
show($("close-all"), canFold);
show($("open-all"), canFold);

// Moving -------------------------------------------------------------------------------------------------------------

const view = { x: 0, y: 0, k: 1 };
let gliding = 0;

function place() {
  world.setAttribute("transform", `translate(${view.x.toFixed(2)} ${view.y.toFixed(2)}) scale(${view.k.toFixed(4)})`);
}

function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const k = Math.min(Math.max(view.k * factor, 0.02), 6);
  view.x = x - ((x - view.x) * k) / view.k;
  view.y = y - ((y - view.y) * k) / view.k;
  view.k = k;
  place();
}

function fit() {
  const [w, h] = now.size;
  const [W, H] = [canvas.clientWidth, canvas.clientHeight];
  view.k = Math.min((W - 24) / w, (H - 24) / h, 1.6);
  view.x = (W - w * view.k) / 2;
  view.y = (H - h * view.k) / 2;
  place();
}

/** At first: all of it if it can be read so, else its end, where the backward pass begins. */
function start() {
  fit();
  if (view.k >= 0.55) return;
  view.k = 0.8;
  const [w, h] = now.size;
  const [W, H] = [canvas.clientWidth, canvas.clientHeight];
  const end = now.nodes.map((point, v) => [point, data.nodes[v].kind]).filter(([point, kind]) => point && kind === "output")[0];
  const [x, y] = end ? end[0] : [w, h];
  const within = (middle, size, room) => (size * view.k < room ? (room - size * view.k) / 2 : Math.min(12, Math.max(room - 12 - size * view.k, room / 2 - middle * view.k)));
  view.x = within(x, w, W);
  view.y = within(y, h, H);
  place();
}

function glide(x, y, k = view.k) {
  cancelAnimationFrame(gliding);
  const from = { ...view };
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    Object.assign(view, { x, y, k });
    place();
    return;
  }
  const began = performance.now();
  const step = (time) => {
    const t = Math.min(1, (time - began) / 260);
    const s = t * t * (3 - 2 * t);
    Object.assign(view, { x: from.x + (x - from.x) * s, y: from.y + (y - from.y) * s, k: from.k + (k - from.k) * s });
    place();
    if (t < 1) gliding = requestAnimationFrame(step);
  };
  gliding = requestAnimationFrame(step);
}

/** Bring points of the picture into view, if they are not in it. */
function lookAt(points, always = false, least = 0) {
  const [W, H] = [canvas.clientWidth, canvas.clientHeight];
  const k = Math.max(view.k, least);
  const inside = points.every(([x, y]) => {
    const [sx, sy] = [x * view.k + view.x, y * view.k + view.y];
    return sx > 60 && sx < W - 60 && sy > 40 && sy < H - 40;
  });
  if (inside && !always && k === view.k) return;
  const middle = [0, 1].map((c) => (Math.min(...points.map((p) => p[c])) + Math.max(...points.map((p) => p[c]))) / 2);
  glide(W / 2 - middle[0] * k, H / 2 - middle[1] * k, k);
}

/** The middle of a node, or of the closed module that it is in. */
function middleOf(v) {
  const g = now.owner(v);
  if (g < 0) return now.nodes[v];
  const { left, top, w, h } = now.groups[g];
  return [left + w / 2, top + h / 2];
}

function markOf(v) {
  const g = now.owner(v);
  return g < 0 ? nodeMarks[v] : foldedMarks[g];
}

const pointers = new Map();
let travelled = 0;
canvas.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  cancelAnimationFrame(gliding);
  pointers.set(event.pointerId, [event.clientX, event.clientY]);
  if (pointers.size === 1) travelled = 0;
});
addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  const here = [event.clientX, event.clientY];
  const [dx, dy] = [here[0] - before[0], here[1] - before[1]];
  travelled += Math.abs(dx) + Math.abs(dy);
  if (pointers.size === 2) {
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    const far = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
    const box = canvas.getBoundingClientRect();
    zoom(far(here) / far(before), (here[0] + other[0]) / 2 - box.left, (here[1] + other[1]) / 2 - box.top);
  } else if (travelled > 4) {
    canvas.classList.add("dragging");
    view.x += dx;
    view.y += dy;
    place();
  }
  pointers.set(event.pointerId, here);
});
for (const type of ["pointerup", "pointercancel"]) {
  addEventListener(type, (event) => {
    pointers.delete(event.pointerId);
    canvas.classList.remove("dragging");
  });
}
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  cancelAnimationFrame(gliding);
  const box = canvas.getBoundingClientRect();
  const pixels = event.deltaY * (event.deltaMode === 1 ? 18 : event.deltaMode === 2 ? 400 : 1);
  zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0016)), event.clientX - box.left, event.clientY - box.top);
}, { passive: false });
$("zoom-in").addEventListener("click", () => zoom(1.3));
$("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
$("fit").addEventListener("click", fit);
$("open-all").addEventListener("click", () => toggleAll(false));
$("close-all").addEventListener("click", () => toggleAll(true));

// Cards --------------------------------------------------------------------------------------------------------------

const HOT = ["#fde4da", "#fbc9b5", "#f4a582", "#e37b61", "#cc4c44", "#a81e2d"];
const COLD = ["#e3eef6", "#c6dfee", "#98c8e0", "#60a5cd", "#377eb8", "#20579b"];
const colour = (level) => (level > 0 ? HOT[level - 1] : level < 0 ? COLD[-level - 1] : "transparent");

/** The picture of a tensor: bars for one row of values, cells for several; blue below zero, red above. */
function pictureOf(text) {
  const rows = text.split("/").map((row) => [...row].map((ch) => (ch === "x" ? null : ch.charCodeAt(0) - 103)));
  const element = make("div", { class: "picture", "aria-hidden": "true" });
  element.style.gridTemplateColumns = `repeat(${rows[0].length}, auto)`;
  for (const level of rows.flat()) {
    const cell = make("i");
    cell.style.background = level === null ? "var(--alarm)" : colour(level);
    if (rows.length === 1) cell.style.height = "14px";
    element.append(cell);
  }
  return element;
}

const kinds = { op: "operation", module: "module", parameter: "parameter", input: "input", constant: "constant", value: "value", output: "output", saved: "saved tensor" };

function factsOf(v) {
  const node = data.nodes[v];
  const rows = [];
  const add = (key, text, picture) => {
    if (text) rows.push([key, text, picture]);
  };
  add("is", node.expression);
  add("shape", node.shape);
  add("dtype", node.dtype);
  add("value", node.value, node.picture);
  add(data.scalar ? ".grad now" : ".grad", node.grad, node.gradPicture);
  const sum = replay.sumAt(v);
  if (sum) add("gradient, step " + replay.step, sum[0], sum[3]);
  for (const [name, shape, text, picture] of node.saved || []) add(`saved ${name}`, [shape, text].filter(Boolean).join("  "), picture);
  for (const [key, text] of node.attrs || []) add(key, text);
  add("line", node.line);
  return [make("h3", {}, node.name || node.expression || kinds[node.kind], " ", make("small", {}, [kinds[node.kind], node.note, `n${v}`].filter(Boolean).join(" · "))), facts(rows)];
}

function facts(rows) {
  const table = make("table", { class: "facts" });
  for (const [key, text, picture] of rows) {
    const cell = make("td", {}, text);
    if (picture) cell.append(make("br"), pictureOf(picture));
    table.append(make("tr", {}, make("th", { scope: "row" }, key), cell));
  }
  return table;
}

function factsOfModule(g) {
  const [name, kind] = data.groups[g];
  const inside = data.shape.nodes.flatMap(([group], v) => {
    for (let a = group; a >= 0; a = data.shape.groups[a][0]) if (a === g) return [v];
    return [];
  });
  const ops = new Map();
  for (const v of inside) if (data.nodes[v].kind === "op") ops.set(data.nodes[v].name, (ops.get(data.nodes[v].name) || 0) + 1);
  const rows = [["nodes", inside.length.toLocaleString("en")]];
  for (const v of inside) if (data.nodes[v].kind === "parameter" && rows.length < 14) rows.push([data.nodes[v].name, data.nodes[v].shape || ""]);
  rows.push(["operations", [...ops].map(([op, count]) => (count > 1 ? `${op} × ${count}` : op)).join(", ")]);
  return [make("h3", {}, name || kind, " ", make("small", {}, `${kind} · click to open`)), facts(rows)];
}

let kept = null; // the mark whose card stays

function showCard(mark, keep = false) {
  if (kept && !keep && kept !== mark) return;
  const at = +mark.id.slice(1);
  card.replaceChildren(...(mark.id[0] === "n" ? factsOf(at) : factsOfModule(at)));
  card.hidden = false;
  card.scrollTop = 0;
  const [box, room] = [mark.querySelector(".node").getBoundingClientRect(), stage.getBoundingClientRect()];
  const [w, h] = [card.offsetWidth, card.offsetHeight];
  const within = (from, size, length) => Math.min(Math.max(6, from), Math.max(6, length - size - 6));
  if (data.shape.flip) { // above or below, so that what comes before and after stays in sight
    const below = box.bottom - room.top + 10;
    card.style.left = `${within(box.left - room.left, w, room.width)}px`;
    card.style.top = `${below + h < room.height ? below : Math.max(6, box.top - room.top - h - 10)}px`;
  } else {
    const right = box.right - room.left + 12;
    card.style.left = `${right + w < room.width ? right : Math.max(6, box.left - room.left - w - 12)}px`;
    card.style.top = `${within(box.top - room.top, h, room.height)}px`;
  }
  if (keep) {
    dropCard(false);
    kept = mark;
    mark.classList.add("chosen");
    card.classList.add("kept");
  }
}

function dropCard(hide = true) {
  if (kept) kept.classList.remove("chosen");
  kept = null;
  card.classList.remove("kept");
  if (hide) card.hidden = true;
}

const markAt = (target) => {
  const found = target.closest && target.closest("#world > [id]");
  return found && found.id !== "edges" && found.id !== "badges" ? found : null;
};
canvas.addEventListener("pointerover", (event) => {
  const mark = markAt(event.target);
  if (mark && mark.id[0] !== "g" && !pointers.size) showCard(mark);
  else if (!kept) card.hidden = true;
});
canvas.addEventListener("pointerleave", () => {
  if (!kept) card.hidden = true;
});
canvas.addEventListener("click", (event) => {
  if (travelled > 4) return;
  const mark = markAt(event.target);
  if (!mark) return dropCard();
  const g = +mark.id.slice(1);
  if (mark.id[0] === "n") return kept === mark ? dropCard() : showCard(mark, true);
  dropCard();
  if (canFold && (mark.id[0] === "m" || event.target.classList.contains("handle"))) toggle(g);
});
stage.addEventListener("focusin", (event) => { // a listener on the picture itself would make it a stop of the Tab key
  const mark = markAt(event.target);
  if (!mark || !mark.matches(":focus-visible")) return;
  const at = +mark.id.slice(1);
  if (mark.id[0] === "n") {
    lookAt([now.nodes[at]]);
    showCard(mark);
  } else {
    const { left, top, w } = now.groups[at];
    lookAt([[left + Math.min(w / 2, 80), top + 10]]);
  }
});

// Search -------------------------------------------------------------------------------------------------------------

const words = data.nodes.map((node, v) =>
  [node.name, node.note, node.expression, node.shape, node.dtype, kinds[node.kind], `n${v}`, ...groupNames(v)].join(" ").toLowerCase(),
);
function groupNames(v) {
  const names = [];
  for (let g = data.shape.nodes[v][0]; g >= 0; g = data.shape.groups[g][0]) names.push(...data.groups[g]);
  return names;
}
let finds = [];
let find = -1;

function search() {
  const asked = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  finds = asked.length ? words.flatMap((text, v) => (asked.every((word) => text.includes(word)) ? [v] : [])) : [];
  // What is named so comes before what only lies in something named so.
  const rank = (v) => (asked.every((word) => `${data.nodes[v].name} ${data.nodes[v].shape}`.toLowerCase().includes(word)) ? 0 : 1);
  finds.sort((a, b) => rank(a) - rank(b) || a - b);
  find = -1;
  const rows = finds.slice(0, 60).map((v, i) => {
    const { name, expression, shape, kind } = data.nodes[v];
    const row = make("li", { role: "option", "aria-selected": "false" }, name || expression || kinds[kind], " ", make("small", {}, [shape, ...groupNames(v).slice(0, 1), `n${v}`].filter(Boolean).join(" · ")));
    row.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      jump(i);
    });
    return row;
  });
  if (asked.length) rows.push(make("li", { role: "presentation" }, make("small", {}, finds.length > 60 ? `${finds.length} found, 60 shown` : finds.length ? `${finds.length} found` : "nothing found")));
  $("found").replaceChildren(...rows);
  $("found").hidden = !asked.length;
}

function jump(i) {
  if (!finds.length) return;
  find = (i + finds.length) % finds.length;
  [...$("found").children].forEach((row, k) => {
    if (row.role !== "option") return;
    row.setAttribute("aria-selected", k === find);
    if (k === find) row.scrollIntoView({ block: "nearest" });
  });
  const v = finds[find];
  reveal(v);
  const least = Math.max(view.k, 0.8);
  const middle = middleOf(v);
  cancelAnimationFrame(gliding);
  Object.assign(view, { k: least, x: canvas.clientWidth / 2 - middle[0] * least, y: canvas.clientHeight / 2 - middle[1] * least });
  place();
  showCard(markOf(v), true);
}
$("search").addEventListener("input", search);
$("search").addEventListener("focus", search);
$("search").addEventListener("blur", () => {
  $("found").hidden = true;
});
$("search").addEventListener("keydown", (event) => {
  const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    jump(find < 0 && step < 0 ? -1 : find + step);
  } else if (event.key === "Escape") {
    $("search").value = "";
    search();
    $("search").blur();
    dropCard();
  }
  event.stopPropagation();
});

// Keys ---------------------------------------------------------------------------------------------------------------

$("help").addEventListener("click", () => $("keys").showModal());
$("keys-close").addEventListener("click", () => $("keys").close());

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  const held = document.activeElement;
  const onControl = held && /^(BUTTON|SELECT|INPUT)$/.test(held.tagName);
  const focused = held && markAt(held);
  const move = { ArrowLeft: [70, 0], ArrowRight: [-70, 0], ArrowUp: [0, 70], ArrowDown: [0, -70] }[event.key];
  if (event.shiftKey && move) {
    view.x += move[0];
    view.y += move[1];
    place();
  } else if (focused && (event.key === "Enter" || event.key === " ")) {
    if (focused.id[0] === "n") kept === focused ? dropCard() : showCard(focused, true);
    else if (canFold) toggle(+focused.id.slice(1));
  } else if (event.key === "/") $("search").focus();
  else if (event.key === "?") $("keys").showModal();
  else if (event.key === "+" || event.key === "=") zoom(1.3);
  else if (event.key === "-") zoom(1 / 1.3);
  else if (event.key === "0") zoom(1 / view.k);
  else if (event.key === "f") fit();
  else if (event.key === "e" && canFold) toggleAll(false);
  else if (event.key === "c" && canFold) toggleAll(true);
  else if (event.key === "Escape") dropCard();
  else if (held !== $("slider") && replay.key(event.key, onControl)) { /* the backward pass took it */ }
  else return;
  event.preventDefault();
});

if (data.caption) {
  $("caption").textContent = data.caption;
  $("caption").hidden = false;
}
