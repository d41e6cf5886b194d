/** Within a box: a button of a snippet copies it, and a framed preview gets the height that it tells. */
const snippets = (box, { copied, notCopied }) => {
  box.addEventListener("click", async ({ target }) => {
    if (!target.classList.contains("copy")) return;
    const code = target.parentElement.querySelector("code");
    let done = true;
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      done = document.execCommand("copy");
    }
    document.getElementById("said").textContent = done ? copied : notCopied;
    if (done) target.textContent = copied;
  });

  addEventListener("message", ({ source, data }) => {
    const frame = box.querySelector("iframe");
    if (frame && source === frame.contentWindow && data?.height) frame.style.height = `${Math.min(data.height, 6000)}px`;
  });
};
