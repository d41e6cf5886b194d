const converter = (form, { lang, dataset }) => {
  if (!form) return;
  const { amount, from, to } = form.elements, result = form.querySelector("output");
  const written = (value, most) => new Intl.NumberFormat(`${lang}-u-nu-${dataset.digits}`, { maximumFractionDigits: most }).format(value);
  const shown = value => {
    const places = value ? Math.min(value < 1 ? 20 : 4, (value < 1 ? 3 : 6) - Math.floor(Math.log10(value))) : 0;
    return written(places < 0 ? Math.round(value * 10 ** places) / 10 ** places : value, Math.max(places, 0));
  };
  const convert = () => {
    const value = amount.valueAsNumber, rate = select => select.selectedOptions[0].dataset.rate;
    result.value = value >= 0 && rate(from) && rate(to)
      ? `${written(value, 6)} ${from.value} = ${shown(value * rate(to) / rate(from))} ${to.value}` : "—";
  };
  form.addEventListener("input", convert);
  form.addEventListener("submit", event => { event.preventDefault(); convert(); });
};
