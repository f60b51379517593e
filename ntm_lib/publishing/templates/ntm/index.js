"use strict";
// Search and sort for the district's tables. The page is whole without it: the search box and what sorts are made here.
(() => {
  const collator = new Intl.Collator("vi", { numeric: true });
  const SEARCH_FROM = 13; // rows; fewer are seen at a glance

  // "Hương Hữu" and "huong huu" are one name: letters without marks, đ as d.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();

  const made = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const addSearch = (table) => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < SEARCH_FROM) return;
    const unit = table.dataset.searchable;
    const names = rows.map((row) => ` ${plain(row.cells[0].textContent)}`);
    const input = made("input", { type: "search", autocomplete: "off", spellcheck: false });
    const count = made("span", { role: "status", className: "found" });
    const show = () => {
      const wanted = plain(input.value);
      let found = 0;
      rows.forEach((row, index) => {
        const fits = names[index].includes(` ${wanted}`);
        row.classList.toggle("filtered", !fits); // a class, not `hidden`: print shows every row
        found += fits;
      });
      count.textContent = `${found}/${rows.length} ${unit}`;
    };
    input.addEventListener("input", show);
    show();
    const label = made("label", {}, `Tìm ${unit} `, input);
    table.closest(".scroll").before(made("p", { className: "search" }, label, " ", count));
  };

  // A number where the cell has one, else its text; null where it has no value.
  const valueOf = (row, index) => {
    const cell = row.cells[index];
    if (cell.dataset.value === undefined) return cell.textContent.trim();
    return cell.dataset.value === "" ? null : Number(cell.dataset.value);
  };

  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b));

  const sortBy = (table, heading, sign) => {
    const index = heading.cellIndex;
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [valueOf(row, index), row]);
    rows.sort(([a], [b]) => (a === null || b === null ? (a === null) - (b === null) : sign * compare(a, b)));
    body.append(...rows.map(([, row]) => row));
    table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
  };

  // "9 Nhà ở dân cư" where the heading is the number alone
  const nameOf = (heading) => {
    const short = heading.querySelector("abbr");
    return `${heading.textContent.trim()} ${short ? short.title : ""}`.trim();
  };

  // A list after the table, for keyboard and voice: it does not stand in the way of the content. A pointer may press a heading, too.
  const addSorting = (table) => {
    const headings = [...table.querySelectorAll("th[data-sort]")];
    const asGiven = [...table.tBodies[0].rows];
    const choice = made("select", {}, made("option", { value: "" }, "thứ tự của trang"));
    choice.append(...headings.map((heading, number) => made("option", { value: String(number) }, nameOf(heading))));
    const turn = made("button", { type: "button", disabled: true }, "Đảo thứ tự");
    const sort = (heading) => {
      const sign = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      choice.value = String(headings.indexOf(heading));
      turn.disabled = false;
      sortBy(table, heading, sign);
    };
    const asChosen = () => {
      headings.forEach((heading) => heading.removeAttribute("aria-sort"));
      if (choice.value !== "") return sort(headings[choice.value]);
      turn.disabled = true;
      table.tBodies[0].append(...asGiven);
    };
    choice.addEventListener("change", asChosen);
    turn.addEventListener("click", () => sort(headings[choice.value]));
    headings.forEach((heading) => heading.addEventListener("click", () => sort(heading)));
    table.classList.add("sortable");
    const label = made("label", {}, "Xếp theo ", choice);
    table.closest(".scroll").after(made("p", { className: "search" }, label, " ", turn));
  };

  document.querySelectorAll("table[data-searchable]").forEach(addSearch);
  document.querySelectorAll("table[data-sortable]").forEach(addSorting);
})();
