/** Ad servers and marketplaces: a visit from there was paid for. The format is told in `index.ts`. */
export const ADS = `
Google | .doubleclick.net .googlesyndication.com .googleadservices.com .2mdn.net .adservice.google.* .syndicatedsearch.goog imasdk.googleapis.com
Taboola | .taboola.com .taboolasyndication.com
Outbrain | .outbrain.com paid.outbrain.com
Criteo | .criteo.com .criteo.net
AdRoll | .adroll.com
Microsoft Advertising | bat.bing.com
Amazon Ads | .amazon-adsystem.com
Xandr | .adnxs.com .247realmedia.com
Teads | .teads.tv .teads.com
MGID | .mgid.com
Revcontent | .revcontent.com
The Trade Desk | .adsrvr.org
Carbon | .carbonads.com .carbonads.net
AdMob | .admob.com
Media.net | .media.net
Adform | .adform.net
Yandex Direct | an.yandex.ru yabs.yandex.*
Plista | .plista.com
Price.ru | .price.ru
Mail.ru Ads | ad.mail.ru
Acuity Ads | .acuityplatform.com
ADFOX | .adfox.ru
Adition | .adition.com
AdNET | .adnet.de
AdSpirit | .adspirit.de .rtbcity.com .plusperformance.com
AudienceScience | .wunderloop.net
BidSwitch | .bidswitch.net
Casale Media | .casalemedia.com
Eyeota | .eyeota.net
Flashtalking | .flashtalking.com
Fluct | .adingo.jp
LifeStreet | .lfstmedia.com
LowerMyBills | .lowermybills.com
Jivox | .jivox.com
MicroAd | .microad.jp
Mixpo | .mixpo.com
Mozo | .mozo.com.au
Neustar AdAdvisor | .adadvisor.net
ONE by AOL | .nexage.com
OpenX | .openx.net .servedbyopenx.com .openxenterprise.com
PubMatic | .pubmatic.com
Rubicon Project | .rubiconproject.com
Sizmek | .serving-sys.com
Sociomantic Labs | .sociomantic.com
Sonobi | .sonobi.com
Sovrn | .lijit.com
SteelHouse | .steelhousemedia.com
StickyADS.tv | .stickyadstv.com
Torg.Mail.ru | torg.mail.ru
Tribal Fusion | .tribalfusion.com
White Pages | .whitepages.com.au
Yandex Market | .market.yandex.ru
Yieldmo | .yieldmo.com
ZEDO | .zedo.com
`;
