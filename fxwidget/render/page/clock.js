// The time as an open page knows it, and what it shows by address. For page, element and chart.

/** Milliseconds that have passed, by whichever clock says more: a sleeping machine stops one, a visitor turns the other. */
let time = 0;
let wall = Date.now();
let steady = performance.now();
const passed = () => {
  const date = Date.now(), now = performance.now();
  time += Math.max(date - wall, now - steady, 0);
  wall = date;
  steady = now;
  return time;
};

/** By address: who shows it, where that is among files, its last answer, when it is due again, and by how much the server's clock is ahead of ``time``. */
const sources = new Map();
