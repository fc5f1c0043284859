"use strict";
(() => {
  const tools = document.getElementById("tools");
  if (!tools) return;
  const check = document.getElementById("check");
  const since = document.getElementById("since");
  const words = document.getElementById("find");
  const shown = document.getElementById("shown");
  const rows = Array.from(document.querySelectorAll(".pairs tbody tr"));
  const groups = Array.from(document.querySelectorAll(".groups tbody tr"));
  tools.hidden = false;

  const fits = (one) =>
    (!check.value || one.dataset.check === check.value) && (!since || !since.value || one.dataset.since === since.value);

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const narrowed = check.value || (since && since.value);
    let count = 0;
    for (const row of rows) {
      let found = 0;
      for (const item of row.querySelectorAll(".findings li")) {
        item.hidden = !fits(item);
        found += !item.hidden;
      }
      const text = wanted.length ? row.textContent.toLowerCase() : "";
      row.hidden = Boolean(narrowed && !found) || !wanted.every((word) => text.includes(word));
      count += !row.hidden;
    }
    for (const group of groups) group.hidden = !fits(group);
    shown.textContent = `${count} of ${rows.length} pairs`;
  };
  check.addEventListener("change", filter);
  if (since) since.addEventListener("change", filter);
  words.addEventListener("input", filter);
  filter();
})();
