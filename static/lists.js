/* A list by keyboard (j, k, Enter, x) and what its ticked rows add up to. Everything else works without this file. */
(function () {
  "use strict";

  var list = document.querySelector("[data-list]");
  if (!list) { return; }
  var rows = Array.from(list.querySelectorAll("[data-row]"));
  var boxes = Array.from(list.querySelectorAll("input[name='row']"));
  var every = list.querySelector("[data-every]");
  var tally = list.querySelector("[data-selected]");

  function yuan(fen) {
    return (fen / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  }

  function count() {
    if (!tally) { return; }
    var ticked = boxes.filter(function (box) { return box.checked; });
    tally.hidden = ticked.length === 0 || every.checked;
    list.querySelector("[data-bulk]").hidden = ticked.length === 0 && !every.checked;
    list.querySelector("[data-none-selected]").hidden = ticked.length > 0 || every.checked;
    tally.querySelector("[data-selected-count]").textContent = ticked.length;
    tally.querySelectorAll("[data-selected-sum]").forEach(function (place) {
      var at = Number(place.dataset.selectedSum);
      place.textContent = yuan(ticked.reduce(function (sum, box) { return sum + Number(box.dataset.fen.split(",")[at] || 0); }, 0));
    });
    boxes.forEach(function (box) { box.closest("tr").classList.toggle("list-ticked", box.checked || every.checked); });
  }
  list.addEventListener("change", function () { window.setTimeout(count, 0); });
  window.addEventListener("pageshow", count);

  // A click on a row ticks it, unless it is meant for a link.
  list.addEventListener("click", function (event) {
    var row = event.target.closest("[data-row]");
    var box = row && row.querySelector("input[name='row']");
    if (!box || event.target.closest("a, input, button, label") || String(window.getSelection())) { return; }
    box.checked = !box.checked;
    count();
  });

  // j and k go from row to row, x ticks, Enter opens: the link of the row has the focus, so Enter is its own.
  function current() { return rows.indexOf(document.activeElement && document.activeElement.closest("[data-row]")); }
  function go(to) {
    var row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    var target = row && (row.querySelector("a[data-open]") || row.querySelector("a, input"));
    if (target) { target.focus(); row.scrollIntoView({ block: "nearest" }); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select, input:not([type='checkbox'])")) { return; }
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      go(current() + (event.key === "j" ? 1 : current() < 0 ? 1 : -1));
    } else if (event.key === "x" && current() >= 0) {
      var box = rows[current()].querySelector("input[name='row']");
      if (box) { event.preventDefault(); box.checked = !box.checked; count(); }
    }
  });

  // An open menu closes by Escape and by a click elsewhere.
  document.addEventListener("keydown", function (event) {
    var open = event.key === "Escape" && list.querySelector("details.list-menu[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
  document.addEventListener("click", function (event) {
    list.querySelectorAll("details.list-menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
})();
