/** The style sheet of the demo pages: plain, quiet, light and dark. */
export const STYLE = `
:root{--bg:#f6f6f4;--surface:#fff;--line:#e3e3de;--ink:#1b1c1a;--muted:#6b6d68;--accent:#0f766e;color-scheme:light dark;
font:16px/1.6 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
@media(prefers-color-scheme:dark){:root{--bg:#101211;--surface:#171a18;--line:#272c29;--ink:#eceeeb;--muted:#9aa09b;--accent:#2dd4bf}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink)}
a{color:var(--accent);text-underline-offset:3px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
header,main,footer{max-width:44rem;margin:0 auto;padding:0 20px}
header{display:flex;flex-wrap:wrap;align-items:center;gap:4px 16px;padding-top:20px;padding-bottom:20px}
header strong{margin-right:auto}
header a{color:var(--muted);text-decoration:none}
header a:hover,header a[aria-current]{color:var(--ink)}
h1{font-size:30px;line-height:1.25;letter-spacing:-.02em;margin:24px 0 8px}
h2{font-size:19px;line-height:1.4;margin:36px 0 4px}
.lead{color:var(--muted);font-size:18px;margin:0 0 20px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:8px 12px 8px 0;border-bottom:1px solid var(--line)}
td:last-child,th:last-child{text-align:right}
pre{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:12px 16px;overflow:auto;font-size:14px}
.button,button{display:inline-block;font:inherit;font-weight:600;color:var(--bg);background:var(--accent);border:0;border-radius:8px;padding:8px 16px;text-decoration:none;cursor:pointer}
form{display:grid;gap:12px;max-width:24rem}
label{display:grid;gap:4px;color:var(--muted)}
input,select{font:inherit;color:inherit;background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:8px 12px}
nav.views{display:flex;gap:16px;border-bottom:1px solid var(--line);padding-bottom:8px;margin-bottom:16px}
footer{color:var(--muted);font-size:14px;border-top:1px solid var(--line);margin-top:56px;padding-top:16px;padding-bottom:40px}
`;
