// What Reach asks of a page, through every shadow root.
globalThis.reach ??= (() => {
  let came = new WeakSet();
  let last = null;
  let over = "";
  /** What could be operated when the walk began; more may come while it goes on. */
  let there = new Set();

  const all = function* (root) {
    for (const element of root.querySelectorAll("*")) {
      yield element;
      if (element.shadowRoot) yield* all(element.shadowRoot);
    }
  };
  const parentOf = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;
  const within = (element, other) => {
    for (let at = element; at; at = parentOf(at)) if (at === other) return true;
    return false;
  };
  const focused = () => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at === document.body || at === document.documentElement ? null : at;
  };
  const at = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    for (let inner = hit?.shadowRoot?.elementFromPoint(x, y); inner && inner !== hit; inner = hit.shadowRoot?.elementFromPoint(x, y)) hit = inner;
    return hit;
  };
  const nameOf = (element) => {
    const words = (element.getAttribute("aria-label") ?? element.innerText ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    const host = element.getRootNode().host;
    return `${host ? `${host.localName} ` : ""}${element.localName}${element.id ? `#${element.id}` : ""}${words ? ` "${words}"` : ""}`;
  };
  const opened = (element) => {
    for (let at = element; at; at = parentOf(at)) if (at.localName === over) return true;
    return false;
  };
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

  /** Whether some of its boxes can be seen, with nothing over it. */
  const uncovered = (element) =>
    [...element.getClientRects()].some((box) => {
      const left = Math.max(box.left, 0);
      const right = Math.min(box.right, innerWidth);
      const top = Math.max(box.top, 0);
      const bottom = Math.min(box.bottom, innerHeight);
      if (right - left < Math.min(8, box.width) || bottom - top < Math.min(8, box.height)) return false;
      return [0.5, 0.1, 0.9].some((x) =>
        [0.5, 0.15, 0.85].some((y) => {
          const hit = at(left + (right - left) * x, top + (bottom - top) * y);
          return hit !== null && (within(hit, element) || opened(hit));
        }),
      );
    });
  const marked = (element) => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  };

  const operable = () =>
    [...all(document)].filter(
      (element) =>
        element.matches("a[href], button, input, select, textarea, summary, [tabindex]") &&
        element.tabIndex >= 0 &&
        !element.matches(":disabled") &&
        seen(element),
    );

  return {
    begin(name) {
      over = name;
      focused()?.blur();
      came = new WeakSet();
      last = null;
      there = new Set(operable());
    },

    /** The place that has the focus now; null between the last and the first. */
    stop() {
      const element = focused();
      if (!element) return null;
      if (came.has(element) && element !== last) return { again: true };
      if (element === last && element.localName !== "video" && element.localName !== "audio") return { again: true };
      came.add(element);
      last = element;
      const fault = !uncovered(element) ? "is out of sight or covered" : !marked(element) ? "shows no focus" : null;
      return { again: false, name: nameOf(element), fault };
    },

    /** What can be operated and was not come by. */
    missed() {
      const dialog = [...all(document)].find((element) => element.localName === "dialog" && element.matches(":modal"));
      // Of radio buttons of one name the tabulator key stops at one.
      const answered = new Set(operable().filter((element) => element.type === "radio" && came.has(element)).map(({ name }) => name));
      return operable()
        .filter((element) => there.has(element))
        .filter((element) => !dialog || within(element, dialog))
        .filter((element) => !came.has(element) && !(element.type === "radio" && answered.has(element.name)))
        .map((element) => `${nameOf(element)} is not come by`);
    },

    /** What is wider than its place. */
    sideways() {
      const wide = [];
      if (document.documentElement.scrollWidth > innerWidth) wide.push("the page");
      for (const element of all(document)) {
        if (!seen(element)) continue;
        const style = getComputedStyle(element);
        if (/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1) wide.push(`${nameOf(element)} scrolls`);
        if (!element.matches("a[href], button, input, select, textarea, summary, h1, h2, h3, p, label, dt, dd")) continue;
        const box = element.getBoundingClientRect();
        if (box.width > 1 && (box.right > innerWidth + 1 || box.left < -1)) wide.push(`${nameOf(element)} stands beyond the side`);
      }
      return wide;
    },
  };
})();
