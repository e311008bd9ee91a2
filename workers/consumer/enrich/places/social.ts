/** Social networks, forums, messengers and the apps and short links that they open from. The format is told in `index.ts`. */
export const SOCIAL = `
Facebook | .facebook.com .fb.me .fb.com fb.me com.facebook.katana com.facebook.lite com.facebook.orca | fb, facebook ads, fb_ad, meta, meta ads, facebook_ads
Messenger | .messenger.com .m.me
Instagram | .instagram.com com.instagram.android | ig, insta
Threads | .threads.net .threads.com com.instagram.barcelona
WhatsApp | .whatsapp.com .wa.me wa.me com.whatsapp | wa
Workplace | .workplace.com
Twitter | .twitter.com .t.co t.co .x.com com.twitter.android | x, tw, twitter ads, t.co
LinkedIn | .linkedin.com .lnkd.in lnkd.in com.linkedin.android linkedin.android | li, linked-in, linkedin ads
Reddit | .reddit.com .redd.it redditblog.com com.reddit.frontpage np.reddit.com com.laurencedawson.reddit_sync com.laurencedawson.reddit_sync.pro | reddit ads
Pinterest | pinterest.* .pinterest.com .pinterest.* pin.it com.pinterest | pin
TikTok | .tiktok.com com.zhiliaoapp.musically | tt, tiktok ads
Snapchat | .snapchat.com com.snapchat.android | snap, sc
Telegram | .telegram.org .telegram.me .t.me t.me web.telegram.org org.telegram.messenger org.telegram.messenger.web org.telegram.plus org.aka.messenger org.telegram.biftogram | tg
Discord | .discord.com .discordapp.com .discord.gg com.discord
Slack | .slack.com com.slack
Bluesky | .bsky.app .bsky.social .skyfeed.app | bsky
Mastodon | .mastodon.social .mastodon.online .mastodon.xyz .mastodon.cloud .mastodon.world .mas.to .mstdn.social .mstdn.jp .mstdn.io .fosstodon.org .hachyderm.io .infosec.exchange .techhub.social .mastodon.art .mastodon.technology .pawoo.net .chaos.social .troet.cafe .social.tchncs.de .framapiaf.org .piaille.fr .octodon.social .indieweb.social .masto.ai .toot.community .social.vivaldi.net .universeodon.com .c.im .kolektiva.social .ruby.social .phpc.social .aus.social .mamot.fr .vis.social .bitcoinhackers.org .friends.nico .quey.org .botsin.space .knzk.me .cybre.space org.joinmastodon.android .tkm.eu .tkm.eus
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
Lemmy | .lemmy.world .lemmy.ml .lemm.ee .sh.itjust.works .programming.dev .beehaw.org .feddit.de .feddit.org io.syncapps.lemmy_sync
Pixelfed | .pixelfed.social .pixelfed.de .pixelfed.uno .pxlmo.com .metapixl.com .pixey.org pix.toot.wales
Google+ | plus.google.com .url.google.com com.google.android.apps.plus
Microsoft Teams | teams.microsoft.com statics.teams.cdn.office.net com.microsoft.teams | teams
Buffer | .buffer.com bufferapp.com
Hootsuite | .hootsuite.com .ow.ly ow.ly
Disqus | .disqus.com .disq.us
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
Friends Reunited | .friendsreunited.com .friendsreunited.co.uk
Lang-8 | .lang-8.com
MissEvan | .missevan.com
MoiKrug.ru | .moikrug.ru
MyLife | .mylife.ru .mylife.com
myYearbook | .myyearbook.com
Peepeth | .peepeth.com
WeeWorld | .weeworld.com
Windows Live Spaces | login.live.com
Xanga | .xanga.com
Paper.li | .paper.li
vKruguDruzei.ru | .vkrugudruzei.ru
Tildes | .tildes.net com.talklittle.android.tildes
İTÜ Sözlük | .itusozluk.com
Instela | .instela.com
Ekşi Sözlük | .eksisozluk.com .sozluk.com .sourtimes.org
Uludağ Sözlük | .uludagsozluk.com .ulusozluk.com
İnci Sözlük | inci.sozlukspot.com .incisozluk.com .incisozluk.cc
Hocam.com | .hocam.com
DonanımHaber | .donanimhaber.com
Whirlpool | forums.whirlpool.net.au
`;
