import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { ExchangeRates } from "./ExchangeRates.jsx";

function App() {
  const [base, setBase] = useState("USD");
  const [shown, setShown] = useState(true);
  return <>
    <h1>News</h1>
    <label>Base <select value={base} onChange={event => setBase(event.target.value)}>
      {["USD", "INR", "ZAR"].map(code => <option key={code}>{code}</option>)}
    </select></label>
    <label><input type="checkbox" checked={shown} onChange={event => setShown(event.target.checked)} /> Rates</label>
    {shown && <ExchangeRates service="https://rates.example" currencies="BRL,INR,ZAR" base={base} inverse={base !== "USD"} height={203} />}
    <p>What comes after.</p>
  </>;
}

createRoot(document.getElementById("root")).render(<StrictMode><App /></StrictMode>);
