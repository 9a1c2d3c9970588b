// Rows of an agenda can be dragged to another place. What is sent is the form of the row's own position box, so that
// buttons, box and dragging do the same; without this script the first two remain.
const rows = document.querySelector("[data-agenda]");
const status = document.querySelector("[data-agenda-status]");
let dragged = null;

const place = (row) => [...rows.rows].indexOf(row) + 1;
const clear = () => [...rows.rows].forEach((row) => row.classList.remove("app-drop"));

for (const row of rows?.rows ?? []) {
  const box = row.querySelector("input[name=position]");
  if (!box) continue;
  row.draggable = true;
  row.classList.add("app-drag");
  row.addEventListener("dragstart", (event) => {
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
  });
  row.addEventListener("dragover", (event) => {
    if (!dragged || dragged === row) return;
    event.preventDefault();
    clear();
    row.classList.add("app-drop");
    if (status) status.textContent = `Drop to make it item ${place(row)} of ${rows.rows.length}.`;
  });
  row.addEventListener("dragend", () => {
    dragged = null;
    clear();
    if (status) status.textContent = "";
  });
  row.addEventListener("drop", (event) => {
    if (!dragged || dragged === row) return;
    event.preventDefault();
    const own = dragged.querySelector("input[name=position]");
    own.value = String(place(row));
    own.form.requestSubmit(own.form.querySelector("button[value=place]"));
  });
}
