/** What the demo pages say. One page for each thing that a tracker has to notice. */
export interface Article {
  path: string;
  title: string;
  html: string;
}

export const ARTICLES: Article[] = [
  {
    path: "/demo",
    title: "Know when the water comes",
    html: `
<h1>Know when the water comes</h1>
<p class="lead">Tide tables for 4,200 harbours, on your wrist and on your wall.</p>
<p><a class="button" href="/demo/pricing">See the plans</a></p>
<h2>Made for people who cannot wait for the ebb</h2>
<p>Pilots, anglers and owners of low garages read Tideway every morning. Try <a href="/demo/app">the app</a>, read
<a href="/demo/docs">how to embed a table</a>, or what <a href="/demo/blog/neap-and-spring">neap and spring</a> mean.</p>
<h2>Take it along</h2>
<p>Today's table of Cuxhaven as a file: <a href="/demo/files/tides-cuxhaven.csv" download>tides-cuxhaven.csv</a>.
Or look up <a href="https://en.wikipedia.org/wiki/Tide">why there are tides</a> elsewhere.</p>`,
  },
  {
    path: "/demo/pricing",
    title: "Pricing",
    html: `
<h1>Pricing</h1>
<p class="lead">The moon is free. The tables cost a little.</p>
<table>
<tr><th>Plan</th><th>Harbours</th><th>A month</th></tr>
<tr><td>Shore</td><td>1</td><td>€0</td></tr>
<tr><td>Harbour</td><td>20</td><td>€4</td></tr>
<tr><td>Fleet</td><td>all</td><td>€19</td></tr>
</table>
<p><button type="button" data-plan="Harbour">Start with Harbour</button></p>
<p>Questions? <a href="/demo/contact">Write to us</a>.</p>`,
  },
  {
    path: "/demo/docs",
    title: "Docs",
    html: `
<h1>Embed a table</h1>
<p class="lead">One line, no build step.</p>
<pre>&lt;iframe src="https://demo.example/embed/cuxhaven"&gt;&lt;/iframe&gt;</pre>
<h2 id="stations">Stations</h2>
<p>Every harbour has a short name. The <a href="/demo/app/stations">list of stations</a> shows them all.</p>
<h2 id="times">Times</h2>
<p>Times are local to the harbour, also on the days when clocks change.</p>`,
  },
  {
    path: "/demo/blog/neap-and-spring",
    title: "Neap and spring",
    html: `
<h1>Neap and spring</h1>
<p class="lead">Twice a month the sea makes up its mind.</p>
<p>When sun, earth and moon stand in a line, their pulls add up: high water is higher, low water lower. That is a spring
tide, and has nothing to do with the season. A week later they stand at right angles, and the tide is neap: a lazy
sea that hardly leaves the beach.</p>
<h2>Why it lags</h2>
<p>Water is heavy and coasts are crooked, so the highest tide comes a day or two after the moon is full. Harbour masters
call this the age of the tide. At Saint-Malo it is about a day and a half.</p>
<h2>What to do with it</h2>
<p>Plan long walks on the flats for spring, and quiet moorings for neap. <a href="/demo/pricing">Tideway</a> marks both.</p>
<p>More in <a href="https://en.wikipedia.org/wiki/Tidal_range">the encyclopaedia</a>.</p>`,
  },
  {
    path: "/demo/app",
    title: "Today",
    html: `
<nav class="views" aria-label="Views"><a data-view href="/demo/app">Today</a><a data-view href="/demo/app/week">Week</a><a data-view href="/demo/app/stations">Stations</a></nav>
<div id="view" aria-live="polite"></div>`,
  },
  {
    path: "/demo/contact",
    title: "Contact",
    html: `
<h1>Contact</h1>
<p class="lead">A person answers, at low water.</p>
<form id="contact" name="contact" method="post" action="/demo/thanks">
<label>Your name <input name="name" autocomplete="name" required></label>
<label>Harbour <select name="harbour"><option>Cuxhaven</option><option>Saint-Malo</option><option>Bristol</option></select></label>
<button type="submit">Send</button>
</form>`,
  },
  {
    path: "/demo/thanks",
    title: "Thank you",
    html: `
<h1>Thank you</h1>
<p class="lead">Nothing was stored: this is a demo. <a href="/demo">Back to the start</a>.</p>`,
  },
];
