// Keys, lit partners and small comforts. Everything here can also be done by pointer or by Tab and Enter.
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (node) => node instanceof Element && node.matches("input:not([type=radio]):not([type=checkbox]):not([type=submit]), textarea, select, [contenteditable]");
  const say = (text) => { const line = one("#say"); if (line) { line.textContent = text; clearTimeout(say.later); say.later = setTimeout(() => { line.textContent = ""; }, 6000); } };

  // Stops: the rows of a list, or the findings and sentences of a brief, in the order of the page.
  const stops = () => { const rows = all("[data-row]"); return rows.length ? rows : all("[data-stop]"); };
  const current = (list) => {
    let node = document.activeElement;
    while (node && node !== document.body) { const at = list.indexOf(node); if (at >= 0) return at; node = node.parentElement; }
    return list.findIndex((item) => item.classList.contains("current"));
  };
  const go = (list, at) => {
    const item = list[Math.max(0, Math.min(list.length - 1, at))];
    if (!item) return;
    list.forEach((other) => other.classList.toggle("current", other === item));
    const target = one("[data-focus]", item) || item;
    if (!target.hasAttribute("tabindex") && !target.matches("a, button")) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => { const list = stops(); const at = current(list); go(list, at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by); };
  const nextOpen = (by) => {
    const list = all(".findings > .is-open[data-stop]");
    if (!list.length) { say("Nothing is open."); return; }
    const at = current(list);
    if (at >= 0) { go(list, (at + by + list.length) % list.length); return; }
    const from = document.activeElement;
    const after = list.findIndex((item) => from.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING);
    go(list, after < 0 ? 0 : after);
  };
  const action = (key) => {
    const list = stops();
    const at = current(list);
    const places = [];
    for (let node = at >= 0 ? list[at] : null; node && node !== document.body; node = node.parentElement) places.push(node);
    if (!places.length) places.push(document.body);
    for (const place of places) {
      if (place.id === "main") break;
      const own = all(`[data-key="${key}"]`, place).find((node) => node.closest("[data-row], [data-stop]") === place || place.matches("[data-row]"));
      if (own) return own;
    }
    return all(`[data-key="${key}"]`).find((node) => !node.closest("[data-row], [data-stop]")) || null;
  };

  // What is chosen: briefs in the queue, findings of a brief, the words of a check. One is chosen with x or a click, a
  // row of them with Shift and a click, all with X; a bar says how many, and its keys come before those of a single one.
  const boxes = () => all(".choose");
  const chosen = () => all(".choose:checked");
  const every = () => one("[data-every]:checked");
  let last = null;
  const counted = () => {
    const bar = one(".bulk");
    if (!bar) return;
    const number = chosen().length;
    bar.classList.toggle("on", number > 0 || Boolean(every()));
    const text = every() ? "All of this filter" : `${number} chosen`;
    const told = one("[data-chosen]", bar);
    if (told && told.textContent !== text) told.textContent = text;
    all(".choose").forEach((box) => { const row = box.closest("[data-row], .findings > li"); if (row) row.classList.toggle("is-chosen", box.checked); });
  };
  const choose = (which, on) => { which.forEach((box) => { box.checked = on; }); counted(); };
  const chooseAll = () => {
    const at = stops()[current(stops())];
    const mine = at && one(".choose[data-kind]", at);
    const first = mine || chosen()[0];
    const kind = first && first.dataset.kind;
    choose(boxes().filter((box) => !kind || box.dataset.kind === kind), true);
  };
  const chooseNone = () => { const all_ = every(); if (all_) all_.checked = false; choose(boxes(), false); };
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.matches(".choose")) {
      const list = boxes();
      if (event.shiftKey && last && list.includes(last)) {
        const [from, to] = [list.indexOf(last), list.indexOf(event.target)].sort((a, b) => a - b);
        choose(list.slice(from, to + 1), event.target.checked);
      }
      last = event.target;
    }
    if (event.target.closest("[data-all]")) chooseAll();
    if (event.target.closest("[data-none]")) chooseNone();
  });
  document.addEventListener("change", (event) => { if (event.target.matches(".choose, [data-every]")) counted(); });
  document.addEventListener("DOMContentLoaded", counted);

  const keysOn = () => { try { return localStorage.getItem("wortlaut-keys") !== "off"; } catch { return true; } };
  const help = () => { const box = one("#help"); if (box) { one("#keys-on", box).checked = keysOn(); box.showModal(); } };
  document.addEventListener("keydown", (event) => {
    const editor = event.target instanceof Element ? event.target.closest("[data-editor]") : null;
    if (editor && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); editor.requestSubmit(); return; }
    if (editor && event.key === "Escape") { event.preventDefault(); one("[data-escape]", editor).click(); return; }
    if (event.key === "Escape" && typing(event.target)) { event.preventDefault(); event.target.blur(); return; }  // a search field would empty itself
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || one("dialog[open]") || !keysOn()) return;
    const moves = { j: () => step(1), k: () => step(-1), n: () => nextOpen(1), p: () => nextOpen(-1), "?": help };
    if (event.key in moves) { event.preventDefault(); moves[event.key](); return; }
    if (event.key === "Escape") {
      if (chosen().length || every()) { event.preventDefault(); chooseNone(); return; }
      const leave = one("[data-escape-page]");
      if (leave) { event.preventDefault(); leave.click(); }
      return;
    }
    if (event.key === "X" && boxes().length) { event.preventDefault(); chooseAll(); return; }
    if (/^[1-9]$/.test(event.key)) { const radio = one(`[data-number="${event.key}"]`); if (radio) { event.preventDefault(); radio.click(); radio.focus(); } return; }
    if (chosen().length || every()) {
      const does = one(`.bulk [data-key="${event.key}"]`);
      if (does) { event.preventDefault(); does.click(); return; }
    }
    if (event.key === "d" && one("#rows")) {  // one brief of the queue: chosen, and set aside
      const box = one(".choose", stops()[current(stops())] || document.createElement("p"));
      const does = one('.bulk [data-key="d"]');
      if (box && does) { event.preventDefault(); choose([box], true); does.click(); }
      return;
    }
    if (event.key === "g") { const queue = one(".masthead .name"); if (queue) queue.click(); return; }
    if (!/^[a-z/]$/.test(event.key)) return;
    const node = action(event.key);
    if (!node || node.closest(".bulk")) return;
    event.preventDefault();
    if (node.matches(".choose")) { node.click(); last = node; } else if (node.matches("input")) { node.focus(); node.select(); } else { node.click(); }
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-help]")) help();
    const offered = event.target.closest("[data-text]");
    if (offered) { const area = one("textarea", offered.closest("form")); area.value = offered.dataset.text; area.focus(); area.dispatchEvent(new Event("input", { bubbles: true })); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "keys-on") { try { localStorage.setItem("wortlaut-keys", event.target.checked ? "on" : "off"); } catch { /* private window */ } }
  });

  // Partners: the same number on the other side of a sentence; a sentence of the brief and the rows it rests on.
  const light = (node) => {
    all(".lit").forEach((lit) => lit.classList.remove("lit"));
    if (!(node instanceof Element)) return;
    const fact = node.closest(".fact");
    const pair = node.closest(".pair");
    const number = fact && [...fact.classList].find((name) => /^n\d+$/.test(name));
    if (number && pair) all(`.fact.${number}`, pair).forEach((mate) => mate.classList.add("lit"));
    const sentence = node.closest("[data-rows]");
    if (sentence) sentence.dataset.rows.trim().split(" ").forEach((id) => { const row = id && document.getElementById(id); if (row) row.classList.add("lit"); });
    if (pair && !sentence) all("[data-rows]").filter((line) => line.dataset.rows.split(" ").includes(pair.id)).forEach((line) => line.classList.add("lit"));
  };
  document.addEventListener("mouseover", (event) => light(event.target));
  document.addEventListener("focusin", (event) => light(event.target));

  // What is being written outlives a page that is drawn anew, a session that has ended, and a slip of the hand.
  const name = (of) => `wortlaut-draft ${of.item} ${of.sentence}`;
  const stored = (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } };
  const forget = (of) => { try { sessionStorage.removeItem(name(of)); } catch { /* private window */ } };
  const quiet = new Set();  // drafts whose editors are opened again: they do not take the focus
  let leaving = null;
  let allowed = false;
  const unsaved = () => all("[data-editor] textarea").some((area) => area.value !== area.defaultValue || area.dataset.restored);
  const restore = (editor) => {
    const draft = stored(name(editor.dataset));
    const area = one("textarea", editor);
    if (!draft || draft.text === area.value) return;
    area.value = draft.text;
    area.dataset.restored = "1";
    one("[name=before]", editor).value = draft.before;  // a text that was changed since is a conflict, not overwritten
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const reopen = () => {
    const sheet = one("#sheet");
    if (!sheet) return;
    for (const link of all('.edit > a[data-key="e"]', sheet)) {
      const of = { item: sheet.dataset.item, sentence: new URL(link.href).searchParams.get("edit") };
      if (!stored(name(of))) continue;
      quiet.add(name(of));
      link.click();
    }
  };
  document.addEventListener("input", (event) => {
    const editor = event.target instanceof Element && event.target.matches("textarea") && event.target.closest("[data-editor]");
    if (!editor) return;
    try { sessionStorage.setItem(name(editor.dataset), JSON.stringify({ before: one("[name=before]", editor).value, text: event.target.value })); } catch { /* private window */ }
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const cancel = event.target.closest("[data-escape]");
    if (cancel) { leaving = cancel.closest(".edit"); forget(cancel.closest("[data-editor]").dataset); }
    const done = event.target.closest("a[data-done]");
    if (done) forget({ item: done.dataset.done, sentence: done.dataset.sentence });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-done]")) forget({ item: event.target.dataset.done, sentence: event.target.dataset.sentence });
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const editor = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (editor && editor.matches("[data-editor]") && event.detail.xhr.status === 200) forget(editor.dataset);
  });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target.id === "main") reopen(); });
  document.addEventListener("htmx:beforeOnLoad", (event) => { if (event.detail.xhr.status === 401) allowed = true; });
  window.addEventListener("beforeunload", (event) => { if (!allowed && unsaved()) event.preventDefault(); });

  // After a change of the page the place where one was is where one is.
  let place = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const stop = event.target instanceof Element && event.target.closest("[data-stop], [data-row]");
    if (stop) { const list = all(".findings > .is-open[data-stop]"); place = { id: stop.id, row: (stop.closest(".pair, .headline-edit") || stop).id, next: (list[list.indexOf(stop) + 1] || {}).id }; }
  });
  let row = "";
  let kept = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const here = event.detail.target.id === "queue" && one("#queue .entry:focus-within .headline");
    row = here ? here.getAttribute("href") : "";
    kept = chosen().map((box) => box.value);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "queue") choose(boxes().filter((box) => kept.includes(box.value)), true);
    else counted();
    if (target.id === "queue" && row) {
      const rows = stops();
      go(rows, Math.max(0, rows.findIndex((entry) => one(`.headline[href="${CSS.escape(row)}"]`, entry))));
      return;
    }
    all("[data-editor]", target).forEach(restore);
    const back = target.matches(".edit") && !one("textarea", target) && target.closest("[data-stop]");
    if (back && back.contains(leaving)) { leaving = null; go(stops(), stops().indexOf(back)); return; }  // out of the edit, back to its sentence
    const area = one("textarea[autofocus]", target);
    if (area && area.closest("[data-editor]") && quiet.delete(name(area.closest("[data-editor]").dataset))) return;
    if (area) { area.focus(); area.setSelectionRange(area.value.length, area.value.length); return; }
    if (target.id !== "main" || !place) return;
    const there = place.id && document.getElementById(place.id);
    const settled = there && there.matches("[data-state]:not([data-state=open])");  // htmx brings classes up to date only later
    const still = there && there.matches("[data-stop]") && !settled ? there : document.getElementById(place.next || "") || document.getElementById(place.row || "");
    place = null;
    if (still) go(stops(), stops().indexOf(still));
  });
  document.addEventListener("htmx:beforeRequest", (event) => { if (!["main", "queue"].includes(event.detail.target.id)) return; const line = one("#say"); if (line) line.textContent = ""; });
  document.addEventListener("said", (event) => say(event.detail.value));
  document.addEventListener("htmx:sendError", () => say("The desk does not answer. Nothing was saved; try again."));
  document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.status === 403 ? "Not allowed. Load the page again." : `That did not work (${event.detail.xhr.status}). Load the page again.`));

  // A file can be dropped anywhere on its form.
  const drop = one("[data-drop]");
  if (drop) {
    for (const kind of ["dragover", "dragleave", "drop"]) drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) one("input[type=file]", drop).files = event.dataTransfer.files;
    });
  }
  const line = one("#say");
  if (line && line.textContent) say(line.textContent);
  const here = new URL(location.href);
  if (here.searchParams.has("said")) {  // said once, and not again when the page is loaded again
    here.searchParams.delete("said");
    here.searchParams.delete("of");
    history.replaceState(history.state, "", here);
  }
  all("[data-editor]").forEach(restore);
  document.addEventListener("DOMContentLoaded", reopen);
})();
