(() => {
  const handed = document.getElementById("handed"), said = document.getElementById("said");
  const { placeholder, copied, notCopied } = handed.dataset, { until, files } = document.documentElement.dataset;

  /** A set that does not know its host names a placeholder: the address bar knows better. */
  if (placeholder && /^http/.test(location.protocol)) {
    const here = new URL(".", new URL(files, location)).href;
    for (const code of handed.querySelectorAll("code")) code.textContent = code.textContent.replaceAll(placeholder, here)
      .replaceAll(new URL(placeholder).origin, new URL(here).origin);
  }

  handed.addEventListener("click", async ({ target }) => {
    if (!target.classList.contains("copy")) return;
    const code = target.parentElement.querySelector("code");
    let done = true;
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      done = document.execCommand("copy");
    }
    said.textContent = done ? copied : notCopied;
    if (done) target.textContent = copied;
  });

  addEventListener("message", ({ source, data }) => {
    const frame = document.querySelector("iframe");
    if (source === frame.contentWindow && data?.height) frame.style.height = `${Math.min(data.height, 6000)}px`;
  });

  const age = () => { document.getElementById("old").hidden = Date.now() < Date.parse(until); };
  age();
  setInterval(age, 15000);
  document.documentElement.classList.add("scripted");
})();
