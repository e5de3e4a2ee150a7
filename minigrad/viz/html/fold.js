// Folding: where everything goes when modules close.
//
// The picture comes laid out with every module open. A closed module gives its room back: the strips of its box that its
// small box does not need, and that nothing else stands in, are cut out of the drawing around it, across and along.
// Cutting keeps what is straight straight, and the order of everything, so no line crosses another that did not before.
// All of it happens with edges pointing down; a drawing from left to right is turned before and after.

const APART = 8; // half of what stays between things side by side
const PAD = 10; // from a closed module's corner to the first line

/** The picture's geometry, as canvas.py describes it, ready to be folded. `curves[i]` is a list of [x, y]. */
function foldable(shape, curves) {
  const turn = shape.flip ? ([x, y]) => [y, x] : (point) => point;
  const nodes = shape.nodes.map(([group, x, y, w, h]) => {
    [x, y] = turn([x, y]);
    [w, h] = turn([w, h]);
    return { group, x, y, w, h, left: x - w / 2, top: y - h / 2 };
  });
  const groups = shape.groups.map(([parent, left, top, w, h, caption, captionWidth, fw, fh]) => {
    [left, top] = turn([left, top]);
    [w, h] = turn([w, h]);
    [fw, fh] = turn([fw, fh]);
    return { parent, left, top, w, h, caption, captionWidth, fw, fh, spine: null, nodes: [], groups: [], bends: [] };
  });
  const [w, h] = turn(shape.size);
  const root = { parent: null, left: 0, top: 0, w, h, nodes: [], groups: [], bends: [] };
  const at = (g) => (g < 0 ? root : groups[g]);
  nodes.forEach((node, v) => at(node.group).nodes.push(v));
  groups.forEach((group, g) => at(group.parent).groups.push(g));
  const edges = shape.edges.map(([tail, head, starts], i) => {
    const points = curves[i].map(turn);
    const pieces = starts.map(([group, first], k) => {
      const last = k + 1 < starts.length ? starts[k + 1][1] : points.length - 1;
      for (let j = first + 3; j < last; j += 3) at(group).bends.push(points[j][0]);
      return { group, points: points.slice(first, last + 1) };
    });
    for (let k = 0; k + 1 < pieces.length; k++) {
      const [here, there] = [pieces[k].group, pieces[k + 1].group];
      const x = pieces[k + 1].points[0][0];
      if (here >= 0 && groups[here].parent === there) groups[here].spine = x; // the last result that leaves
      else if (there >= 0 && groups[there].spine === null) groups[there].spine = x;
    }
    return { tail, head, pieces };
  });
  for (const group of groups) if (group.spine === null) group.spine = group.left + group.w / 2;
  const depth = groups.map((group) => {
    let d = 0;
    for (let g = group.parent; g >= 0; g = groups[g].parent) d++;
    return d;
  });
  return { turn, nodes, groups, root, edges, depth, flip: shape.flip };
}

/** The union of intervals, sorted. */
function union(intervals) {
  const found = [];
  for (const [a, b] of intervals.filter(([a, b]) => b > a).sort((p, q) => p[0] - q[0])) {
    const last = found[found.length - 1];
    if (last && a <= last[1]) last[1] = Math.max(last[1], b);
    else found.push([a, b]);
  }
  return found;
}

/** A map of one axis: what is `freed` and not `held` is cut out, and `grown` [where, how much] put in. */
function axis(freed, held, grown) {
  const cuts = [];
  const walls = union(held);
  let w = 0;
  for (const [start, end] of union(freed)) {
    let a = start;
    while (w > 0 && walls[w - 1][1] > a) w--;
    while (w < walls.length && walls[w][1] <= a) w++;
    for (let k = w; k < walls.length && walls[k][0] < end; k++) {
      if (walls[k][0] > a) cuts.push([a, walls[k][0]]);
      a = Math.max(a, walls[k][1]);
    }
    if (a < end) cuts.push([a, end]);
  }
  const most = new Map(); // boxes side by side grow together
  for (const [where, amount] of grown) {
    const key = Math.round(where);
    if (!most.has(key) || most.get(key)[1] < amount) most.set(key, [where, amount]);
  }
  const steps = [...most.values()];
  if (!cuts.length && !steps.length) return (x) => x;
  return (x) => {
    let moved = x;
    for (const [a, b] of cuts) {
      if (a >= x) break;
      moved -= Math.min(b, x) - a;
    }
    for (const [where, amount] of steps) if (x >= where) moved += amount;
    return moved;
  };
}

/** Where everything is while the groups in `closed` are closed. */
function arranged(fold, closed) {
  const { nodes, groups, root, edges, depth } = fold;
  const hidden = groups.map(() => false); // inside a closed group
  const topDown = groups.map((_, g) => g).sort((a, b) => depth[a] - depth[b] || a - b);
  for (const g of topDown) {
    const parent = groups[g].parent;
    hidden[g] = parent >= 0 && (hidden[parent] || closed.has(parent));
  }
  // From the inside out: the room that each item takes of what it had.
  const need = groups.map(() => null);
  const maps = new Map();
  const measure = (inside, key) => {
    const across = { freed: [], held: [], grown: [] };
    const along = { freed: [], held: [], grown: [] };
    const room = ({ freed, held, grown }, a, b, from, to, apart) => {
      freed.push([a, from], [to, b]);
      held.push([from - apart, to + apart]);
      if (from < a) grown.push([a, a - from]);
      if (to > b) grown.push([b + 0.01, to - b]);
    };
    for (const v of inside.nodes) {
      const { left, top, w, h } = nodes[v];
      across.held.push([left - APART, left + w + APART]);
      along.held.push([top, top + h]);
    }
    for (const g of inside.groups) {
      const { left, top, w, h } = groups[g];
      const n = need[g];
      room(across, left, left + w, n.left, n.left + n.w, APART);
      room(along, top, top + h, n.top, n.top + n.h, 0);
    }
    for (const x of inside.bends) across.held.push([x - APART, x + APART]);
    if (key >= 0) (fold.flip ? along : across).held.push([inside.caption, inside.caption + inside.captionWidth]);
    const map = { x: axis(across.freed, across.held, across.grown), y: axis(along.freed, along.held, along.grown) };
    map.left = map.x(inside.left);
    map.top = map.y(inside.top);
    map.w = map.x(inside.left + inside.w) - map.left;
    map.h = map.y(inside.top + inside.h) - map.top;
    maps.set(key, map);
    return map;
  };
  for (const g of [...topDown].reverse()) {
    if (hidden[g]) continue;
    const group = groups[g];
    const middle = group.top + group.h / 2;
    if (closed.has(g)) {
      const free = group.left + group.w - group.fw;
      const left = group.spine - group.fw / 2;
      need[g] = { left: free > group.left ? Math.min(Math.max(left, group.left), free) : left, w: group.fw, h: group.fh };
    } else {
      const map = measure(group, g);
      need[g] = { left: group.spine - (map.x(group.spine) - map.left), w: map.w, h: map.h };
    }
    need[g].top = middle - need[g].h / 2;
  }
  const whole = measure(root, -1);
  // From the outside in: where the boxes are.
  const places = groups.map(() => null);
  const placeOf = (g) => (g < 0 ? { left: 0, top: 0, w: whole.w, h: whole.h } : places[g]);
  for (const g of topDown) {
    if (hidden[g]) continue;
    const { parent, spine, top, h } = groups[g];
    const [map, place] = [maps.get(parent), placeOf(parent)];
    places[g] = {
      left: place.left + map.x(spine) - map.left - (spine - need[g].left),
      top: place.top + map.y(top + h / 2) - map.top - need[g].h / 2,
      w: need[g].w,
      h: need[g].h,
    };
  }
  const seen = (g) => g < 0 || !(hidden[g] || closed.has(g));
  const move = (g, [x, y]) => {
    const [map, place] = [maps.get(g), placeOf(g)];
    return [place.left + map.x(x) - map.left, place.top + map.y(y) - map.top];
  };
  const middles = nodes.map((node) => (seen(node.group) ? move(node.group, [node.x, node.y]) : null));
  const owner = (v) => {
    let found = -1;
    for (let g = nodes[v].group; g >= 0; g = groups[g].parent) if (closed.has(g)) found = g;
    return found;
  };
  // The lines at a closed box's borders: where they were if they find their places, else evenly spread in their order.
  const ports = new Map();
  const portsAt = (box, side) => {
    const key = `${box} ${side}`;
    if (!ports.has(key)) ports.set(key, []);
    return ports.get(key);
  };
  const drawn = edges.map((edge) => {
    const [from, to] = [owner(edge.tail), owner(edge.head)];
    if (from >= 0 && from === to) return null;
    const pieces = edge.pieces.filter((piece) => seen(piece.group));
    const moved = pieces.map((piece) => piece.points.map((point) => move(piece.group, point)));
    if (from >= 0) portsAt(from, 1).push(moved[0][0][0]);
    if (to >= 0) portsAt(to, -1).push(moved[moved.length - 1].at(-1)[0]);
    return { from, to, pieces, moved };
  });
  const spread = new Map();
  for (const [key, found] of ports) {
    const { left, w } = places[parseInt(key, 10)];
    const pad = Math.min(PAD, w / 2);
    const at = [...new Set(found.map((x) => x.toFixed(1)))].map(Number).sort((a, b) => a - b);
    const fits = at[0] >= left + pad - 0.1 && at[at.length - 1] <= left + w - pad + 0.1;
    const even = (k) => (at.length === 1 ? Math.min(Math.max(at[0], left + pad), left + w - pad) : left + pad + (k * (w - 2 * pad)) / (at.length - 1));
    spread.set(key, new Map(at.map((x, k) => [x, fits ? x : even(k)])));
  }
  const shown = new Map();
  const curves = edges.map((edge, i) => {
    if (!drawn[i]) return { same: -1 };
    const { from, to, pieces, moved } = drawn[i];
    const border = (v, box, point, original, side) => {
      if (box >= 0) {
        const { top, h } = places[box];
        return [spread.get(`${box} ${side}`).get(+point[0].toFixed(1)), side > 0 ? top + h : top];
      }
      return [middles[v][0] + original[0] - nodes[v].x, middles[v][1] + original[1] - nodes[v].y];
    };
    const ends = moved.map((points) => [points[0], points[points.length - 1]]);
    const n = pieces.length - 1;
    const last = pieces[n].points;
    ends[0][0] = border(edge.tail, from, moved[0][0], pieces[0].points[0], 1);
    ends[n][1] = border(edge.head, to, moved[n][moved[n].length - 1], last[last.length - 1], -1);
    for (let k = 0; k < n; k++) {
      // At the border of an open box the line outside goes by the one inside.
      const leaves = pieces[k].group >= 0 && groups[pieces[k].group].parent === pieces[k + 1].group;
      if (leaves) ends[k + 1][0] = ends[k][1];
      else ends[k][1] = ends[k + 1][0];
    }
    const points = [];
    moved.forEach((piece, k) => {
      const bent = bend(piece, pieces[k].points, ends[k][0], ends[k][1]);
      points.push(...(k ? bent.slice(1) : bent));
    });
    const turned = points.map(fold.turn);
    const d = pathText(turned);
    const key = `${from < 0 ? `n${edge.tail}` : `m${from}`} ${to < 0 ? `n${edge.head}` : `m${to}`} ${d}`;
    if (shown.has(key)) return { same: shown.get(key) };
    shown.set(key, i);
    return { same: i, d, end: turned[turned.length - 1] };
  });
  const turnBox = ({ left, top, w, h }) => (fold.flip ? { left: top, top: left, w: h, h: w } : { left, top, w, h });
  return {
    nodes: middles.map((point) => point && fold.turn(point)),
    groups: places.map((place, g) => place && { ...turnBox(place), closed: closed.has(g) }),
    captions: groups.map((group, g) => {
      if (!places[g] || closed.has(g)) return null;
      const map = maps.get(g);
      const place = turnBox(places[g]);
      return fold.flip ? place.left + map.y(group.caption) - map.top : place.left + map.x(group.caption) - map.left;
    }),
    curves,
    owner,
    size: fold.turn([whole.w, whole.h]),
  };
}

/** A moved curve from one new end to another: the bows at its ends give way, lines that were straight stay straight. */
function bend(points, original, start, end) {
  const bows = [];
  for (let j = 0; j + 3 < points.length; j += 3) {
    const [p, q, , s] = original.slice(j, j + 4);
    const line = Math.abs((q[0] - p[0]) * 3 - (s[0] - p[0])) + Math.abs((q[1] - p[1]) * 3 - (s[1] - p[1])) < 1.2;
    if (!line) bows.push(j);
  }
  const [first, last] = bows.length ? [bows[0], bows[bows.length - 1]] : [0, points.length - 4];
  const n = points.length - 1;
  const [dx, ex] = [start[0] - points[0][0], end[0] - points[n][0]];
  const bent = points.map(([x, y], j) => [x + (j <= first + 1 ? dx : j >= last + 2 ? ex : 0), y]);
  const line = (p, q) => [p, [p[0] + (q[0] - p[0]) / 3, p[1] + (q[1] - p[1]) / 3], [q[0] - (q[0] - p[0]) / 3, q[1] - (q[1] - p[1]) / 3], q];
  let result = bent;
  if (Math.abs(start[1] - points[0][1]) > 0.05) {
    result = first > 0 ? [...line(start, result[3]), ...result.slice(4)] : [...line(start, result[0]), ...result.slice(1)];
  }
  if (Math.abs(end[1] - points[n][1]) > 0.05) {
    const m = result.length - 1;
    result = last < n - 3 ? [...result.slice(0, m - 3), ...line(result[m - 3], end)] : [...result.slice(0, m), ...line(result[m], end)];
  }
  return result;
}

function pathText(points) {
  const text = points.map(([x, y]) => `${+x.toFixed(1)},${+y.toFixed(1)}`);
  return `M${text[0]}C${text.slice(1).join(" ")}`;
}
