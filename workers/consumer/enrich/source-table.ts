/**
 * Places that people come from, one a line: `name | hosts | aliases`.
 * A host is exact unless it begins with a dot: then everything under it belongs too. `.*` at the end stands for any
 * top-level domain; a path may follow. Aliases are what marketers write in `utm_source`, in lower case, by commas;
 * the name is an alias of itself. A portal's own host is exact, since not all that is under it is its search.
 */
export const PLACES = {
  search: `
Google | google.* wwwgoogle.* .g.cn encrypted.google.com go.google.com www2.google.com webcache.googleusercontent.com com.google.android.googlequicksearchbox com.google.android.gm.lite m.google.* ipv6.google.com goog gogole.* gppgle.* googel.* | adwords, google ads, googleads, google-ads, google_ads, google organic, goog, g
Google Images | images.google.* google.*/imgres
Google News | news.google.*
Google Maps | maps.google.* google.*/maps
Google Scholar | scholar.google.*
Google Shopping | google.*/products
Google Video | video.google.* google.*/videosearch
Google Custom Search | cse.google.* google.*/cse google.*/custom
Google Blogsearch | blogsearch.google.*
Google Translations | translate.google.* .translate.goog
Bing | .bing.com .bing.* com.microsoft.bing search.live.com .search.msn.com .bingj.com | bingads, bing ads, microsoft ads, msn
Bing Images | bing.com/images .bing.com/images/search
Yahoo! | yahoo.com .search.yahoo.com .search.yahoo.co.jp yahoo.co.jp yahoo.* m.yahoo.com .yhs4.search.yahoo.com | yahoo
Yahoo! Images | .images.yahoo.com .images.search.yahoo.com images.search.yahoo.co.jp image-search.yahoo.co.jp
Yahoo! Japan | search.yahoo.co.jp
DuckDuckGo | .duckduckgo.com .duck.com .ddg.gg com.duckduckgo.mobile.android | ddg
Yandex | yandex.* ya.ru clck.yandex.* m.yandex.* yabs.yandex.* com.yandex.browser | yandex direct
Yandex Images | images.yandex.* yandex.*/images
Baidu | .baidu.com .baidu.*
Ecosia | .ecosia.org com.ecosia.android
Qwant | .qwant.com
Startpage | .startpage.com startpage.* .ixquick.com .ixquick.*
Brave | search.brave.com | brave search
Kagi | .kagi.com
Mojeek | .mojeek.* .mojeek.com
Swisscows | .swisscows.com .swisscows.ch
MetaGer | .metager.de .metager.org .metager2.de meta.rrzn.uni-hannover.de
Neeva | .neeva.com .neeva.co
Presearch | .presearch.com .presearch.org
Searx | .searx.me .searx.be .searx.space .searx.org
Gibiru | .gibiru.com
SearchEncrypt | .searchencrypt.com
Seznam | .seznam.cz search.seznam.cz
Sogou | .sogou.com
360 Search | .so.com so.360.cn .sou.com .haosou.com | haosou, so.com
Shenma | .sm.cn
Youdao | .youdao.com
Naver | naver.com .search.naver.com m.naver.com cafeblog.search.naver.com
Naver Images | image.search.naver.com
Daum | daum.net .search.daum.net m.daum.net
Coc Coc | .coccoc.com
Ask | ask.com .ask.com ask.* .search-results.com .qbyrd.com .search.ask.com
AOL | aol.* .aol.com .aol.* .aolsearch.com | aol search
AltaVista | .altavista.com .altavista.*
Lycos | .lycos.* lycos.com search.lycos.com
Excite | .excite.* excite.co.jp .excite.com
HotBot | .hotbot.com
Dogpile | .dogpile.com
InfoSpace | .infospace.com
WebCrawler | .webcrawler.com
MetaCrawler | .metacrawler.com .metacrawler.de
Mamma | .mamma.com .mamma75.mamma.com
Gigablast | .gigablast.com
Exalead | .exalead.fr .exalead.com
Babylon | .babylon.com search.babylon.com
Conduit | .search.conduit.com .conduit.com
Snapdo | .snapdo.com
Delta Search | .delta-search.com
MyWebSearch | .mywebsearch.com .mysearch.com .mysearch.myway.com
Incredimail | .incredimail.com search.incredimail.com
Comcast | search.comcast.net serach.comcast.net
Earthlink | search.earthlink.net
Charter | .charter.net
Cox | search.cox.net
CenturyLink | search.centurylink.com
Rambler | .rambler.ru nova.rambler.ru
Mail.ru | go.mail.ru
Nigma | .nigma.ru
Aport | sm.aport.ru .aport.ru
Sputnik | .sputnik.ru
Meta.ua | .meta.ua
I.ua | search.i.ua
Onet | szukaj.onet.pl .onet.pl
Wirtualna Polska | szukaj.wp.pl
NetSprint | .netsprint.pl
Gazeta | szukaj.gazeta.pl
Szukacz | .szukacz.pl
Centrum | .centrum.cz search.centrum.cz
Atlas | search.atlas.cz searchatlas.centrum.cz
Zoznam | .zoznam.sk
Najdi.si | .najdi.si
Pogodak | .pogodak.*
Abacho | .abacho.* .abacho.com
T-Online | suche.t-online.de brisbane.t-online.de navigationshilfe.t-online.de
1und1 | suche.1und1.de
Web.de | suche.web.de
GMX | suche.gmx.net suche.gmx.* search.gmx.*
Freenet | suche.freenet.de
Fireball | .fireball.de .fireball.com
Suchmaschine.com | .suchmaschine.com
Suchnase | .suchnase.de
Acoon | .acoon.de
Witch | .witch.de
Sharelook | .sharelook.fr .sharelook.de
Voila | .voila.fr .lemoteur.fr
Orange | lemoteur.orange.fr lemoteur.ke.voila.fr
SFR | recherche.sfr.fr
Neuf | recherche.neuf.fr
Club Internet | recherche.club-internet.fr
Bluewin | search.bluewin.ch
Search.ch | .search.ch
Virgilio | .virgilio.it ricerca.virgilio.it
Libero | ricerca.libero.it arianna.libero.it
Il Trovatore | .iltrovatore.it .ilte.com
Tiscali | search.tiscali.it .tiscali.*
Alice Adsl | rechercher.aliceadsl.fr
Terra | buscador.terra.* .terra.es busca.terra.com.br
UOL | busca.uol.com.br
Globo | .globo.com
Sapo | pesquisa.sapo.pt .sapo.pt
AEIOU | .aeiou.pt
Biglobe | .biglobe.ne.jp
Goo | goo.ne.jp .goo.ne.jp
Nifty | .nifty.com search.nifty.com
Rakuten | .websearch.rakuten.co.jp
Hatena | b.hatena.ne.jp
Eniro | .eniro.se
Kvasir | .kvasir.no
Sesam | .sesam.no
Jubii | .jubii.dk
Sol | .sol.dk
Ilse | .ilse.nl
Vinden | .vinden.nl
Vindex | .vindex.nl
Zoek | .zoek.nl
Walhello | .walhello.*
Sweetsearch | .sweetsearch.com
Setooz | .setooz.com
ZapMeta | zapmeta.* .zapmeta.com .zapmetasearch.*
Zoohoo | .zoohoo.cz
Hispavista | .hispavista.com
Yippy | .yippy.com
Clusty | .clusty.com
Lo.st | .lo.st
Ecosearch | .ecosearch.org
Findwide | .findwide.com
FindHurtig | .findhurtig.dk
Forestle | .forestle.org forestle.mobi
Blekko | .blekko.com
Cuil | .cuil.com
A9 | .a9.com
Alexa | .alexa.com
AllTheWeb | .alltheweb.com
Hooseek | .hooseek.com
Technorati | .technorati.com
Wolfram Alpha | .wolframalpha.com
PriceRunner | .pricerunner.co.uk
Trusted Search | .trusted-search.com
Xfinity | search.xfinity.com
Dalesearch | .dalesearch.com
La Toile | .toile.com
Latne | .latne.lv
Nate | .nate.com search.nate.com
Zum | .zum.com search.zum.com
Tut.by | search.tut.by
Bigmir | .bigmir.net
Maailm | .maailm.com
Neti | .neti.ee
Delfi | .delfi.lv .delfi.ee
Softonic | .softonic.com
Petal Search | .petalsearch.com
Luxxle | .luxxle.com
Whoogle | .whoogle.io
Freespoke | .freespoke.com
Yep | .yep.com
Stract | .stract.com
Marginalia | .marginalia.nu .marginalia-search.com
Karma | .karmasearch.org
OceanHero | .oceanhero.today
PrivacyWall | .privacywall.org
Tusk Search | .tusksearch.com
Epic Search | .epicsearch.in
Laban | .laban.vn
Soso | .soso.com
Zhongsou | .zhongsou.com
Vuhuv | .vuhuv.com
Toutiao | .toutiao.com so.toutiao.com
Quark | .quark.cn
Entireweb | .entireweb.com
Teoma | .teoma.com
Looksmart | .looksmart.com
DMOZ | .dmoz.org
Search.com | .search.com
WebSearch | .websearch.com
Info.com | .info.com
Picsearch | .picsearch.com
Swiggle | .swiggle.org.uk
Mozbot | .mozbot.fr .mozbot.co.uk .mozbot.com
Everyclick | .everyclick.com
Benefind | .benefind.de
SearchLock | .searchlock.com
Avira SafeSearch | safesearch.avira.com
Jungle Key | .junglekey.com .junglekey.fr
Gule Sider | .gulesider.no
1881 | .1881.no
ABC Søk | .abcsok.no
Startsiden | .startsiden.no
Startpagina | .startpagina.nl
Das Örtliche | .dasoertliche.de
Das Telefonbuch | .dastelefonbuch.de
meinestadt.de | .meinestadt.de
GoYellow | .goyellow.de
Allesklar | .allesklar.de .allesklar.at .allesklar.ch
Yasni | .yasni.de .yasni.com .yasni.*
Yatedo | .yatedo.com .yatedo.fr
123people | .123people.com .123people.*
118 700 | .118700.se
All.by | .all.by
Poisk.ru | .poisk.ru
ICQ | .icq.com
Jyxo | .jyxo.cz jyxo.1188.cz
Trouvez | .trouvez.com
Kataweb | .kataweb.it
Canoe | web.canoe.ca
So-net | .so-net.ne.jp
au one | .auone.jp
hao123 | .hao123.com
Toppreise | .toppreise.ch
Mister Wong | .mister-wong.com .mister-wong.de
Arcor | .arcor.de
`,
  social: `
Facebook | .facebook.com .fb.me .fb.com fb.me com.facebook.katana com.facebook.lite com.facebook.orca | fb, facebook ads, fb_ad, meta, meta ads, facebook_ads
Messenger | .messenger.com .m.me
Instagram | .instagram.com com.instagram.android | ig, insta
Threads | .threads.net .threads.com com.instagram.barcelona
WhatsApp | .whatsapp.com .wa.me wa.me com.whatsapp | wa
Workplace | .workplace.com
Twitter | .twitter.com .t.co t.co .x.com com.twitter.android | x, tw, twitter ads, t.co
LinkedIn | .linkedin.com .lnkd.in lnkd.in com.linkedin.android | li, linked-in, linkedin ads
Reddit | .reddit.com .redd.it redditblog.com com.reddit.frontpage np.reddit.com | reddit ads
Pinterest | pinterest.* .pinterest.com .pinterest.* pin.it com.pinterest | pin
TikTok | .tiktok.com com.zhiliaoapp.musically | tt, tiktok ads
Snapchat | .snapchat.com com.snapchat.android | snap, sc
Telegram | .telegram.org .telegram.me .t.me t.me web.telegram.org org.telegram.messenger org.telegram.messenger.web org.telegram.plus | tg
Discord | .discord.com .discordapp.com .discord.gg com.discord
Slack | .slack.com com.slack
Bluesky | .bsky.app .bsky.social .skyfeed.app | bsky
Mastodon | .mastodon.social .mastodon.online .mastodon.xyz .mastodon.cloud .mastodon.world .mas.to .mstdn.social .mstdn.jp .mstdn.io .fosstodon.org .hachyderm.io .infosec.exchange .techhub.social .mastodon.art .mastodon.technology .pawoo.net .chaos.social .troet.cafe .social.tchncs.de .framapiaf.org .piaille.fr .octodon.social .indieweb.social .masto.ai .toot.community .social.vivaldi.net .universeodon.com .c.im .kolektiva.social .ruby.social .phpc.social .aus.social .mamot.fr .vis.social .bitcoinhackers.org
Hacker News | news.ycombinator.com .hackernews.com .hckrnews.com io.github.hidroh.materialistic | hn, hackernews
GitHub | .github.com | gh
Lobsters | .lobste.rs
Stack Overflow | .stackoverflow.com
Quora | .quora.com
Tumblr | .tumblr.com t.umblr.com
VK | .vk.com .vkontakte.ru .vk.ru com.vkontakte.android | vkontakte
Odnoklassniki | .odnoklassniki.ru .ok.ru
Weibo | .weibo.com .weibo.cn .t.cn t.cn
WeChat | .wechat.com .weixin.qq.com mp.weixin.qq.com com.tencent.mm | weixin
Qzone | .qzone.qq.com
Douban | .douban.com
Renren | .renren.com
Zhihu | .zhihu.com
LINE | .line.me liff.line.me jp.naver.line.android
KakaoTalk | .kakao.com com.kakao.talk
XING | .xing.com
Meetup | .meetup.com
Medium | .medium.com
Substack | .substack.com
Product Hunt | .producthunt.com | producthunt, ph
Indie Hackers | .indiehackers.com
DEV | .dev.to
Flickr | .flickr.com .flic.kr
Foursquare | .foursquare.com
Goodreads | .goodreads.com
Last.fm | .last.fm .lastfm.ru .lastfm.*
LiveJournal | .livejournal.com .livejournal.ru
MySpace | .myspace.com
Netlog | .netlog.com
Nextdoor | .nextdoor.com
Ning | .ning.com
Orkut | .orkut.com
Plurk | .plurk.com
Polywork | .polywork.com
Pocket | .getpocket.com
StumbleUpon | .stumbleupon.com
Tagged | .tagged.com
Taringa! | .taringa.net
Tuenti | .tuenti.com
Viadeo | .viadeo.com .viadeo.journaldunet.com
Viber | .viber.com com.viber.voip
Skyrock | .skyrock.com
Skype | .skype.com web.skype.com
Hi5 | .hi5.com
Habbo | .habbo.com
Gaia Online | .gaiaonline.com
Friendster | .friendster.com
Friendica | .friendica.com .libranet.de .venera.social
Fotolog | .fotolog.com
Flixster | .flixster.com
DeviantArt | .deviantart.com
Delicious | .delicious.com
Digg | .digg.com
Diaspora | .diasp.org .joindiaspora.com .diaspora.social .pod.geraspora.de
Dribbble | .dribbble.com
Behance | .behance.net
Buzznet | .buzznet.com
Classmates | .classmates.com
Cyworld | .cyworld.com global.cyworld.com
Bebo | .bebo.com
BlackPlanet | .blackplanet.com
Badoo | .badoo.com
Mixi | .mixi.jp
MeinVZ | .meinvz.net
StudiVZ | .studivz.net .studivz.de
MyHeritage | .myheritage.com
My.Mail.ru | my.mail.ru .my.mail.ru
Multiply | .multiply.com
Nasza-klasa.pl | .nk.pl .nasza-klasa.pl
IRC-Galleria | .irc-galleria.net
Hyves | .hyves.nl
Geni | .geni.com geni.com
Sonico.com | .sonico.com
Twoo | .twoo.com
WAYN | .wayn.com
Yammer | .yammer.com
Zoo.gr | .zoo.gr
Gettr | .gettr.com
Gab | .gab.com .gab.ai
Parler | .parler.com
Truth Social | .truthsocial.com
Minds | .minds.com
MeWe | .mewe.com
Clubhouse | .clubhouse.com .joinclubhouse.com
Lemmy | .lemmy.world .lemmy.ml .lemm.ee .sh.itjust.works .programming.dev .beehaw.org .feddit.de .feddit.org
Pixelfed | .pixelfed.social .pixelfed.de .pixelfed.uno .pxlmo.com .metapixl.com .pixey.org
Google+ | plus.google.com .url.google.com com.google.android.apps.plus
Microsoft Teams | teams.microsoft.com statics.teams.cdn.office.net com.microsoft.teams | teams
Buffer | .buffer.com bufferapp.com
Hootsuite | .hootsuite.com .ow.ly ow.ly
Disqus | .disqus.com
Patreon | .patreon.com
Imgur | .imgur.com
9GAG | .9gag.com
Kik | .kik.com
Douyin | .douyin.com
Douyu | .douyu.com
Huya | .huya.com
V2EX | .v2ex.com
SoundCloud | .soundcloud.com gate.sc
SourceForge | .sourceforge.net
FetLife | .fetlife.com
FriendFeed | .friendfeed.com
GREE | .gree.jp
Identi.ca | .identi.ca
Plaxo | .plaxo.com
TwitCasting | .twitcasting.tv
Xiaohongshu | .xiaohongshu.com .xhslink.com
Band | .band.us
Micro.blog | .micro.blog
Tapatalk | .tapatalk.com
Steam | steamcommunity.com
Tieba | tieba.baidu.com
`,
  video: `
YouTube | .youtube.com .youtu.be youtu.be com.google.android.youtube .youtube-nocookie.com | yt, youtube ads
Vimeo | .vimeo.com
Twitch | .twitch.tv tv.twitch.android.app
Dailymotion | .dailymotion.com .dai.ly
Bilibili | .bilibili.com .b23.tv
Rumble | .rumble.com
Odysee | .odysee.com
Wistia | .wistia.com .wi.st
Loom | .loom.com
Youku | .youku.com
iQIYI | .iqiyi.com
Niconico | .nicovideo.jp
Netflix | .netflix.com
Hulu | .hulu.com
Crunchyroll | .crunchyroll.com
TED | .ted.com
Viki | .viki.com
Kick | .kick.com
PeerTube | .peertube.tv .framatube.org
`,
  shopping: `
Amazon | amazon.* .amazon.com com.amazon.mshop.android.shopping
eBay | ebay.* .ebay.com com.ebay.mobile
Etsy | .etsy.com
Shopify | .shopify.com .myshopify.com
Shopping.com | .shopping.com
Shopzilla | .shopzilla.com
Walmart | .walmart.com
Alibaba | .alibaba.com
AliExpress | .aliexpress.com aliexpress.*
Mercado Libre | .mercadolibre.com mercadolibre.* .mercadolivre.com.br
Rakuten | .rakuten.co.jp .rakuten.com
Stripe | stripe.com
Best Buy | .bestbuy.com
Target | .target.com
Idealo | idealo.* .idealo.de
Google Shopping | shopping.google.com shopping.google.* | googleshopping, google_shopping
PriceGrabber | .pricegrabber.com
Kelkoo | kelkoo.* .kelkoo.com
Zalando | zalando.* .zalando.de
Shopee | shopee.*
Temu | .temu.com
Taobao | .taobao.com
Tmall | .tmall.com
JD.com | .jd.com
Flipkart | .flipkart.com
Otto | .otto.de
Yahoo! Shopping | shopping.yahoo.com shopping.yahoo.co.jp
`,
  email: `
Gmail | mail.google.com inbox.google.com com.google.android.gm
Outlook.com | outlook.live.com .mail.live.com outlook.office.com outlook.office365.com .safelinks.protection.outlook.com com.microsoft.office.outlook .hotmail.com outlook.com | outlook, hotmail
Yahoo! Mail | .mail.yahoo.com .mail.yahoo.net .mail.yahoo.co.jp .mail.yahoo.co.uk mail.yahoo.* com.yahoo.mobile.client.android.mail | yahoo mail
AOL Mail | mail.aol.com mail.aol.co.uk
Proton Mail | mail.proton.me mail.protonmail.com .proton.me .protonmail.com ch.protonmail.android | protonmail
Fastmail | .fastmail.com .fastmail.fm
Zoho | mail.zoho.com mail.zoho.eu
Mail.ru | e.mail.ru .mail.ru touch.mail.ru ru.mail.mailapp
Yandex Mail | mail.yandex.* mail.yandex.ru ru.yandex.mail
QQ Mail | mail.qq.com .mail.qq.com exmail.qq.com
126 Mail | .mail.126.com mail.126.com
163 Mail | .mail.163.com mail.163.com
Naver Mail | mail.naver.com
Daum Mail | mail.daum.net mail2.daum.net
GMX | .deref-gmx.net .deref-gmx.* .lightmailer.gmx.* lightmailer-bs.gmx.* lightmailer-bap.gmx.* navigator.gmx.* .navigator-bs.gmx.* navigator-bs.gmx.* navigator-bap.gmx.* .bap.navigator.gmx.net 3c.gmx.net 3c-bap.gmx.net 3c-bs.gmx.net gmx.*
Web.de | .deref-web-02.de .deref-web.de deref-web-02.de 3c.web.de 3c-bap.web.de 3c-bs.web.de lightmailer.web.de lightmailer-bs.web.de lightmailer-bap.web.de navigator.web.de navigator-bs.web.de navigator-bap.web.de web.de freemailng0501.web.de
Mail.com | .deref-mail.com .mail.com
Ionos | email.ionos.* mailbusiness.ionos.* mail.ionos.* webmail.ionos.*
1&1 | .deref-1und1.de webmail.1und1.de mailbusiness.1und1.de mailxchange.1und1.de
T-online | email.t-online.de
Freenet | webmail.freenet.de email.freenet.de mail.freenet.de
Vodafone | mail.vodafone.de email.vodafone.de
Orange Webmail | .mail.orange.fr .mail01.orange.fr mail01.orange.fr mail02.orange.fr messageriepro3.orange.fr messageriepro.orange.fr webmail.orange.fr mailing.orange.fr webmail1e.orange.fr webmail1f.orange.fr webmail1g.orange.fr
Bluewin | .bluewin.ch
SFR | messagerie.sfr.fr webmail.sfr.fr
La Poste | webmail.laposte.net
Bbox | mail.bbox.fr webmail.bbox.fr
Virgilio Mail | mail.virgilio.it mail2.virgilio.it
Libero Mail | mail.libero.it mail1.libero.it
Tiscali Mail | mail.tiscali.it webmail.tiscali.*
Seznam Mail | email.seznam.cz mail.seznam.cz
Wirtualna Polska | poczta.wp.pl
Onet Poczta | poczta.onet.pl poczta.onet.eu
o2 Poczta | poczta.o2.pl
Interia Poczta | poczta.interia.pl
Comcast | .webmail.comcast.net mail.comcast.net connect.xfinity.com
Earthlink | webmail.earthlink.net
Optus Zoo | webmail.optuszoo.com.au webmail.optusnet.com.au
Bigpond | webmail.bigpond.com .webmail2.bigpond.com email.telstra.com
iiNet | webmail.iinet.net.au mail.iinet.net.au
Westnet | webmail.westnet.com.au
Adam Internet | webmail.adam.com.au
Commander | webmail.commander.net.au
Dodo | webmail.dodo.com.au
Netspace | webmail.netspace.net.au
Inbox.com | .inbox.com
UOL | mail.uol.com.br email.uol.com.br
Terra | mail.terra.com.br
Rediffmail | mail.rediff.com f1mail.rediff.com
BT | email.bt.com .webmail.bt.com
TalkTalk | webmail.talktalk.co.uk apps.talktalk.co.uk
Tutanota | mail.tutanota.com app.tuta.com mail.tuta.com
HEY | app.hey.com
iCloud Mail | .icloud.com
Mailchimp | .list-manage.com .campaign-archive.com .mailchi.mp .mailchimp.com | mailchimp
ConvertKit | .convertkit.com .ck.page
Beehiiv | .beehiiv.com
Newsletter | | newsletter, e-mail, email, mail, emailmarketing, mailing
`,
  ai: `
ChatGPT | .chatgpt.com chat.openai.com .openai.com com.openai.chatgpt labs.openai.com | openai, chat-gpt
Claude | .claude.ai .anthropic.com com.anthropic.claude | anthropic
Perplexity | .perplexity.ai .perplexity.com ai.perplexity.app.android | perplexity.ai
Gemini | gemini.google.com bard.google.com aistudio.google.com com.google.android.apps.bard | bard, google gemini
NotebookLM | notebooklm.google.com
Copilot | copilot.microsoft.com copilot.cloud.microsoft m365.cloud.microsoft edgeservices.bing.com edgepilot.microsoft.com .bing.com/chat com.microsoft.copilot | microsoft copilot, bing chat
Grok | .grok.com x.com/i/grok grok.x.ai .x.ai | xai
DeepSeek | .deepseek.com | deepseek.com
Mistral | chat.mistral.ai .mistral.ai | le chat, lechat
Meta AI | .meta.ai | meta.ai
You.com | .you.com | you
Phind | .phind.com
Poe | .poe.com
Pi | .pi.ai .heypi.com
Character.AI | .character.ai beta.character.ai | characterai
Kimi | .kimi.com .kimi.ai kimi.moonshot.cn
Qwen | .qwen.ai chat.qwen.ai tongyi.aliyun.com
Doubao | .doubao.com
Tencent Yuanbao | yuanbao.tencent.com
Baidu AI | yiyan.baidu.com ai.baidu.com chat.baidu.com
ChatGLM | .chatglm.cn chat.z.ai
Z.ai | .z.ai
iAsk | .iask.ai
Duck.ai | .duck.ai
Jasper | .jasper.ai
Writesonic | .writesonic.com
Chat+ | .chatplus.com .chat-gpt.org
Andi | .andisearch.com
Komo | .komo.ai
Felo | .felo.ai
Genspark | .genspark.ai
Manus | .manus.im
HuggingChat | huggingface.co/chat
Liner | .getliner.com .liner.com
Consensus | .consensus.app
Elicit | .elicit.com
Monica | .monica.im
Sider | .sider.ai
Merlin | .getmerlin.in
Cohere | coral.cohere.com
Khoj | .khoj.dev
T3 Chat | .t3.chat
Cursor | .cursor.com .cursor.sh
Lumo | lumo.proton.me
Brave Leo | leo.brave.com
`,
  ads: `
Google | .doubleclick.net .googlesyndication.com .googleadservices.com .2mdn.net .adservice.google.* .syndicatedsearch.goog
Taboola | .taboola.com .taboolasyndication.com
Outbrain | .outbrain.com paid.outbrain.com
Criteo | .criteo.com .criteo.net
AdRoll | .adroll.com
Microsoft Advertising | bat.bing.com
Amazon Ads | .amazon-adsystem.com
Xandr | .adnxs.com
Teads | .teads.tv .teads.com
MGID | .mgid.com
Revcontent | .revcontent.com
The Trade Desk | .adsrvr.org
Carbon | .carbonads.com .carbonads.net
AdMob | .admob.com
Media.net | .media.net
Adform | .adform.net
Yandex Direct | an.yandex.ru
Plista | .plista.com
Price.ru | .price.ru
Mail.ru Ads | ad.mail.ru
`,
  other: `
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
`,
} satisfies Record<string, string>;
