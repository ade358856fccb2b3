// Says on the page that it has no connection, and what to do; silent as long as one comes about.
// Streamlit itself shows grey bars for as long as its WebSocket is refused.
(() => {
  const PATIENCE = 8000; // milliseconds from the first attempt that failed
  const PLAIN = "This page has no connection to posdash. Check yours, then load the page again.";
  const Plain = window.WebSocket;
  let open = 0, timer, note;

  function silence() {
    clearTimeout(timer);
    timer = undefined;
    note?.remove();
    note = undefined;
  }

  async function say() {
    const answer = await fetch("/connection", { cache: "no-store" }).catch(() => undefined);
    const text = answer?.ok ? await answer.text() : PLAIN;
    if (open || note) return;
    note = document.createElement("div");
    note.setAttribute("role", "alert");
    note.style.cssText =
      "position: fixed; inset: 0 0 auto; z-index: 1000000; padding: 1rem; " +
      "font: 1rem/1.5 system-ui, sans-serif; color: #1F2933; background: #FCFBF9; " +
      "border-bottom: 3px solid #2F6F8F; overflow-wrap: anywhere;";
    note.textContent = text;
    document.body.append(note);
  }

  window.WebSocket = class extends Plain {
    constructor(...how) {
      super(...how);
      let opened = false;
      this.addEventListener("open", () => {
        opened = true;
        open += 1;
        silence();
      });
      this.addEventListener("close", () => {
        if (opened) open -= 1;
        else if (!open) timer ??= setTimeout(say, PATIENCE);
      });
    }
  };
})();
