/** Webmail, mail apps, and the links of those who send mail for others. The format is told in `index.ts`. */
export const EMAIL = `
Gmail | mail.google.com inbox.google.com com.google.android.gm
Outlook.com | outlook.live.com .mail.live.com outlook.office.com outlook.office365.com .safelinks.protection.outlook.com com.microsoft.office.outlook .hotmail.com outlook.com | outlook, hotmail
Yahoo! Mail | .mail.yahoo.com .mail.yahoo.net .mail.yahoo.co.jp .mail.yahoo.co.uk mail.yahoo.* com.yahoo.mobile.client.android.mail | yahoo mail
AOL Mail | mail.aol.com mail.aol.co.uk com.aol.mobile.aolapp
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
1&1 | .deref-1und1.de webmail.1und1.de mailbusiness.1und1.de mailxchange.1und1.de .deref-1und1-02.de
T-online | email.t-online.de
Freenet | webmail.freenet.de email.freenet.de mail.freenet.de
Vodafone | mail.vodafone.de email.vodafone.de webmail.vodafone.co.nz
Orange Webmail | .mail.orange.fr .mail01.orange.fr mail01.orange.fr mail02.orange.fr messageriepro3.orange.fr messageriepro.orange.fr webmail.orange.fr mailing.orange.fr webmail1e.orange.fr webmail1f.orange.fr webmail1g.orange.fr orange.fr/webmail
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
Earthlink | webmail.earthlink.net com.earthlink.myearthlink
Optus Zoo | webmail.optuszoo.com.au webmail.optusnet.com.au
Bigpond | webmail.bigpond.com .webmail2.bigpond.com email.telstra.com basic.messaging.bigpond.com
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
Mailchimp | .list-manage.com .campaign-archive.com .mailchi.mp .mailchimp.com com.mailchimp.mailchimp | mailchimp
ConvertKit | .convertkit.com .ck.page
Beehiiv | .beehiiv.com
Newsletter |  | newsletter, e-mail, email, mail, emailmarketing, mailing
2degrees | webmail.2degreesbroadband.co.nz
Beeline | .post.ru
E1.ru | mail.e1.ru
Infomaniak | mail.infomaniak.com
iPrimus | webmail.iprimus.com.au
Mastermail | .mastermail.ru
Mynet Mail | mail.mynet.com
QIP | mail.qip.ru
Rambler | mail.rambler.ru
Sibmail | .sibmail.com
TIM | webmail.tim.it
Ukr.net | mail.ukr.net
UPC | upcmail.hispeed.ch
Virgin | webmail.virginbroadband.com.au
Telenet | webmail.telenet.be
Ziggo | webmail.ziggo.nl
KPN | webmail.kpnmail.nl
XS4ALL | webmail.xs4all.nl
Strato | webmail.strato.de communicator.strato.de
OVH | .mail.ovh.net
Mailbox.org | office.mailbox.org
Posteo | .posteo.de
Hushmail | .hushmail.com
Runbox | .runbox.com
Yopmail | .yopmail.com
Superhuman | mail.superhuman.com
Missive | mail.missiveapp.com
Campaign Monitor | .createsend.com .cmail19.com .cmail20.com
Brevo | .sibforms.com .sendibt3.com
Klaviyo | .klclick.com .klclick1.com
HubSpot | .hubspotlinks.com .hubspotemail.net
SendGrid | .sendgrid.net
Mailgun | .mailgun.org
Mailjet | .mjt.lu
ActiveCampaign | .activehosted.com .acemlnb.com
Constant Contact | .rs6.net .constantcontact.com
MailerLite | .mlsend.com
`;
