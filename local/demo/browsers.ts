/** What the demo's people hold in their hands, and the robots that come by. */
export interface Kit {
  userAgent: string;
  screen: string;
  viewport: string;
}

const kit = (screen: string, viewport: string, userAgent: string) => ({ screen, viewport, userAgent });
const mozilla = (rest: string) => `Mozilla/5.0 ${rest}`;
const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const WINDOWS = "(Windows NT 10.0; Win64; x64)";
const MAC = "(Macintosh; Intel Mac OS X 10_15_7)";

const wide = ["1920x1080", "1920x969"] as const;
const laptop = ["1440x900", "1440x789"] as const;
const phone = ["393x852", "393x659"] as const;
const tablet = ["820x1180", "820x1106"] as const;

/** Few screens: with the groups of places they make the contexts, and every request has one. */
export const KITS: readonly (readonly [kit: Kit, weight: number])[] = [
  [kit(...wide, mozilla(`${WINDOWS} ${webkit} Chrome/142.0.0.0 Safari/537.36`)), 25],
  [kit(...wide, mozilla(`${WINDOWS} ${webkit} Chrome/141.0.0.0 Safari/537.36`)), 4],
  [kit(...wide, mozilla(`${WINDOWS} ${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`)), 8],
  [kit(...wide, mozilla(`(Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0`)), 5],
  [kit(...wide, mozilla(`(X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0`)), 4],
  [kit(...wide, mozilla(`(X11; Linux x86_64) ${webkit} Chrome/142.0.0.0 Safari/537.36`)), 3],
  [kit(...wide, mozilla(`${WINDOWS} ${webkit} Chrome/141.0.0.0 Safari/537.36 OPR/124.0.0.0`)), 2],
  [kit(...laptop, mozilla(`${MAC} ${webkit} Chrome/142.0.0.0 Safari/537.36`)), 11],
  [
    kit(...laptop, mozilla(`${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15`)),
    8,
  ],
  [kit(...laptop, mozilla(`(Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0`)), 2],
  [
    kit(
      ...phone,
      mozilla(
        "(iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
      ),
    ),
    17,
  ],
  [
    kit(
      ...phone,
      mozilla(
        "(iPhone; CPU iPhone OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
      ),
    ),
    4,
  ],
  [kit(...phone, mozilla(`(Linux; Android 10; K) ${webkit} Chrome/142.0.0.0 Mobile Safari/537.36`)), 13],
  [
    kit(
      ...phone,
      mozilla(`(Linux; Android 10; K) ${webkit} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36`),
    ),
    4,
  ],
  [kit(...phone, mozilla("(Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0")), 1],
  [
    kit(
      ...tablet,
      mozilla(
        "(iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
      ),
    ),
    3,
  ],
];

/** As they introduce themselves; a robot reports no screen. */
export const ROBOTS: readonly (readonly [userAgent: string, weight: number])[] = [
  ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", 8],
  ["Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", 4],
  ["Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", 4],
  [
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    6,
  ],
  ["Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)", 5],
  [
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)",
    3,
  ],
  [`${mozilla("(X11; Linux x86_64)")} ${webkit} HeadlessChrome/130.0.0.0 Safari/537.36`, 2],
];
