/** Where people watch. The format is told in `index.ts`. */
export const VIDEO = `
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
`;
