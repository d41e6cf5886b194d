(() => {
  const handed = document.getElementById("handed"), { placeholder } = handed.dataset;
  const { until, files } = document.documentElement.dataset;

  /** A set that does not know its host names a placeholder: the address bar knows better. */
  if (placeholder && /^http/.test(location.protocol)) {
    const here = new URL(".", new URL(files, location)).href;
    for (const code of handed.querySelectorAll("code")) code.textContent = code.textContent.replaceAll(placeholder, here)
      .replaceAll(new URL(placeholder).origin, new URL(here).origin);
  }

  snippets(document, handed.dataset);

  const age = () => { document.getElementById("old").hidden = Date.now() < Date.parse(until); };
  age();
  setInterval(age, 15000);
  document.documentElement.classList.add("scripted");
})();
