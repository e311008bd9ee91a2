/** Where people buy and compare. The format is told in `index.ts`. */
export const SHOPPING = `
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
`;
