/** The server's arithmetic: a number is [digits, decimals], because a float has not the digits of a sum of money. */
const exact = text => {
  const [, whole, part = "", power = 0] = /^-?(\d*)\.?(\d*)(?:e(.+))?$/i.exec(text);
  return [BigInt(whole + part), part.length - power];
};

const ten = power => 10n ** BigInt(Math.max(power, 0));
const times = ([one, places], [other, more]) => [one * other, places + more];
const same = ([one, places], [other, more]) => one * ten(more - places) === other * ten(places - more);
const magnitude = ([digits, decimals]) => `${digits}`.length - 1 - decimals;

/** A number divided by whole ones, to so many decimals, half even. */
const rounded = ([digits, decimals], by, places) => {
  const over = digits * ten(places - decimals), under = by * ten(decimals - places);
  const found = over / under, rest = 2n * (over % under);
  return [found + (rest > under || rest === under && found % 2n ? 1n : 0n), places];
};

/** An amount of one currency in another: to 12 digits, or to more where it was given with more or money needs them. */
const converted = (amount, over, under, usual) => {
  const [digits, decimals] = times(amount, over), product = [digits, decimals - under[1]], by = under[0];
  if (!product[0]) return [0n, 0];
  const size = magnitude([product[0] * ten(80) / by, product[1] + 80]), twelve = rounded(product, by, 11 - size);
  const given = `${amount[0]}`.replace(/0+$/, "").length;
  return rounded(product, by, Math.max(12, given, magnitude(twelve) + 1 + usual) - 1 - size);
};

/** An amount of money as it is shown. */
const shown = (number, usual) => {
  const size = magnitude(number);
  return rounded(number, 1n, Math.max(usual, size < 0 ? 3 - size : Math.min(4, 6 - size)));
};

const plain = ([digits, decimals]) => {
  const text = `${digits * ten(-decimals)}`.padStart(decimals + 1, 0), point = text.length - Math.max(decimals, 0);
  return `${text.slice(0, point)}.${text.slice(point)}`;
};

const converter = (form, { lang, dataset }) => {
  if (!form) return;
  const { amount, from, to } = form.elements, result = form.querySelector("output");
  const written = (number, least) => new Intl.NumberFormat(`${lang}-u-nu-${dataset.digits}`, { minimumFractionDigits: least, maximumFractionDigits: 20 })
    .format(plain(number));
  const convert = () => {
    const [{ rate, decimals = 2 }, { rate: other }] = [to, from].map(select => select.selectedOptions[0].dataset);
    if (!(amount.valueAsNumber >= 0 && rate && other)) return result.value = "—";
    const value = exact(amount.value), over = exact(rate), under = exact(other), itself = from.value === to.value;
    const found = itself ? value : shown(converted(value, over, under, +decimals), +decimals);
    const sign = same(times(value, over), times(found, under)) ? "=" : "≈";
    result.value = `${written(value)} ${from.value} ${sign} ${written(found, itself ? 0 : +decimals)} ${to.value}`;
  };
  form.addEventListener("input", convert);
  form.addEventListener("submit", event => { event.preventDefault(); convert(); });
};
