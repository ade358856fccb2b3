// What a page does in the browser, without asking the server: it keeps the focus where people
// are, never calls a value saved that is not, and says once that there is no line.

const SURVEY = '[class*="st-key-screen-"] h1'
const PATIENCE = 250 // milliseconds in which a list or a calendar gives the focus back by itself

let asked // the heading of the survey that was drawn last
let held // what had the focus last

/** A status belongs to a value: another one that was chosen or typed meanwhile is not saved. */
function judge() {
  for (const status of document.querySelectorAll("[data-of]")) {
    const field = document.querySelector(`.${CSS.escape(status.dataset.of)}`)
    const now = field && value(field)
    if (now == null || now.text === normal(status.dataset.holds)) delete status.dataset.instead
    else status.dataset.instead = now.typed ? "Not saved yet" : "Saving…"
  }
}

/** What a field holds: the place of the option that is chosen, or the text. */
function value(field) {
  const typed = field.querySelector("textarea, input:not([type=radio])")
  if (typed) return { text: normal(typed.value), typed: true }
  return { text: field.querySelector("input:checked")?.value ?? "", typed: false }
}

function normal(text) {
  return text.trim().replaceAll("\r\n", "\n")
}

/** A new question has the focus, and so has the heading wherever what had it is gone. */
function follow() {
  const headings = document.querySelectorAll("h1")
  if (headings.length !== 1) return // between two screens
  const [heading] = headings
  if (heading.matches(SURVEY)) {
    const before = asked
    asked = heading.innerText
    if (before !== undefined && before !== asked) focus(heading)
  }
  if (fallen()) setTimeout(() => fallen() && focus(document.querySelector("h1")), PATIENCE)
}

function fallen() {
  return held && !held.isConnected && document.activeElement === document.body
}

function focus(heading) {
  if (!heading) return
  heading.tabIndex = -1
  heading.focus({ preventScroll: true })
}

/** While the line is cut, our own sentence says so; Streamlit's is put away. */
function connect() {
  if (document.querySelector('.stApp[data-test-connection-state="CONNECTED"]')) return
  const error = [...document.querySelectorAll('[role="dialog"]')]
    .find((dialog) => dialog.querySelector("h2")?.textContent === "Connection error")
  error?.querySelector('button[aria-label="Close"]')?.click()
}

document.addEventListener("focusin", (event) => { held = event.target })
document.addEventListener("input", judge)
new MutationObserver(() => { judge(); follow(); connect() }).observe(document.body, {
  childList: true,
  subtree: true,
  attributeFilter: ["data-selected"], // what marks an option as chosen, after any event of it
})

export default judge
