// Puts a newer table in the place of an older one. For page and element.

/** Makes ``old`` what ``now`` is, touching only what differs: an open row, a focus and a typed number stay. */
const merge = (old, now, changed) => {
  if (old.isEqualNode(now)) return;
  if (old.nodeName !== now.nodeName) return old.replaceWith(now);
  if (old.nodeType === 3) return old.data = now.data;
  if (old.className === "price" && old.textContent !== now.textContent) changed.push(old);
  for (const { name } of [...old.attributes]) if (!/^(open|tabindex)$/.test(name) && !now.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const nodes = [...old.childNodes], others = [...now.childNodes];
  others.forEach((node, place) => nodes[place] ? merge(nodes[place], node, changed) : old.append(node));
  nodes.slice(others.length).forEach(node => node.remove());
};

const flash = cell => {
  cell.part.add("changed");
  cell.animate([{ background: "var(--notice)" }, {}], 1500).onfinish = () => cell.part.remove("changed");
};

/** Shows a copy of an answer in ``root``, with a ``note`` above; ``again`` is whether it is the same view as before. */
const show = (root, answer, again, note) => {
  const now = answer.cloneNode(true), old = root.querySelector(".fx-widget"), changed = [];
  if (note) {
    const line = document.createElement("p");
    line.className = line.part = "notice";
    line.append(note);
    now.querySelector(".fx-box").prepend(line);
  }
  if (old) merge(old, now, changed);
  else root.replaceChildren(now);
  stops(root);
  if (again && !matchMedia("(prefers-reduced-motion: reduce)").matches) changed.forEach(flash);
};
