/* What the tests ask of a page that is open in the browser. Each function returns a list of sentences, empty if all is well. */
window.checks = {
  name(element) {
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    const classes = [...element.classList].map((c) => "." + c).join("");
    return `<${element.localName}${element.id ? "#" + element.id : ""}${classes}> “${words}”`;
  },

  /* For screen readers only, or not shown now: neither can be cut off or overlap. */
  isUnseen(element) {
    if (!element.checkVisibility({ visibilityProperty: true })) return true;
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.clipPath === "inset(50%)" || e.getBoundingClientRect().right < 0) return true;
    }
    return false;
  },

  ownText(element) {
    return [...element.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
  },

  lineBoxes(text) {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()].filter((box) => box.width > 0);
  },

  /* Parts that stick out of a page as wide as `width`; what scrolls in a box of its own does not, unless it is printed. */
  sticksOut(width, isPrinted) {
    const out = [];
    const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    for (const element of document.body.querySelectorAll("*")) {
      const boxes = [element.getBoundingClientRect(), ...this.ownText(element).flatMap((text) => this.lineBoxes(text))];
      const right = Math.max(...boxes.filter((box) => box.width > 0).map((box) => box.right));
      if (right > width + 1 && !this.isUnseen(element) && (isPrinted || !scrolls(element)))
        out.push(`${this.name(element)} ends at ${Math.round(right)} of ${width}`);
    }
    return out;
  },

  sideways() {
    const page = document.scrollingElement;
    if (page.scrollWidth <= window.innerWidth) return [];
    return [`page is ${page.scrollWidth} wide in a window of ${window.innerWidth}`, ...this.sticksOut(window.innerWidth, false).slice(0, 5)];
  },

  cutOff() {
    return [...document.body.querySelectorAll("*")]
      .filter((e) => this.ownText(e).length && !this.isUnseen(e))
      .filter((e) => {
        const style = getComputedStyle(e);
        const hides = (overflow) => overflow === "hidden" || overflow === "clip";
        return (hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1) || (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
      })
      .map((e) => this.name(e));
  },

  /* Lines of different texts that lie over each other by more than 2 pixels; a line's box is taken without its leading. */
  overlaps() {
    const lines = [];
    for (const element of document.body.querySelectorAll("*")) {
      const texts = this.ownText(element);
      if (!texts.length || this.isUnseen(element)) continue;
      for (const text of texts) {
        for (const box of this.lineBoxes(text)) {
          const trim = box.height / 4;
          if (box.width > 2) lines.push({ text, element, left: box.left, right: box.right, top: box.top + trim, bottom: box.bottom - trim });
        }
      }
    }
    lines.sort((a, b) => a.top - b.top);
    const over = [];
    lines.forEach((a, i) => {
      for (let j = i + 1; j < lines.length && lines[j].top < a.bottom - 2; j++) {
        const b = lines[j];
        if (a.text !== b.text && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2)
          over.push(`${this.name(a.element)} over ${this.name(b.element)}`);
      }
    });
    return over;
  },

  /* Everything the Tab key must reach, in the order of the page; each gets its number, for focused() to say. */
  controls() {
    const all = document.querySelectorAll("a[href], summary, button, input, select, textarea, [tabindex]");
    return [...all]
      .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }))
      .map((e, i) => {
        e.dataset.control = i;
        const style = getComputedStyle(e);
        e.dataset.plain = style.outlineStyle + style.outlineWidth + style.boxShadow;
        return this.name(e);
      });
  },

  /* The number of the control that has the focus (-1: a box that scrolls, null: none) and whether a person sees that it has. */
  focused() {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const box = e.getClientRects()[0] ?? e.getBoundingClientRect();
    const x = Math.min(Math.max((box.left + box.right) / 2, 0), window.innerWidth - 1);
    const onTop = document.elementFromPoint(x, (box.top + box.bottom) / 2);
    const style = getComputedStyle(e);
    const ring = style.outlineStyle + style.outlineWidth + style.boxShadow;
    const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return {
      number: e.dataset.control === undefined ? -1 : Number(e.dataset.control),
      name: this.name(e),
      isVisible: box.bottom > 0 && box.top < window.innerHeight && !!onTop && (e.contains(onTop) || onTop.contains(e)),
      hasRing: ring !== e.dataset.plain && (hasOutline || style.boxShadow !== "none"),
    };
  },

  /* Marks that a printed page is searched for: "[t3r12]" in every cell of a row, "[t3h]" in a header, "[d2]" in what a details holds,
     "[sheet]" where the part that must fit one sheet begins and ends, "[next]" where what follows it begins. */
  markForPrint() {
    const mark = (place, text, position = "absolute") => {
      const span = document.createElement("span");
      span.style.cssText = `position: ${position}; font-size: 1px`; // absolute: takes no room, the page stays as it is
      span.textContent = `[${text}]`;
      place(span);
    };
    document.querySelectorAll("table").forEach((table, t) => {
      table.querySelectorAll("thead th").forEach((cell) => mark((s) => cell.prepend(s), `t${t}h`, "static")); // only what is in the flow is repeated
      table.querySelectorAll("tbody tr").forEach((row, r) => {
        const kind = row.classList.contains("criterion") ? "g" : "r"; // g: heads the group of rows below it
        for (const cell of row.cells) {
          mark((s) => cell.prepend(s), `t${t}${kind}${r}`);
          if (cell.rowSpan === 1 && !cell.querySelector("img")) mark((s) => cell.append(s), `t${t}${kind}${r}`);
        }
      });
    });
    document.querySelectorAll("details:not([open]):not(.about, .on-screen)").forEach((details, d) => mark((s) => details.append(s), `d${d}`));
    const sheet = document.querySelector(".sheet");
    if (sheet) {
      mark((s) => sheet.prepend(s), "sheet");
      mark((s) => sheet.append(s), "sheet");
      if (sheet.nextElementSibling) mark((s) => sheet.nextElementSibling.prepend(s), "next");
    }
  },
};
