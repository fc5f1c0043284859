"use strict";
(() => {
  const block = document.getElementById("data");
  if (!block) return;
  const { articles, findings, texts } = JSON.parse(block.textContent);
  const PAGE = 100, LIMIT = "limit";
  const VERDICTS = ["pass", "review", "fail"], SEVERITIES = ["note", "warning", "error"];
  const SIGNS = { pass: "✓", review: "!", fail: "✕", note: "i", warning: "!", error: "✕" };
  const number = new Intl.NumberFormat("en").format;
  const capital = (word) => word[0].toUpperCase() + word.slice(1);

  // Everything that comes from an article is text here, never markup.
  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  };
  const link = (text, address) => {
    if (!address) return text;
    const element = make("a", "", text);
    element.href = address;
    return element;
  };
  const labelled = (cell, label) => { cell.dataset.label = label; return cell; };
  const heading = (...children) => { const cell = make("th", "", ...children); cell.scope = "row"; return cell; };
  const joined = (parts) => parts.filter((part) => part !== "").flatMap((part, i) => (i ? [" · ", part] : [part]));

  /* A table shown a page at a time. rows: indices into data; fits(i) filters; keys[column](i) sorts. */
  const table = (id, size, build, fits, keys) => {
    const element = document.getElementById(id);
    const tools = document.getElementById(id + "-tools"), pager = document.getElementById(id + "-pager");
    const shown = document.getElementById(id + "-shown");
    const [back, where, on] = pager.children;
    const all = Array.from({ length: size }, (_, i) => i);
    let order = all, fitting = all, page = 0;
    const draw = () => {
      const pages = Math.max(1, Math.ceil(fitting.length / PAGE));
      page = Math.min(Math.max(page, 0), pages - 1);
      element.tBodies[0].replaceChildren(...fitting.slice(page * PAGE, (page + 1) * PAGE).map(build));
      shown.textContent = `${number(fitting.length)} of ${number(size)} shown`;
      pager.hidden = pages < 2;
      where.textContent = `Page ${number(page + 1)} of ${number(pages)}`;
      back.disabled = page === 0;
      on.disabled = page === pages - 1;
    };
    const filter = () => { fitting = order.filter(fits()); page = 0; draw(); };
    back.addEventListener("click", () => { page -= 1; draw(); });
    on.addEventListener("click", () => { page += 1; draw(); element.scrollIntoView(); });
    for (const field of tools.querySelectorAll("input, select")) field.addEventListener("input", filter);
    Array.from(element.tHead.rows[0].cells).forEach((head, column) => {
      if (!keys[column]) return;
      const button = make("button", "", head.textContent);
      button.type = "button";
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const values = all.map(keys[column]);
        const numeric = typeof values[0] === "number";
        const before = head.getAttribute("aria-sort");
        const first = numeric ? "descending" : "ascending", other = numeric ? "ascending" : "descending";
        const wanted = before === first ? other : first;
        for (const cell of element.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", wanted);
        const sign = wanted === "ascending" ? 1 : -1;
        const compare = numeric ? (a, b) => a - b : new Intl.Collator("en").compare;
        order = all.slice().sort((a, b) => sign * compare(values[a], values[b]) || a - b);
        filter();
      });
    });
    tools.hidden = false;
    filter();
    return filter;
  };
  const field = (id) => document.getElementById(id);
  const wordsOf = (id) => field(id).value.toLowerCase().split(/\s+/).filter(Boolean);

  const article = (i) => {
    const [title, id, source, file, run, brief, qa, changed] = articles[i].slice(0, 8).map((n) => texts[n]);
    const [reused, verdict, ...counts] = articles[i].slice(8);
    const details = joined([file, id, source, run, qa ? link("side by side", qa) : "", reused ? "done before" : ""]);
    const row = make("tr", "", heading(link(title, brief), " ", make("span", "reason", ...details),
      changed ? make("span", "reason since", changed) : null));
    const name = VERDICTS[verdict];
    row.append(labelled(make("td", "", make("span", "badge " + name, `${SIGNS[name]} ${capital(name)}`)), "Verdict"));
    ["Sentences", "Facts", "Errors", "Warnings", "Notes", "Repairs"].forEach((label, k) => {
      const many = k === 2 || k === 3 ? " many-" + label.toLowerCase() : "";
      row.append(labelled(make("td", "num" + (counts[k] ? many : " zero"), number(counts[k])), label));
    });
    row.append(labelled(make("td", "num", counts[6].toFixed(1)), "Seconds"));
    return row;
  };
  const haystack = (row, columns) => columns.map((c) => texts[row[c]]).join("\n").toLowerCase();
  table("articles", articles.length, article, () => {
    const words = wordsOf("articles-find"), verdict = field("articles-verdict").value;
    return (i) => (!verdict || VERDICTS[articles[i][9]] === verdict) &&
      (!words.length || (() => { const text = haystack(articles[i], [0, 1, 2, 3, 4]); return words.every((w) => text.includes(w)); })());
  }, [(i) => texts[articles[i][0]], ...[9, 10, 11, 12, 13, 14, 15, 16].map((column) => (i) => articles[i][column])]);

  const marked = (lang, severity, text, start, end) => {
    const cell = make("td", "text", text.slice(0, start), start < end ? make("mark", "fact " + severity, text.slice(start, end)) : "", text.slice(end));
    cell.lang = lang;
    if (lang === "de") cell.translate = false;
    return cell;
  };
  const finding = (i) => {
    const row = findings[i], severity = SEVERITIES[row[0]];
    const [title, id, file, address, state, reason] = row.slice(10, 16).map((n) => texts[n]);
    const expected = texts[row[3]];
    const english = marked("en", severity, texts[row[7]], row[8], row[9]);
    if (expected) english.append(make("span", "expected", "Expected: " + expected));
    const said = state === "open" ? "" : make("span", "reason", reason ? `${capital(state)}: ${reason}` : capital(state));
    return make("tr", "",
      labelled(make("td", "", make("span", "sev " + severity, `${SIGNS[severity]} ${severity}`), said), "Severity"),
      heading(make("span", "check-id", texts[row[1]]), make("span", "reason", texts[row[2]])),
      marked("de", severity, texts[row[4]], row[5], row[6]), english,
      make("td", "", link(title, address), " ", make("span", "reason", ...joined([file, id]))));
  };
  if (!findings.length) return;
  let limit = null; // the one whose findings are shown: what it counts depends on the policy, not on the severity alone
  const held = (row) => row[16] && limit.severities.includes(SEVERITIES[row[16] - 1]) && (row[17] || !limit.approved);
  const refilter = table("found", findings.length, finding, () => {
    const words = wordsOf("found-find"), severity = field("found-severity").value;
    const check = field("found-check").value, state = field("found-state").value;
    return (i) => {
      const row = findings[i], name = texts[row[1]], said = texts[row[14]];
      if (severity === LIMIT ? !held(row) : severity && severity !== SEVERITIES[row[0]]) return false;
      if (check && name !== check && name.split(".")[0] !== check) return false;
      if (state === "counts" ? said === "dismissed" : state && said !== state) return false;
      if (!words.length) return true;
      const text = haystack(row, [1, 2, 3, 4, 7, 10, 11, 12]);
      return words.every((word) => text.includes(word));
    };
  }, [(i) => findings[i][0], (i) => texts[findings[i][1]], null, null, (i) => texts[findings[i][10]]]);

  // From a broken limit to its findings.
  for (const element of document.querySelectorAll("a[data-severities]")) {
    element.addEventListener("click", () => {
      const choose = (id, value, words) => {
        const select = field(id);
        if (!Array.from(select.options).some((option) => option.value === value)) select.add(new Option(words, value));
        select.value = value;
      };
      limit = { severities: element.dataset.severities.split(" "), approved: "approved" in element.dataset };
      choose("found-severity", LIMIT, "what the limit counts");
      choose("found-check", element.dataset.check, element.dataset.check);
      field("found-find").value = "";
      field("found-state").value = "counts";
      refilter();
    });
  }
})();
