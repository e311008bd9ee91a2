/** Search engines, portals' search pages, and directories. A portal's own host is exact, since not all that is under it is its search. The format is told in `index.ts`. */
export const SEARCH = `
Google | google.* wwwgoogle.* .g.cn encrypted.google.com go.google.com www2.google.com webcache.googleusercontent.com com.google.android.googlequicksearchbox com.google.android.gm.lite m.google.* ipv6.google.com goog gogole.* gppgle.* googel.* search.avg.com isearch.avg.com search.chedot.com .darkoogle.com .incredimail.com .delta-search.com search.foxtab.com .gooofullsearch.com search.hiyo.com search.sweetim.com .fastweb.it search.juno.com find.tdc.dk it.luna.tv searchresults.verizon.com search.walla.co.il search.alot.com search.incredibar.com search.1und1.de search.zonealarm.com start.lenovo.com .wow.com search.leonardo.it .optuszoo.com.au search.dolphin-browser.jp netlavis.azione.jp search.nan.so cgi2.nintendo.co.jp .search.smt.docomo.ne.jp .gfsoso.com searches.safehomepage.com searches.f-secure.com search.f-secure.com .monumentbrowser.com search.bt.com .startab.me search.abv.bg .kadaza.com .googlesyndicatedsearch.com .googleearth.de .googleearth.fr google.dodo.com.au search.netzero.net | adwords, google ads, googleads, google-ads, google_ads, google organic, goog, g
Google Images | images.google.* google.*/imgres
Google News | news.google.*
Google Maps | maps.google.* google.*/maps
Google Scholar | scholar.google.*
Google Shopping | google.*/products
Google Video | video.google.* google.*/videosearch
Google Custom Search | cse.google.* google.*/cse google.*/custom
Google Blogsearch | blogsearch.google.*
Google Translations | translate.google.* .translate.goog
Bing | .bing.com .bing.* com.microsoft.bing search.live.com .search.msn.com .bingj.com msnbc.msn.com dizionario.it.msn.com enciclopedia.it.msn.com | bingads, bing ads, microsoft ads, msn
Bing Images | bing.com/images .bing.com/images/search
Yahoo! | yahoo.com .search.yahoo.com .search.yahoo.co.jp yahoo.co.jp yahoo.* m.yahoo.com .yhs4.search.yahoo.com cade.yahoo.com one.cn.yahoo.com .cercato.it search.offerbox.com ys.mirostart.com ar.yahoo.com au.yahoo.com br.yahoo.com ca.yahoo.com chinese.yahoo.com cn.yahoo.com de.yahoo.com dk.yahoo.com es.yahoo.com espanol.yahoo.com fr.yahoo.com hk.yahoo.com ie.yahoo.com in.yahoo.com it.yahoo.com kr.yahoo.com mx.yahoo.com no.yahoo.com nz.yahoo.com qc.yahoo.com ru.yahoo.com se.yahoo.com tw.yahoo.com uk.yahoo.com us.yahoo.com cade.searchde.yahoo.com | yahoo
Yahoo! Images | .images.yahoo.com .images.search.yahoo.com images.search.yahoo.co.jp image-search.yahoo.co.jp image.yahoo.cn
Yahoo! Japan | search.yahoo.co.jp home.kingsoft.jp jwsearch.jword.jp
DuckDuckGo | .duckduckgo.com .duck.com .ddg.gg com.duckduckgo.mobile.android duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion | ddg
Yandex | yandex.* ya.ru clck.yandex.* m.yandex.* com.yandex.browser | yandex direct
Yandex Images | images.yandex.* yandex.*/images
Baidu | .baidu.com .baidu.* web.gougou.com
Ecosia | .ecosia.org com.ecosia.android
Qwant | .qwant.com
Startpage | .startpage.com startpage.* startpagel6srwcjlue4zgq3zevrujfaow726kjytqbbjyrswwmjzcqd.onion
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
Sogou | .sogou.com .sougou.com
360 Search | .so.com so.360.cn .sou.com .haosou.com | haosou, so.com
Shenma | .sm.cn quark.sm.cn
Youdao | .youdao.com
Naver | naver.com .search.naver.com m.naver.com cafeblog.search.naver.com
Naver Images | image.search.naver.com
Daum | daum.net .search.daum.net m.daum.net
Cốc Cốc | .coccoc.com
Ask | ask.com .ask.com ask.* .search-results.com .qbyrd.com .search.ask.com ask.reference.com .askkids.com .searchqu.com .thesmartsearch.net
AOL | aol.* .aol.com .aol.* .aolsearch.com suche.aolsvc.de search-intl.netscape.com search.netscape.com | aol search
AltaVista | .altavista.com .altavista.*
Lycos | .lycos.* lycos.com search.lycos.com
Excite | .excite.* excite.co.jp .excite.com
HotBot | .hotbot.com
Dogpile | .dogpile.com
InfoSpace | .infospace.com .tattoodle.com .webfetch.com search.kiwee.com searches.vi-view.com search.webssearches.com search.fbdownloader.com .globososo.com search.avast.com start.facemoods.com start.funmoods.com search.magentic.com search.searchcompletion.com .searchmobileonline.com isearch.glarysoft.com search.chatzum.com home.speedbit.com search.b1.org .searchya.com search.handycafe.com search.v9.com search.iminent.com .inspsearch.com
WebCrawler | .webcrawler.com
MetaCrawler | .metacrawler.com .metacrawler.de
Mamma | .mamma.com .mamma75.mamma.com
Gigablast | .gigablast.com
Exalead | .exalead.fr .exalead.com
Babylon | .babylon.com search.babylon.com
Conduit | .search.conduit.com .conduit.com
Snapdo | .snapdo.com .snap.do
MyWebSearch | .mywebsearch.com .mysearch.com .mysearch.myway.com search.myway.com kf.mysearch.myway.com ki.mysearch.myway.com
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
Onet.pl | szukaj.onet.pl .onet.pl
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
Web.de | .suche.web.de
GMX | suche.gmx.net suche.gmx.* search.gmx.*
Freenet | suche.freenet.de
Fireball | .fireball.de .fireball.com
Suchmaschine.com | .suchmaschine.com
Suchnase | .suchnase.de
Acoon | .acoon.de
Witch | .witch.de
Sharelook | .sharelook.fr .sharelook.de
Voila | .voila.fr .lemoteur.fr
Orange | lemoteur.orange.fr lemoteur.ke.voila.fr busca.orange.es search.orange.co.uk
SFR | recherche.sfr.fr
Neuf | recherche.neuf.fr
Club Internet | recherche.club-internet.fr
Bluewin | search.bluewin.ch
Search.ch | .search.ch
Virgilio | .virgilio.it ricerca.virgilio.it
Libero | ricerca.libero.it
Il Trovatore | .iltrovatore.it .ilte.com
Tiscali | search.tiscali.it .tiscali.*
Alice Adsl | rechercher.aliceadsl.fr
Terra | buscador.terra.* .terra.es busca.terra.com.br
uol.com.br | busca.uol.com.br
Globo | .globo.com
Sapo | pesquisa.sapo.pt .sapo.pt
AEIOU | .aeiou.pt
Biglobe | .biglobe.ne.jp
Goo | goo.ne.jp .goo.ne.jp
Nifty | .nifty.com search.nifty.com search.azby.fmworld.net
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
Trusted Search | .trusted-search.com .trusted--search.com
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
EpicSearch.in | .epicsearch.in
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
Avira SafeSearch | safesearch.avira.com search.avira.com search.avira.net
Jungle Key | .junglekey.com .junglekey.fr
Gule Sider | .gulesider.no
Opplysningen 1881 | .1881.no
ABCsøk | .abcsok.no
Startsiden | .startsiden.no
Startpagina | .startpagina.nl
Das Örtliche | .dasoertliche.de
Das Telefonbuch | .dastelefonbuch.de
meinestadt.de | .meinestadt.de meinestadt.de
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
Canoe.ca | web.canoe.ca
So-net | .so-net.ne.jp
auone | .auone.jp
hao123 | .hao123.com
Toppreise.ch | .toppreise.ch
Mister Wong | .mister-wong.com .mister-wong.de
Arcor | .arcor.de
Ixquick | .ixquick.com .ixquick.*
Arianna | arianna.libero.it .arianna.com
Telstra | search.media.telstra.com.au
1.cz | .1.cz
2GIS | .2gis.ru .2gis.com
Aguea | .aguea.com
Allaverksamheter | .allaverksamheter.se
AllTheInternet | .alltheinternet.com
AlohaFind | .alohafind.com
Apollo7 | .apollo7.de
Apollo Latvia | apollo.lv/portal apollo.lv/portal/search
Apontador | .apontador.com.br
Arama | .arama.com
Austronaut | .austronaut.at .astronaut.at
Blogdigger | .blogdigger.com
Blogpulse | .blogpulse.com
Certified-Toolbar | search.certified-toolbar.com
Claro Search | .claro-search.com
Clix | pesquisa.clix.pt
CompuServe | websearch.cs.com
Crawler | .crawler.com
Daemon search | .daemon-search.com
dir.com | .dir.com
Disconnect Search | search.disconnect.me
El Mundo | ariadna.elmundo.es
eo | .eo.st
Eurip | .eurip.com
Euroseek | .euroseek.com
Fast Browser Search | .fastbrowsersearch.com
Finderoo | .finderoo.com
Firstsfind | .firstsfind.com
Fixsuche | .fixsuche.de
Flix.de | .flix.de
Fooooo | search.fooooo.com
Francite | recherche.francite.com
Free | search.free.fr search1-1.free.fr search1-2.free.fr
FreeCause | search.freecause.com
Fresh Weather | .fresh-weather.com
Frontier | search.frontier.com
GAIS | gais.cs.ccu.edu.tw
Genieo | search.genieo.com
Geona | .geona.net
Gnadenmeer | .gnadenmeer.de
Gomeo | .gomeo.com
HighBeam | .highbeam.com
Hit-Parade | .hit-parade.com
Holmes | .holmes.ge
I-play | start.iplay.com
Icerocket | blogs.icerocket.com .icerocket.com
iMesh | search.imesh.com
Isodelen | .isodelen.se
Jungle Spider | .jungle-spider.de
Junior Safe Search | .juniorsafesearch.com
K9 Safe Search | .k9safesearch.com
Kensaq | .kensaq.com
Lilo | .lilo.org
Local Moxie | .localmoxie.com
LookAny | .lookany.com
Lookseek | search.lookseek.com
Monstercrawler | .monstercrawler.com
MyPrivateSearch | .myprivatesearch.com
Needtofind | ko.search.need2find.com
Online.no | .online.no
OnlySearch | .only-search.com
Paperball | .paperball.de
PeopleCheck | extern.peoplecheck.de
PeoplePC | search.peoplepc.com
Plazoo | .plazoo.com
PlusNetwork | .plusnetwork.com
qip.ru | search.qip.ru
Qualigo | .qualigo.at .qualigo.ch .qualigo.de .qualigo.nl .qualigo.com
Quendu | .quendu.com
Riksdelen | .riksdelen.se
Road Runner | search.rr.com
rpmfind | .rpmfind.net
Scour | .scour.com
Search This | .searchthis.com
Searchalot | .searchalot.com
SearchCanvas | .searchcanvas.com
Searchy | .searchy.co.uk
Seesaa | search.seesaa.jp
Skynet | .skynet.be
SmartAddressbar | search.smartaddressbar.com
SmartShopping | search.smartshopping.com
SoSoDesk | .sosodesktop.com
StepStone | .stepstone.de .stepstone.at .stepstone.be .stepstone.fr .stepstone.nl .stepstone.dk .stepstone.se
Suche.info | .suche.info
Surf Canyon | .surfcanyon.com
Talimba | .talimba.com
TalkTalk | .talktalk.co.uk
Tarmot | .tarmot.com
Tixuma | .tixuma.de
Toolbarhome | .toolbarhome.com
Torry | .torry.io
TrovaRapido | .trovarapido.com
Trustnav | search.trustnav.com
Twingly | .twingly.com
Ukr.net | search.ukr.net
URL.ORGanizer | .url.org
Volny | web.volny.cz
Web.nl | .web.nl
Weborama | .weborama.fr .weborama.com
Wedoo | .wedoo.com
Winamp | search.winamp.com
Woopie | .woopie.jp
www värav | search.www.ee
X-Recherche | .x-recherche.com
Yam | search.yam.com
Yellowmap | .yellowmap.de
Yongzin | .yongzin.com
YouGoo | .yougoo.fr
Zoeken | .zoeken.nl
Zxuso | .zxuso.com
Kwzf | .kwzf.net
Ekoru | .ekoru.org
Lukol | .lukol.com
Refseek | .refseek.com
Opera Search | search.opera.com
Fastbot | .fastbot.de
Mamont | .mamont.ru
Goodsearch | .goodsearch.com
Izito | .izito.com .izito.*
Peekier | .peekier.com
Discrete Search | .discretesearch.com
Good | .good-search.org
Gexsi | .gexsi.com
Interia | google.interia.pl .interia.pl
`;
