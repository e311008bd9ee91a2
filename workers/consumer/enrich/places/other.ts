/** Known by name, without being one of the kinds. The format is told in `index.ts`. */
export const OTHER = `
Wikipedia | .wikipedia.org .wikipedia.com
Google Docs | docs.google.com
Google Sites | sites.google.com
Google Groups | groups.google.com
Google Play | play.google.com com.android.vending
Feedly | .feedly.com
Notion | .notion.so .notion.site
Trello | .trello.com
Linktree | .linktr.ee
Baidu Baike | baike.baidu.com
Atlassian | .atlassian.net
Jira | jira.atlassian.com
Microsoft 365 | .office.com .office365.com .sharepoint.com
Flipboard | .flipboard.com flipboard.app
SmartNews | .smartnews.com
Apple News | apple.news
MSN | .msn.com
Stripe | dashboard.stripe.com
Google | support.google.com developers.google.com accounts.google.com drive.google.com
Yandex Maps | maps.yandex.* n.maps.yandex.ru
Yahoo! | finance.yahoo.com news.yahoo.com eurosport.yahoo.com sports.yahoo.com astrology.yahoo.com travel.yahoo.com answers.yahoo.com screen.yahoo.com weather.yahoo.com messenger.yahoo.com games.yahoo.com .shopping.yahoo.net movies.yahoo.com cars.yahoo.com lifestyle.yahoo.com omg.yahoo.com .match.yahoo.net
`;
